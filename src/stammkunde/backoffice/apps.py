"""The office's door: it translates between people and rooms and owns no tables."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Start page and command palette."""

    name = "stammkunde.backoffice"
    label = "backoffice"
