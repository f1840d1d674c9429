"""Tables that break every rule; `app_label` keeps them out of the product."""

from django.db import models

from stammkunde.foundation.columns import LongText, OnMerge, Text, key


class JournalNote(models.Model):
    entry = models.ForeignKey("foundation.JournalEntry", models.PROTECT, related_name="+")

    class Meta:
        app_label = "foundation"


class Ledger(models.Model):
    code = models.CharField(max_length=5, primary_key=True)
    amount = models.FloatField()
    price = models.DecimalField(max_digits=9, decimal_places=2)
    note = models.TextField()
    silent = Text(max_length=5)
    said = LongText(personal=False)
    tone = Text(max_length=5, choices=[("a", "A")])
    cascade = models.ForeignKey("people.Customer", models.CASCADE, related_name="ledgers")
    fine = key("people.Customer", room="accounts", noun="ledger", on_merge=OnMerge.MOVE)

    class Meta:
        app_label = "people"
        unique_together = [("code", "amount")]
        indexes = [models.Index(fields=["amount"])]


class Upstairs(models.Model):
    customer = key("people.Customer", room="accounts", noun="upstairs", on_merge=OnMerge.KEEP)
    members = models.ManyToManyField("people.Customer")

    class Meta:
        app_label = "accounts"


class Below(models.Model):
    role = models.ForeignKey("accounts.Role", models.CASCADE)

    class Meta:
        app_label = "people"
