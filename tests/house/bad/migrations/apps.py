"""An app whose migration is missing."""

from django.apps import AppConfig


class Unmigrated(AppConfig):
    name = "tests.house.bad.migrations"
    label = "unmigrated"
