"""Models that act."""

from django.db import models

from stammkunde.people.operations import lock_customers


class Customer(models.Model):
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)

    def clean(self):
        lock_customers(self)

    def __str__(self):
        return "fine"
