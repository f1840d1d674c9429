"""The room's background work, a file per area."""

from __future__ import annotations

from stammkunde.messaging.tasks import birthdays, bounces, inquiries, letters, log

__all__ = ["birthdays", "bounces", "inquiries", "letters", "log"]
