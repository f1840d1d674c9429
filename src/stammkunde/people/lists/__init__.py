"""The room's lists, by noun."""

from stammkunde.people.lists.customers import CustomerList
from stammkunde.people.lists.participants import ParticipantList

__all__ = ["CustomerList", "ParticipantList"]
