"""Where search looks: in what was said, and in enquiries."""

from stammkunde.messaging.search.inquiries import INQUIRY_SEARCH
from stammkunde.messaging.search.messages import MESSAGE_SEARCH

__all__ = ["INQUIRY_SEARCH", "MESSAGE_SEARCH"]
