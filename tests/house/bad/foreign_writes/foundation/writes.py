"""The one place that may."""


def add(rows, model):
    model._default_manager.bulk_create(rows)
