"""Start of the toy room."""

from __future__ import annotations

from django.apps import AppConfig


class ToyroomConfig(AppConfig):
    """Points for customers, and things that belong to nobody."""

    name = "tests.toyroom"
    label = "toyroom"
