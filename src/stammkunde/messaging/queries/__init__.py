"""Reading messaging, by noun."""

from stammkunde.messaging.queries.messages import SEE, messages
from stammkunde.messaging.queries.summary import Summary, summary
from stammkunde.messaging.queries.templates import (
    TEMPLATES,
    Text,
    own_signature,
    signature,
    templates_offered,
    text,
    texts,
)

__all__ = [
    "SEE",
    "TEMPLATES",
    "Summary",
    "Text",
    "messages",
    "own_signature",
    "signature",
    "summary",
    "templates_offered",
    "text",
    "texts",
]
