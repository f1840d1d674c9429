"""Hands at mouse and keyboard that count what they do, for the routines of an office.

`keys` are strokes that steer (Tab, Enter, Ctrl K), `letters` what has to be typed anyway.
`STAMMKUNDE_ROUTINES=file` appends a line per routine; the test run prints it, too.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class Hands:
    """One person at one page. By keyboard alone: never call `click`."""

    def __init__(self, page: Page, routine: str) -> None:
        self.page, self.routine = page, routine
        self.clicks = self.keys = self.letters = 0
        self.began = time.monotonic()

    def click(self, target: str | Locator) -> None:
        """One click with the mouse."""
        place = self.page.locator(target) if isinstance(target, str) else target
        place.click()
        self.clicks += 1

    def press(self, key: str, times: int = 1) -> None:
        """A key or a combination, e.g. `Control+k`; it counts once."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times

    def type(self, text: str) -> None:
        """What somebody types letter by letter, without any haste of a machine."""
        self.page.keyboard.type(text, delay=12)
        self.letters += len(text)

    def reach(self, selector: str, most: int = 60) -> None:
        """Tab on until the focus stands there; every stroke counts."""
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    def at(self, selector: str) -> None:
        """The focus stands where a person expects it; costs nothing."""
        expect(self.page.locator(selector)).to_be_focused()

    def tell(self) -> str:
        """What the routine cost."""
        took = time.monotonic() - self.began
        line = (
            f"{self.routine}: {self.clicks} clicks, {self.keys} keys, {self.letters} letters, "
            f"{took:.1f} s"
        )
        print(line)
        if report := os.environ.get("STAMMKUNDE_ROUTINES"):
            with Path(report).open("a", encoding="utf-8") as lines:
                lines.write(f"- {line}\n")
        return line
