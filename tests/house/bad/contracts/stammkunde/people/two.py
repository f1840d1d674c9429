"""A circle."""

from stammkunde.people import one
