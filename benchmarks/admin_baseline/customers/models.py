"""The same eight fields, each with an index, one over the order of the list, and groups."""

from django.db import models

KINDS = [("person", "Privatperson"), ("organisation", "Organisation")]


class Group(models.Model):
    """A customer group."""

    name = models.CharField("Name", max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A person or an organisation."""

    kind = models.CharField("Art", max_length=20, choices=KINDS, db_index=True)
    first_name = models.CharField("Vorname", max_length=200, blank=True, db_index=True)
    last_name = models.CharField("Nachname", max_length=200, blank=True, db_index=True)
    organisation = models.CharField("Firma", max_length=200, blank=True, db_index=True)
    email = models.EmailField("E-Mail", blank=True, db_index=True)
    phone = models.CharField("Telefon", max_length=200, blank=True, db_index=True)
    postcode = models.CharField("PLZ", max_length=20, blank=True, db_index=True)
    city = models.CharField("Ort", max_length=200, blank=True, db_index=True)

    groups = models.ManyToManyField(Group, verbose_name="Kundengruppen", blank=True)

    class Meta:
        verbose_name = "Kunde"
        verbose_name_plural = "Kunden"
        ordering = ("last_name", "first_name", "pk")
        indexes = [models.Index(fields=["last_name", "first_name", "id"], name="customer_order")]

    def __str__(self) -> str:
        return self.organisation or f"{self.last_name}, {self.first_name}"
