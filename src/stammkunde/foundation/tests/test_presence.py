"""Who else has a record open: seen within a beat, forgotten soon, switched off as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import actors, clock, presence
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import JournalEntry, Presence

pytestmark = pytest.mark.db

TOM, JANA = (
    Actor("staff", 1, "Tom Weber"),
    Actor("staff", 2, "Jana Roth"),
)


def here(actor, row=7):
    return [face.label for face in presence.here(actor, "customer", row)]


def test_whoever_comes_second_sees_the_first_and_the_first_learns_it_with_the_next_beat():
    assert here(TOM) == []
    assert here(JANA) == ["Tom Weber"]
    assert here(TOM) == ["Jana Roth"]


def test_nobody_sees_people_at_another_record():
    here(TOM, 7)
    assert here(JANA, 8) == []


def test_whoever_is_silent_for_two_beats_is_gone():
    here(TOM)
    Presence.objects.update(at=clock.now() - presence.GONE - timedelta(seconds=1))
    assert here(JANA) == []


def test_one_row_per_person_and_record_however_often_it_beats():
    for _ in range(5):
        here(TOM)
    assert Presence.objects.count() == 1


def test_a_beat_costs_two_statements_and_no_journal():
    here(TOM)
    entries = JournalEntry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        here(JANA)
    assert len(queries) == 2
    assert JournalEntry.objects.count() == entries


def test_switched_off_it_notes_nothing_and_shows_nobody(monkeypatch):
    here(TOM)
    monkeypatch.setattr(settings.ENV, "presence", False)
    assert here(JANA) == []
    assert Presence.objects.count() == 1


def test_the_house_itself_is_nowhere():
    assert here(actors.system()) == []
    assert Presence.objects.count() == 0


def test_the_nightly_work_forgets_who_was_where():
    here(TOM)
    here(JANA)
    Presence.objects.filter(user=1).update(at=clock.now() - timedelta(hours=3))
    assert presence.prune() == 1
    assert list(Presence.objects.values_list("user", flat=True)) == [2]
