"""A circle."""

from stammkunde.people import two
