"""The steps of the import wizard as pages show them: file, columns, check, done (IMP-01 to IMP-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.people.importing import templates, wizard

MB = wizard.MOST_BYTES // 2**20
FILE, COLUMNS, CHECK, DONE = 1, 2, 3, 4
_PAGES = {
    "columns": "people:import_columns",
    "check": "people:import_check",
    "done": "people:import_done",
}
_LABELS = (
    pgettext_lazy("people: wizard", "File"),
    pgettext_lazy("people: wizard", "Match columns"),
    pgettext_lazy("people: wizard", "Check"),
    pgettext_lazy("people: wizard", "Done"),
)
_WHERE = {
    "uploaded": pgettext_lazy("people: wizard", "columns not matched yet"),
    "mapped": pgettext_lazy("people: wizard", "not checked yet"),
    "checking": pgettext_lazy("people: wizard", "is being checked"),
    "checked": pgettext_lazy("people: wizard", "checked"),
    "committing": pgettext_lazy("people: wizard", "is being brought in"),
    "failed": pgettext_lazy("people: wizard", "could not be read"),
}
_BUSY = frozenset({"checking", "committing"})
SAMPLES = {
    templates.OWN: (
        pgettext_lazy("people: wizard", "Everything"),
        pgettext_lazy("people: wizard", "All columns that an import understands."),
    ),
    templates.PERSONS: (
        pgettext_lazy("people: wizard", "Private customers"),
        pgettext_lazy("people: wizard", "As in fortytools: columns with * must be filled."),
    ),
    templates.ORGANISATIONS: (
        pgettext_lazy("people: wizard", "Companies and institutions"),
        pgettext_lazy("people: wizard", "As in fortytools: columns with * must be filled."),
    ),
    templates.PARTICIPANTS: (
        pgettext_lazy("people: wizard", "Customers with participants"),
        pgettext_lazy(
            "people: wizard",
            "As in kutego: one row per customer, participants at the end of the row.",
        ),
    ),
}


@dataclass(frozen=True)
class Step:
    """One of the four steps above the page."""

    number: int
    label: Any
    url: str = ""
    now: bool = False
    past: bool = False


@dataclass(frozen=True)
class Sample:
    """A list to fill in."""

    kind: str
    label: Any
    text: Any


@dataclass(frozen=True)
class ShownDraft:
    """A list on its way in, as people read it."""

    draft: wizard.Shown

    @property
    def pk(self) -> int:
        """Its id."""
        return self.draft.id

    @property
    def version(self) -> int:
        """What a form of the page says it saw."""
        return self.draft.version

    @property
    def name(self) -> str:
        """The file."""
        return self.draft.name

    @property
    def about(self) -> str:
        """The file and, of a workbook, its sheet."""
        sheet = self.draft.format.sheet
        if not sheet:
            return self.name
        return _("%(file)s, sheet “%(sheet)s”") % {"file": self.name, "sheet": sheet}

    @property
    def since(self) -> Any:
        """When somebody last did something to it."""
        return self.draft.changed_at

    @property
    def leftover(self) -> bool:
        """Whether rows stayed out that can still be downloaded."""
        return bool(self.draft.counts.open)

    @property
    def where(self) -> Any:
        """How far it is, in words."""
        return _WHERE.get(self.draft.state, "")

    @property
    def busy(self) -> bool:
        """Whether something happens to it in the background."""
        return self.draft.state in _BUSY

    @property
    def droppable(self) -> bool:
        """Whether it can be given up."""
        return self.draft.state not in {"committing", "done", "abandoned"}

    @property
    def url(self) -> str:
        """The page that is right for it."""
        return reverse(_PAGES[wizard.step(self.draft)], args=[self.pk])

    @property
    def most(self) -> int:
        """What its progress runs up to."""
        return max(self.draft.progress.total, 1)

    @property
    def progress(self) -> str:
        """How far the background work is, in words."""
        progress = self.draft.progress
        if progress.waiting:
            return _("Waits until it is its turn.")
        said = {"done": number(progress.done), "all": number(progress.total)}
        if self.draft.state == "committing":
            return _("%(done)s of %(all)s rows brought in") % said
        if not progress.total:
            return _("The list is being read …")
        return _("%(done)s of %(all)s rows checked") % said


@dataclass(frozen=True)
class ShownChoice:
    """One select of the format: key, label, what is chosen, (value, label)."""

    key: str
    label: Any
    value: str
    options: Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class ShownColumns:
    """Step 2: how the file is read and what its columns become."""

    draft: wizard.Shown
    columns: Sequence[wizard.ColumnView]
    groups: Sequence[tuple[Any, Sequence[tuple[str, Any]]]]
    typed: Mapping[int, str] | None = None
    wrong: str = ""

    @property
    def choices(self) -> list[ShownChoice]:
        """Encoding and delimiter of text, sheet of a workbook, the row of the headings."""
        format_, chosen = self.draft.format, self.draft.format.chosen
        shown = []
        if format_.encoding or format_.delimiter:
            shown += [
                _choice("encoding", _("Character set"), chosen, format_.encoding, wizard.ENCODINGS),
                _choice(
                    "delimiter",
                    pgettext("people: wizard", "Separator"),
                    chosen,
                    format_.delimiter,
                    wizard.DELIMITERS,
                ),
            ]
        if len(format_.sheets) > 1:
            sheets = [(one, one) for one in format_.sheets]
            shown.append(
                _choice("sheet", pgettext("people: wizard", "Sheet"), chosen, format_.sheet, sheets)
            )
        rows = [(str(row), _("Row %(row)s") % {"row": row}) for row in range(1, 21)]
        if format_.header > len(rows):
            rows.append((str(format_.header), _("Row %(row)s") % {"row": format_.header}))
        return [*shown, _choice("header", _("Headings in"), chosen, str(format_.header), rows)]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """One per column of the file: heading, samples, what it becomes, what is wrong with that."""
        known = {value for _label, options in self.groups for value, _said in options}
        lines = []
        for one in self.columns:
            choice = one.choice if self.typed is None else self.typed.get(one.at, one.choice)
            wrong = str(one.at) == self.wrong
            rare = choice if choice not in known else ""
            lines.append({"one": one, "choice": choice, "rare": rare, "wrong": wrong})
        return lines

    @property
    def summary(self) -> str:
        """How many columns come along."""
        used = sum(1 for one in self.columns if one.choice)
        said = {"used": number(used), "n": number(len(self.columns))}
        return _("%(used)s of %(n)s columns come in") % said


def steps(now: int, shown: ShownDraft | None = None) -> list[Step]:
    """The four steps; past ones lead back as long as that is possible."""
    urls = {FILE: reverse("people:import_start")}
    if shown is not None and shown.draft.state in {"uploaded", "mapped", "checked", "failed"}:
        urls[COLUMNS] = reverse("people:import_columns", args=[shown.pk])
    if shown is not None and shown.draft.state in _BUSY | {"done"}:
        urls = {}
    return [
        Step(at, label, urls.get(at, "") if at < now else "", at == now, at < now)
        for at, label in enumerate(_LABELS, 1)
    ]


def samples() -> list[Sample]:
    """Lists to fill in."""
    return [Sample(kind, *said) for kind, said in SAMPLES.items()]


def choices() -> list[tuple[Any, Sequence[tuple[str, Any]]]]:
    """What a column may become: (group, (value, label))."""
    return [(one.label, one.options) for one in wizard.choices()]


def number(count: int) -> str:
    """1.284"""
    return number_format(count, force_grouping=True)


def _choice(
    key: str,
    label: Any,
    chosen: Mapping[str, Any],
    detected: str,
    options: Sequence[tuple[str, Any]],
) -> ShownChoice:
    """A select whose first line is what was recognised."""
    auto = _("As recognised")
    if not chosen.get(key):
        auto = _("%(found)s (recognised)") % {"found": dict(options).get(detected, detected)}
    return ShownChoice(key, label, str(chosen.get(key) or ""), [("", auto), *options])
