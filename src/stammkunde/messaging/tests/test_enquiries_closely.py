"""Enquiries condition by condition: who is asked, who is told, who sees to it, what stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from stammkunde.foundation import clock
from stammkunde.messaging import operations
from stammkunde.messaging.models import Inquiry
from stammkunde.messaging.operations import inquiries
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db

EMAIL = "hanna@beispiel.example"
SAID = {"last_name": "Arendt", "email": EMAIL, "text": "Geht das?"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The news that enquiries spread; nobody hears them."""
    news: list[Any] = []
    monkeypatch.setattr(inquiries, "emit", news.append)
    return news


def door(**values: Any) -> None:
    operations.change_website(actor=cast.system(), values={"enabled": True, **values})


def received(said: dict[str, Any] | None = None, **more: Any) -> Inquiry:
    """One enquiry from the street."""
    values = {"source": "website"} | more
    row = operations.receive_inquiry(actor=cast.visitor(), values=said or SAID, **values).done[0]
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("more", "asks", "tells"),
    [
        ({}, True, True),
        ({"source": "portal"}, False, True),
        ({"spam": True}, False, False),
        ({"at": True}, False, False),
        ({"said": {"last_name": "Arendt", "phone": "0171 5550111"}}, False, True),
        ({"confirms": False}, False, True),
    ],
    ids=lambda one: "".join(one) if isinstance(one, dict) else "",
)
def test_who_is_asked_to_confirm_and_when_the_office_is_told(
    told: list[Any], more: dict[str, Any], asks: bool, tells: bool
) -> None:
    if more.pop("confirms", True):
        door()
    else:
        door(confirms=False)
    if more.pop("at", False):
        more["at"] = clock.now() - timedelta(days=1)
    row = received(**more)
    assert (row.asked_at is not None, bool(told)) == (asks, tells)


def test_when_it_was_is_kept_as_it_was_said() -> None:
    door()
    then = clock.now() - timedelta(days=1)
    assert received(at=then).created_at == then


def test_other_ways_in_stay_open_while_the_form_is_off() -> None:
    operations.change_website(actor=cast.system(), values={"enabled": False})
    assert received(source="portal").source == "portal"


def test_what_has_no_place_of_its_own_is_kept_beside_and_nothing_else() -> None:
    door()
    row = received(SAID | {"city": "Kiel", "street": "", "newsletter": True})
    assert row.said == {"city": "Kiel"}


def test_a_call_is_mine_only_if_i_say_so_and_i_am_somebody() -> None:
    emre = cast.actor_of(cast.user(name="Emre Koç"))
    for who, mine, owner, state in (
        (emre, True, emre.id, "in_progress"),
        (emre, False, None, "new"),
        (cast.system(), True, None, "new"),
    ):
        row = operations.note_call(actor=who, name="Ida Immer", mine=mine).done[0]
        assert (row.owner_id, row.state) == (owner, state)


def test_giving_it_to_somebody_begins_only_what_is_new() -> None:
    emre = cast.user(name="Emre Koç")
    row = operations.note_call(actor=cast.owner(), name="Ida Immer").done[0]
    for owner, before, after in (
        (None, "new", "new"),
        (emre.pk, "waiting", "waiting"),
        (emre.pk, "new", "in_progress"),
        (None, "in_progress", "in_progress"),
    ):
        if Inquiry.objects.get(pk=row.pk).state != before:
            operations.set_inquiry_state(actor=cast.system(), inquiries=[row.pk], state=before)
        operations.assign_inquiries(actor=cast.owner(), inquiries=[row.pk], owner=owner)
        row.refresh_from_db()
        assert (row.owner_id, row.state) == (owner, after)


def test_who_begins_one_that_is_nobody_s_sees_to_it() -> None:
    emre, jana = (cast.actor_of(cast.user(name=name)) for name in ("Emre Koç", "Jana Roth"))
    row = operations.note_call(actor=cast.owner(), name="Ida Immer").done[0]
    for who, state, owner in (
        (cast.system(), "in_progress", None),
        (emre, "waiting", None),
        (emre, "in_progress", emre.id),
        (jana, "waiting", emre.id),
        (jana, "in_progress", emre.id),
    ):
        operations.set_inquiry_state(actor=who, inquiries=[row.pk], state=state)
        row.refresh_from_db()
        assert (row.owner_id, row.state) == (owner, state)


def test_who_answers_sees_to_it_unless_somebody_does() -> None:
    emre, jana = (cast.actor_of(cast.user(name=name)) for name in ("Emre Koç", "Jana Roth"))
    row = operations.note_call(actor=cast.owner(), name="Ida", email=EMAIL).done[0]
    for who in (emre, jana):
        operations.answer_inquiry(actor=who, inquiry=row.pk, subject="S", body="Ja.")
        row.refresh_from_db()
        assert row.owner_id == emre.id


def test_a_correction_moves_nothing_but_what_may_be_corrected() -> None:
    row = operations.note_call(actor=cast.owner(), name="Ida Immer", email=EMAIL).done[0]
    values = {"last_name": "Nimmer", "state": "done", "owner_id": 1, "source": "portal"}
    operations.change_inquiry(actor=cast.owner(), inquiry=row.pk, values=values)
    row.refresh_from_db()
    assert (row.last_name, row.state, row.owner_id, row.source) == ("Nimmer", "new", None, "call")


def test_a_click_after_it_was_closed_confirms_and_tells_nobody(told: list[Any]) -> None:
    door()
    row = received()
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    told.clear()
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    row.refresh_from_db()
    assert (row.confirmed_at is not None, told) == (True, [])


def test_where_nobody_is_asked_to_confirm_a_stranger_is_welcome_at_once(told: list[Any]) -> None:
    door(confirms=False, as_prospect=True)
    row = received()
    operations.welcome_prospect(actor=cast.system(), inquiry=row.pk)
    assert Customer.objects.get().last_name == "Arendt"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"last_name": "Arendt", "phone": "0171 5550111"}, "Arendt"),
        ({"phone": "0171 5550111"}, "0171 5550111"),
        ({"organisation": "Kita Sonne", "phone": "0171 5550111"}, ""),
        ({"first_name": "Hanna", "phone": "0171 5550111"}, ""),
    ],
)
def test_only_who_has_no_name_at_all_is_called_by_the_number(
    said: dict[str, str], name: str
) -> None:
    door()
    assert operations.taking.item_of(received(said, source="portal"))["last_name"] == name
