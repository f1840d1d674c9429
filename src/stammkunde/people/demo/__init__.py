"""Invented customers for demonstrations and measurements.

The same business, number and day give the same people every time. Names are put together by
chance, mail addresses end in .example, phone numbers come from the ranges kept free for films and
books.
"""

from stammkunde.people.demo.besides import SLOT, Besides, load_besides
from stammkunde.people.demo.businesses import BUSINESSES
from stammkunde.people.demo.loading import load
from stammkunde.people.demo.papers import load as load_papers
from stammkunde.people.demo.people import Invented, customers

__all__ = [
    "BUSINESSES",
    "SLOT",
    "Besides",
    "Invented",
    "customers",
    "load",
    "load_besides",
    "load_papers",
]
