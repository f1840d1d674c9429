"""The room's addresses: a file per area, each with its `PATTERNS`."""

from __future__ import annotations

from stammkunde.messaging.urls import bounces, inquiries, letters, log, post, texts, writing

app_name = "messaging"
urlpatterns = [
    *bounces.PATTERNS,
    *inquiries.PATTERNS,
    *letters.PATTERNS,
    *log.PATTERNS,
    *post.PATTERNS,
    *texts.PATTERNS,
    *writing.PATTERNS,
]
