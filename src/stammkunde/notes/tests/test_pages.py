"""The pages of notes: composer, tab, start page, list; without script, too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stammkunde.foundation import clock, steady
from stammkunde.notes import operations, queries
from stammkunde.notes.models import Note
from stammkunde.notes.tests.builders import follow_up, note
from stammkunde.people import operations as people
from stammkunde.people import record as records
from tests import cast

pytestmark = pytest.mark.db

DAY = timedelta(days=1)


def _write(client: Any, pk: int, entry: str = "notes.note", **values: Any) -> Any:
    return client.post(reverse("notes:write", args=[pk, entry]), values)


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_record_offers_to_write_and_shows_the_first_form() -> None:
    made = cast.customer(first_name="Nadja", last_name="Sommerfeld")
    cast.participant(made, first_name="Lea")
    said = _text(cast.logged_in().get(f"/customers/{made.pk}/"))
    assert 'id="composer"' in said
    assert "Was gibt es Neues von Nadja oder Lea?" in said
    for label in ("Notiz", "Anruf", "Wiedervorlage"):
        assert f"<span>{label}</span>" in said


def test_a_note_from_the_composer_stands_in_the_history_with_its_text() -> None:
    made, emre = cast.customer(), cast.user(roles=("office",), name="Emre Koç")
    client = cast.logged_in(emre)
    answer = _write(client, made.pk, text="Tom möchte im Frühjahr wechseln.", participant="")
    assert answer.headers["Location"] == f"/customers/{made.pk}/"
    said = _text(client.get(f"/customers/{made.pk}/"))
    assert "<b>Notiz</b> von Emre Koç" in said
    assert '<div class="bub"><p class="lines">Tom möchte im Frühjahr wechseln.</p>' in said


def test_a_call_is_prefilled_and_comes_back_tomorrow() -> None:
    made = cast.customer(first_name="Nadja")
    client = cast.logged_in()
    said = _text(client.get(f"/customers/{made.pk}/compose/notes.call/"))
    tomorrow = clock.today() + DAY
    assert "ruft wegen … an" in said
    assert f'value="{tomorrow:%d.%m.%Y}"' in said
    _write(client, made.pk, "notes.call", text="ruft wegen Kurs an", due_on="morgen")
    (row,) = Note.objects.all()
    assert (row.origin, follow_up(row).due_on) == ("call", tomorrow)


def test_what_is_refused_stands_in_the_form_again() -> None:
    made = cast.customer()
    client = cast.logged_in()
    answer = _write(client, made.pk, "notes.follow_up", text="Bleibt stehen", due_on="bald")
    assert answer.status_code == 422
    assert "Bleibt stehen" in _text(answer)
    assert "„bald“ ist kein Tag." in _text(answer)
    assert _write(client, made.pk, text=" ").status_code == 422
    assert not Note.objects.exists()


def test_the_day_that_was_understood_is_shown() -> None:
    client = cast.logged_in()
    assert f"{clock.today() + DAY:%d}".lstrip("0") in _text(client.get("/notes/day/?due_on=morgen"))
    assert "kein Tag" in _text(client.get("/notes/day/?due_on=bald"))
    assert _text(client.get("/notes/day/?due_on=")) == ""


def test_colleagues_are_found_by_the_beginning_of_a_name() -> None:
    cast.user(roles=("office",), name="Emre Koç")
    client = cast.logged_in(name="Jana Roth")
    assert "Emre Koç" in _text(client.get("/notes/colleagues/?q=ko"))
    assert "Emre Koç" not in _text(client.get("/notes/colleagues/?q=ro"))


def test_the_tab_shows_pinned_notes_first_and_finds_words() -> None:
    made = cast.customer()
    pinned = note(made, text="Nur vormittags anrufen", pinned=True)
    note(made, text="Zuckerhut", due_on=clock.today())
    client = cast.logged_in()
    url = f"/customers/{made.pk}/notes/"
    said = _text(client.get(url))
    assert said.index("Nur vormittags") < said.index("Zuckerhut")
    assert f'id="n-{pinned.pk}"' in said
    found = _text(client.get(url, {"q": "zucker"}))
    assert "Zuckerhut" in found
    assert f'id="n-{pinned.pk}"' not in found
    assert f'id="n-{pinned.pk}"' not in _text(client.get(url, {"open": "1"}))
    assert "Noch keine Notiz. Drück N." in _text(
        client.get(f"/customers/{cast.customer().pk}/notes/")
    )


def test_a_pinned_note_stands_on_details_and_the_tab_counts() -> None:
    made = cast.customer()
    note(made, text="Nur vormittags anrufen", pinned=True)
    note(made)
    said = _text(cast.logged_in().get(f"/customers/{made.pk}/"))
    assert "Angepinnt" in said
    assert "Notizen (2)" in said


def test_a_note_is_edited_in_place_and_two_are_told() -> None:
    row = note(text="alt")
    client = cast.logged_in()
    url = f"/notes/{row.pk}/edit/"
    assert "alt" in _text(client.get(url, headers={"HX-Request": "true"}))
    values = {"text": "neu", "origin": "own", "expected.text": "alt", "informs": "1"}
    shown = records_expected(client.get(url))
    answer = client.post(url, {**shown, **values})
    assert answer.status_code == 302
    assert Note.objects.get(pk=row.pk).text == "neu"
    late = client.post(url, {**shown, "text": "meins", "origin": "own"})
    assert late.status_code == 409
    assert "neu" in _text(late)


def records_expected(answer: Any) -> dict[str, str]:
    """The hidden fields that say what the page showed."""
    import re

    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in found if "csrf" not in name}


def test_deleting_says_plainly_that_the_whole_note_goes() -> None:
    row = note(due_on=clock.today())
    client = cast.logged_in()
    said = _text(client.get(f"/notes/{row.pk}/delete/"))
    assert "Löschen entfernt die ganze Notiz, nicht nur die Wiedervorlage." in said
    assert "Erledigt, Notiz behalten" in said
    client.post(f"/notes/{row.pk}/delete/")
    assert not Note.objects.exists()


def test_the_start_page_shows_what_is_due_and_checks_it_off_in_place() -> None:
    jana = cast.user(roles=("office",), name="Jana Roth")
    due = note(title="Rückruf", due_on=clock.today(), inform=[jana.pk])
    old = note(title="Nachweis", due_on=clock.today() - DAY, inform=[jana.pk])
    client = cast.logged_in(jana)
    said = _text(client.get("/"))
    assert "Wiedervorlagen: 1 heute, 1 überfällig" in said
    piece = client.post(f"/notes/{old.pk}/done/", headers={"HX-Request": "true"})
    assert "Wiedervorlagen: 1 heute" in _text(piece)
    assert "Die Notiz bleibt." in _text(piece)
    plain = client.post(f"/notes/{due.pk}/done/", {"next": "/"})
    assert plain.headers["Location"] == "/"
    assert "Wiedervorlagen: " not in _text(client.get("/"))


def test_a_follow_up_is_put_off_by_button_or_in_words() -> None:
    row = note(due_on=clock.today())
    client = cast.logged_in()
    assert client.get(f"/notes/{row.pk}/snooze/").status_code == 200
    assert client.post(f"/notes/{row.pk}/snooze/", {"until": "heute"}).status_code == 422
    assert client.post(f"/notes/{row.pk}/snooze/", {"until": "bald"}).status_code == 422
    answer = client.post(f"/notes/{row.pk}/snooze/", {"until": "in 2 Wochen", "next": "/"})
    assert answer.status_code == 302
    assert follow_up(row).due_on == clock.today() + 14 * DAY


def test_a_page_about_a_note_leads_back_only_into_this_house() -> None:
    row = note(due_on=clock.today())
    client = cast.logged_in()
    for page in ("snooze", "delete"):
        url = f"/notes/{row.pk}/{page}/"
        assert 'name="next" value="/notes/"' in _text(client.get(url, {"next": "/notes/"}))
        said = _text(client.get(url, {"next": "https://evil.example/"}))
        assert '="https://evil.example' not in said


def test_the_menu_counts_what_is_due_for_me() -> None:
    jana = cast.user(roles=("office",), name="Jana Roth")
    other = cast.user(roles=("office",), name="Ida Lang")
    note(due_on=clock.today(), inform=[jana.pk])
    badge = '<span>Wiedervorlagen</span><span class="c num hot">1</span>'
    assert badge in cast.logged_in(jana).get("/notes/").content.decode()
    assert badge not in cast.logged_in(other).get("/notes/").content.decode()


def test_right_after_login_one_reads_what_is_due() -> None:
    jana = cast.user(roles=("office",), name="Jana Roth")
    cast.set_up()
    note(due_on=clock.today(), inform=[jana.pk])
    client = cast.Client()
    sent = {"login": jana.email, "password": cast.PASSWORD}
    client.post(reverse("account_login"), sent)
    assert "1 Wiedervorlage ist für dich fällig." in _text(client.get("/"))


def test_notes_about_a_participant_stand_on_the_card_with_a_button_for_more() -> None:
    home = cast.customer()
    child = cast.participant(home, first_name="Lea")
    note(participant=child.pk, text="Ist anfangs schüchtern.")
    said = _text(cast.logged_in().get(f"/customers/{home.pk}/participants/"))
    assert "Ist anfangs schüchtern." in said
    assert f"/customers/{home.pk}/compose/notes.note/?for={child.pk}" in said


def test_the_newest_note_is_a_column_that_is_off_at_first() -> None:
    home = cast.customer()
    child = cast.participant(home)
    note(participant=child.pk, text="Erste")
    note(participant=child.pk, text="Neueste Nachricht")
    client = cast.logged_in()
    assert "Neueste Nachricht" not in _text(client.get("/participants/"))
    said = _text(client.get("/participants/", {"cols": "name,notes.newest"}))
    assert "Neueste Nachricht" in said
    assert "Erste" not in said


def test_customers_with_a_due_follow_up_have_a_lens() -> None:
    made, other = cast.customer(last_name="Fällig"), cast.customer(last_name="Ruhig")
    note(made, due_on=clock.today())
    note(other, due_on=clock.today() + DAY)
    said = _text(cast.logged_in().get("/customers/?lens=notes.due"))
    assert "Fällig" in said
    assert "Ruhig," not in said


@pytest.mark.parametrize("lens", ["mine", "today", "overdue", "open", "done", "all"])
def test_every_lens_of_the_list_can_be_searched(lens: str) -> None:
    note(text="Zuckerhut", due_on=clock.today())
    client = cast.logged_in()
    said = _text(client.get("/notes/", {"lens": lens, "q": "zucker"}))
    assert ("<mark>Zucker</mark>hut" in said) == (lens in {"today", "open", "all"})


def test_the_list_passes_many_on_and_marks_them_done() -> None:
    jana = cast.user(roles=("office",), name="Jana Roth")
    rows = [note(due_on=clock.today()) for _ in range(3)]
    ids = [row.pk for row in rows]
    done = operations.inform_of_notes(actor=cast.owner(), notes=ids, users=[jana.pk])
    assert len(done.done) == 3
    assert queries.informed_alike(cast.owner(), ids, [jana.pk]) == 3
    assert queries.due_count(cast.actor_of(jana)) == 3


def test_the_history_can_be_narrowed_to_notes() -> None:
    made = cast.customer()
    note(made, text="Zuckerhut")
    people.change_customers(
        actor=cast.owner(), changes=[people.CustomerChange(made.pk, {"city": "Neustadt"})]
    )
    said = _text(cast.logged_in(htmx=True).get(f"/customers/{made.pk}/timeline/?kind=notes"))
    assert "Zuckerhut" in said
    assert "Neustadt" not in said
    changes = _text(cast.logged_in(htmx=True).get(f"/customers/{made.pk}/timeline/?kind=changes"))
    assert "Neustadt" in changes
    assert "Zuckerhut" not in changes


def test_who_may_not_see_notes_reads_nothing_of_them() -> None:
    made = cast.customer()
    note(made, text="Zuckerhut", pinned=True)
    lines, _older = records.timeline(cast.actor("people.see"), made.pk)
    assert all("Zuckerhut" not in str(line.body) for line in lines)
    lines, _older = records.timeline(cast.owner(), made.pk)
    assert any("Zuckerhut" in str(line.body) for line in lines)


def test_more_notes_cost_the_record_no_more_queries() -> None:
    made = cast.customer()
    client = cast.logged_in()
    counts = []
    for many in (1, 20):
        for _ in range(many):
            note(made, due_on=clock.today())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/customers/{made.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert not steady.holds()


@pytest.mark.parametrize(
    ("days", "tone", "small"), [(-1, "owe", "überfällig"), (0, "soon", ""), (1, "", "")]
)
def test_the_strip_says_when_the_next_follow_up_comes(days: int, tone: str, small: str) -> None:
    made, client = cast.customer(), cast.logged_in()
    assert "Nächste Wiedervorlage" not in _text(client.get(f"/customers/{made.pk}/"))
    note(made, due_on=clock.today() + days * DAY)
    note(made, due_on=clock.today() + 9 * DAY)
    said = _text(client.get(f"/customers/{made.pk}/"))
    fact = said[said.index("Nächste Wiedervorlage") :].split("</div>")[0]
    assert (f'class="{tone}"' in fact) is bool(tone)
    assert (f"<small>{small}</small>" in fact) is bool(small)
