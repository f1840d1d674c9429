from __future__ import annotations

from django.apps import AppConfig


class ListlabConfig(AppConfig):
    """The laboratory of the list engine."""

    name = "stammkunde.foundation.tests.listlab"
    label = "listlab"
