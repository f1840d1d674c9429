"""Hides who does what."""

from django.db.models.signals import post_save


def listen(handler):
    post_save.connect(handler)
