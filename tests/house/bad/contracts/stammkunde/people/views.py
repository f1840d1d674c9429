"""A door that imports models."""

from stammkunde.people import models
