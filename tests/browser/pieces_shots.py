"""Pictures of the guide that are taken room by room."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import (
    inquiry_shots,
    log_shots,
    note_shots,
    paper_shots,
    text_shots,
    writing_shots,
)


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """Enquiries, what was said, notes, papers, writing, texts."""
    inquiry_shots.shots(page, lambda _shown, name: shoot(name))
    for shots in (log_shots, note_shots, paper_shots, writing_shots, text_shots):
        shots.take(page, shoot)
