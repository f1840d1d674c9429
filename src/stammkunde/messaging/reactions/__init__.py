"""What the room does when others have news, a file per area."""

from __future__ import annotations

from stammkunde.messaging.reactions import addresses, consents, inquiries, letters, log

__all__ = ["addresses", "consents", "inquiries", "letters", "log"]
