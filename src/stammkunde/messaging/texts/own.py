"""What somebody wrote: subject and body, in one language or several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

GERMAN, INFORMAL, ENGLISH = "de", "de-informal", "en"
LANGUAGES = (GERMAN, INFORMAL, ENGLISH)
# Which text holds where there is none in the language that was asked for.
_INSTEAD = {
    GERMAN: (GERMAN, INFORMAL, ENGLISH),
    INFORMAL: (INFORMAL, GERMAN, ENGLISH),
    ENGLISH: (ENGLISH, GERMAN, INFORMAL),
}
_SWITCH = re.compile(r"\{(?:du|sie):", re.IGNORECASE)
_FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[nmrs]?)?)\b")


@dataclass(frozen=True)
class Words:
    """Subject and body in one language: our Markdown subset with placeholders."""

    subject: str = ""
    body: str = ""

    def __bool__(self) -> bool:
        return bool(self.subject or self.body)

    @property
    def is_formal(self) -> bool:
        """Whether a German text says Sie without having a du half: wrong for whom Du holds."""
        said = f"{self.subject}\n{self.body}"
        return bool(_FORMAL.search(said)) and not _SWITCH.search(said)


@dataclass(frozen=True)
class OwnText:
    """A text of a writer. `subject` and `body` are German; they may hold `{du:…|sie:…}`.

    others: by language ("de-informal", "en") what is said otherwise there.
    """

    subject: str = ""
    body: str = ""
    others: Mapping[str, Words] = field(default_factory=dict)

    def words(self, language: str) -> Words:
        """What holds in a language: its own, else the nearest that is there."""
        there = {GERMAN: Words(self.subject, self.body), **self.others}
        for one in _INSTEAD.get(language, LANGUAGES):
            if there.get(one):
                return there[one]
        return Words()

    def stored(self) -> dict[str, list[str]]:
        """As JSON holds it (`Message.recipe`): language -> [subject, body]."""
        there = {GERMAN: Words(self.subject, self.body), **self.others}
        return {one: [said.subject, said.body] for one, said in there.items() if said}

    @staticmethod
    def of(stored: Mapping[str, list[str]]) -> OwnText:
        """The text that `stored` made."""
        said = {one: Words(*pair) for one, pair in stored.items()}
        first = said.pop(GERMAN, Words())
        return OwnText(first.subject, first.body, said)
