"""The app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Named `customers`."""

    name = "benchmarks.admin_baseline.customers"
    label = "customers"
