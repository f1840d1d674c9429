"""A table that no migration makes."""

from django.db import models


class Forgotten(models.Model):
    name = models.CharField(max_length=10)
