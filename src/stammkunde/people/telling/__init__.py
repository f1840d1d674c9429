"""What the timeline says, by noun: importing it registers the renderers."""

from stammkunde.people.telling.customers import with_names
from stammkunde.people.telling.participants import with_participants

__all__ = ["with_names", "with_participants"]
