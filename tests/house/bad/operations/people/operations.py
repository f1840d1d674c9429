"""Operations that break every rule."""

from stammkunde.foundation.operations import operation


@operation("people.silent", needs="people.edit")
def silent(*, actor): ...


@operation("people.wordless", needs="")
def wordless(*, actor):
    """Does something without asking."""


@operation("people.unknown_word", needs="people.fly")
def unknown_word(*, actor):
    """Needs a word that nobody declares."""


@operation("billing.elsewhere", needs="people.edit")
def elsewhere(*, actor):
    """Is named after another room."""


@operation("people.positional", needs="people.edit")
def positional(actor, rows):
    """Takes what it gets in any order."""


@operation("people.tried", needs="people.edit")
def tried(*, actor):
    """Has a test that shows how it refuses."""
