"""Writing to one customer, and the pages of writing: nothing typed is lost, nothing goes unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.models import OutgoingMail, StoredFile
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.messaging import operations
from stammkunde.messaging.drafting import File
from stammkunde.messaging.models import (
    AddressState,
    Attachment,
    ConsentAsked,
    Message,
    Notice,
    State,
)
from stammkunde.messaging.operations import writing
from stammkunde.messaging.operations.writing import Letter
from stammkunde.messaging.queries import stopping
from stammkunde.messaging.rules import times
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WRITE = "/communication/write/"
PDF = b"%PDF-1.4\n%%EOF\n"


def form(pk: int, **more: Any) -> dict[str, Any]:
    """What the page sends."""
    said = {"subject": "Termin", "body": "Wir sehen uns am Montag.", "category": "organisational"}
    return {"to": pk, "channel": "email", "do": "send"} | said | more


def bounced(address: str) -> None:
    """The last mail to this address came back for good."""
    now = clock.now()
    with building():
        AddressState.objects.create(
            address=address, kind="hard", since=now, last_at=now, count=1, reason="", code="5.1.1"
        )


# Times on the wall


def test_a_time_is_meant_as_the_clock_on_the_wall_shows_it() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    said = [(date(2026, 3, 28), 12, 11), (date(2026, 3, 29), 12, 10), (date(2026, 10, 25), 12, 11)]
    for day, wall, utc in said:
        found = times.instant_of(day, time(wall), BERLIN, now)
        assert (found.hour, found.date()) == (utc, day)


def test_a_time_that_the_spring_night_skips_is_refused_and_one_that_comes_twice_is_the_first() -> (
    None
):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(Refused, match="no_such_time"):
        times.instant_of(date(2026, 3, 29), time(2, 30), BERLIN, now)
    twice = times.instant_of(date(2026, 10, 25), time(2, 30), BERLIN, now)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "code"),
    [(None, "invalid"), (date(2026, 2, 28), "past"), (date(2027, 12, 31), "too_far")],
)
def test_a_day_that_cannot_be_meant_is_refused(day: date | None, code: str) -> None:
    with pytest.raises(Refused, match=code):
        times.instant_of(day, time(9), BERLIN, datetime(2026, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(("text", "found"), [("9", 9), ("9:05", 9), ("09.05", 9), ("14 Uhr", 14)])
def test_times_are_read_as_people_write_them(text: str, found: int) -> None:
    assert times.time_of(text).hour == found


@pytest.mark.parametrize("text", ["", "25", "9:60", "halb zehn", "9:5"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="invalid"):
        times.time_of(text)


# One message


def test_a_message_by_hand_waits_long_enough_to_be_stopped() -> None:
    row = cast.customer()
    browser = cast.logged_in()
    answer = browser.post(WRITE, form(row.pk), follow=True)
    message = Message.objects.get()
    assert message.send_at - message.created_at > writing.UNDO - timedelta(seconds=2)
    assert OutgoingMail.objects.get().not_before == message.send_at
    stop = reverse("messaging:stop", args=[message.pk])
    assert f'action="{stop}"' in answer.content.decode()
    back = browser.post(stop, follow=True)
    message.refresh_from_db()
    assert message.state == State.CANCELLED
    assert "Wir sehen uns am Montag." in back.content.decode(), "the text is there again"
    assert not OutgoingMail.objects.filter(state="queued").exists()


def test_later_is_a_day_and_a_time_on_the_wall() -> None:
    row = cast.customer()
    with time_machine.travel(NOON, tick=False):
        browser = cast.logged_in()
        later = {"when": "later", "send_day": "24.12.2026", "send_time": "9:30"}
        browser.post(WRITE, form(row.pk, **later))
    assert Message.objects.get().send_at == datetime(2026, 12, 24, 8, 30, tzinfo=UTC)


def test_what_is_refused_loses_nothing_that_was_typed_and_keeps_the_files() -> None:
    row = cast.customer()
    browser = cast.logged_in()
    file = SimpleUploadedFile("Anfahrt.pdf", PDF)
    answer = browser.post(WRITE, form(row.pk, subject="", body="Sehr lang getippt", files=[file]))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Sehr lang getippt" in text
    assert "Anfahrt.pdf" in text
    signed = text.partition('name="file" value="')[2].partition('"')[0]
    browser.post(WRITE, form(row.pk, file=signed))
    (attached,) = Attachment.objects.all()
    assert attached.name == "Anfahrt.pdf"
    assert b"Anfahrt.pdf" in bytes(OutgoingMail.objects.get().mime)


def test_a_file_of_somebody_else_cannot_be_attached() -> None:
    row = cast.customer()
    mine, theirs = cast.logged_in(), cast.logged_in()
    file = SimpleUploadedFile("geheim.pdf", PDF)
    text = theirs.post(WRITE, form(row.pk, subject="", files=[file])).content.decode()
    signed = text.partition('name="file" value="')[2].partition('"')[0]
    for wrong in (signed, "x", StoredFile.objects.get(owner="messaging.attachment").key):
        assert mine.post(WRITE, form(row.pk, file=wrong)).status_code == 422
    assert Message.objects.count() == 0


@pytest.mark.parametrize("name", ["bild.svg", "seite.html", "x.pdf"])
def test_no_svg_no_html_and_nothing_that_only_says_it_is_a_pdf_goes_along(name: str) -> None:
    row = cast.customer()
    bad = SimpleUploadedFile(
        name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    )
    assert cast.logged_in().post(WRITE, form(row.pk, files=[bad])).status_code == 422
    assert Message.objects.count() == 0


def test_the_form_that_comes_in_twice_writes_once() -> None:
    row = cast.customer()
    browser = cast.logged_in()
    page = browser.get(f"{WRITE}?to={row.pk}").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    for _time in range(3):
        browser.post(WRITE, form(row.pk, csrfmiddlewaretoken=token))
    assert Message.objects.count() == 1


CASES = ["locked", "deceased", "bounced", "no_consent", "no_address"]


@pytest.mark.parametrize("case", CASES)
def test_what_speaks_against_it_is_said_first_and_only_confirmed_where_that_is_possible(
    case: str,
) -> None:
    row = cast.customer(**({"email": ""} if case == "no_address" else {}))
    if case == "locked":
        people.lock_customers(actor=cast.system(), customers=[row.pk], reason="Streit")
    if case == "deceased":
        people.mark_deceased(actor=cast.system(), customer=row.pk, on=cast.system().today)
    if case == "bounced":
        bounced(row.email)
    category = "advertising" if case == "no_consent" else "organisational"
    browser = cast.logged_in()
    answer = browser.post(WRITE, form(row.pk, category=category))
    assert answer.status_code == 422
    assert Message.objects.count() == 0, "nothing is logged as not sent: the writer sits there"
    answer = browser.post(WRITE, form(row.pk, category=category, confirmed="1"))
    possible = case in ("locked", "deceased", "bounced")
    assert (answer.status_code == 302) is possible
    assert Message.objects.filter(state=State.QUEUED).exists() is possible


def test_a_missing_placeholder_is_said_in_the_preview_and_an_unknown_one_stops_it() -> None:
    row = cast.customer(kind="organisation")
    browser = cast.logged_in()
    text = browser.post(WRITE, form(row.pk, do="look", body="Hallo {{ kunde.vorname }}!"))
    assert 'class="hole"' in text.content.decode()
    assert browser.post(WRITE, form(row.pk, body="{{ kunde.vornahme }}")).status_code == 422
    assert browser.post(WRITE, form(row.pk, body="{{ settings.SECRET_KEY }}")).status_code == 422


def test_the_preview_speaks_du_to_a_du_customer_subject_included() -> None:
    row = cast.customer()
    people.change_prefs(actor=cast.system(), customers=[row.pk], values={"address_form": "du"})
    said = {"subject": "{du:Dein|sie:Ihr} Kurs", "body": "{du:Komm|sie:Kommen Sie} bald."}
    text = cast.logged_in().post(WRITE, form(row.pk, do="look", **said)).content.decode()
    assert "Dein Kurs" in text
    assert "Komm bald." in text


def test_markup_in_a_name_stays_text_in_the_preview() -> None:
    row = cast.customer(first_name="<img src=x onerror=alert(1)>")
    answer = cast.logged_in().post(WRITE, form(row.pk, do="look", body="Hallo {{ kunde.vorname }}"))
    assert "<img src=x" not in answer.content.decode()


def test_only_an_address_of_the_customer_can_be_chosen() -> None:
    row = cast.customer()
    answer = cast.logged_in().post(WRITE, form(row.pk, recipient="boese@example.com"))
    assert answer.status_code == 422
    assert Message.objects.count() == 0


def test_a_portal_message_needs_no_address_and_waits_for_nothing() -> None:
    row = cast.customer(email="")
    cast.logged_in().post(WRITE, form(row.pk, channel="portal"))
    assert Message.objects.get().channel == "portal"
    assert OutgoingMail.objects.count() == 0


def test_whoever_may_not_write_is_refused_everywhere() -> None:
    row = cast.customer()
    letter = Letter(row.pk, "Hallo", "Text")
    with pytest.raises(Forbidden):
        operations.write_message(actor=cast.nobody(), letter=letter)
    with pytest.raises(Forbidden):
        operations.keep_files(actor=cast.nobody(), checked=[])
    with pytest.raises(Missing):
        foreign = Letter(row.pk, "Hallo", "Text", files=(File("0" * 48, "x.pdf"),))
        operations.write_message(actor=cast.owner(), letter=foreign)


def test_files_that_were_never_sent_are_swept_after_two_days() -> None:
    row = cast.customer()
    browser = cast.logged_in()
    browser.post(WRITE, form(row.pk, files=[SimpleUploadedFile("a.pdf", PDF)]))
    browser.post(WRITE, form(row.pk, subject="", files=[SimpleUploadedFile("b.pdf", PDF)]))
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        writing.sweep_unused_files.call()
    assert [one.name for one in StoredFile.objects.filter(owner="messaging.attachment")] == [
        "a.pdf"
    ]


# Pages


def test_to_whom_is_asked_first_and_found_like_everywhere() -> None:
    row = cast.customer(last_name="Zwetschge")
    text = cast.logged_in().get(f"{WRITE}?q=zwetschge").content.decode()
    assert f"?to={row.pk}" in text


def test_consent_is_asked_from_the_record_and_a_no_is_a_toast() -> None:
    row = cast.customer()
    browser = cast.logged_in()
    address = reverse("messaging:ask_consent", args=[row.pk])
    assert f'action="{address}' in browser.get(f"/customers/{row.pk}/").content.decode()
    for _time in range(2):
        assert browser.post(address).status_code == 302
    assert ConsentAsked.objects.count() == 1


def test_one_picked_customer_is_written_to_several_become_a_draft_all_a_lens() -> None:
    rows = cast.many_customers(3)
    browser = cast.logged_in()
    begin = reverse("messaging:notice_begin")
    answer = browser.post(begin, {"query": "", "pick": [rows[0].pk]})
    assert answer["Location"] == f"{WRITE}?to={rows[0].pk}"
    browser.post(begin, {"query": "", "pick": [row.pk for row in rows[:2]]})
    browser.post(begin, {"query": "?lens=new", "all": "1"})
    picked, lens = Notice.objects.order_by("pk")
    assert str(rows[0].pk) in picked.recipients
    assert "lens=new" in lens.recipients
    assert browser.post(begin, {"query": ""}).status_code == 302
    assert Notice.objects.count() == 2


def test_the_editor_counts_and_names_who_will_not_get_it_and_keeps_a_draft() -> None:
    fine, locked = cast.many_customers(2)
    people.lock_customers(actor=cast.system(), customers=[locked.pk], reason="Streit")
    browser = cast.logged_in()
    text = {"subject": "Hallo", "body": "{{ kunde.firma }}", "category": "organisational"}
    picked = {"channel": "email", "picked": [fine.pk, locked.pk]}
    answer = browser.post("/communication/notices/new/", text | picked | {"do": "save"})
    row = Notice.objects.get()
    assert answer["Location"] == f"/communication/notices/{row.pk}/"
    page = browser.get(answer["Location"]).content.decode()
    assert locked.last_name in page
    look = reverse("messaging:notice_look", args=[row.pk])
    live = browser.post(
        look, text | picked, headers={"HX-Request": "true", "HX-Target": "notice-look"}
    )
    assert "<html" not in live.content.decode()
    refused = browser.post(answer["Location"], text | picked | {"do": "send", "subject": ""})
    assert refused.status_code == 422
    sent = browser.post(answer["Location"], text | picked | {"do": "send"}, follow=True)
    assert sent.status_code == 200
    row.refresh_from_db()
    assert row.state == "scheduled"


def test_each_step_of_a_notice_can_be_taken_from_its_page() -> None:
    rows = cast.many_customers(2)
    browser = cast.logged_in()
    form_ = {
        "subject": "Hallo", "body": "Text", "category": "organisational", "channel": "email",
        "picked": [row.pk for row in rows],
    }  # fmt: skip
    browser.post("/communication/notices/new/", form_ | {"do": "test"})
    row = Notice.objects.get()
    page = f"/communication/notices/{row.pk}/"
    later = {"when": "later", "send_day": "24.12.2026", "send_time": "9:30"}
    with time_machine.travel(NOON, tick=False):
        browser = cast.logged_in()
        browser.post(page, form_ | later | {"do": "send"})
        assert browser.get(page).status_code == 200
        for do, state in (("unschedule", "draft"), ("pause", "draft"), ("nonsense", "draft")):
            browser.post(f"{page}step/", {"do": do})
            row.refresh_from_db()
            assert row.state == state
        assert browser.get(f"{page}state/", headers={"HX-Request": "true"}).status_code == 200
        browser.post(f"{page}step/", {"do": "copy"})
        browser.post(f"{page}step/", {"do": "remove"})
    assert not Notice.objects.filter(pk=row.pk).exists()
    assert Notice.objects.count() == 1


def test_who_may_write_but_not_see_gets_back_only_what_they_wrote_themselves() -> None:
    to = cast.customer()
    ada, bob = (cast.at_desk(pk, name) for pk, name in ((7101, "Ada"), (7102, "Bob")))
    writer = replace(ada, words=frozenset({"messaging.write", "people.see"}))
    letter = Letter(customer=to.pk, subject="Hallo", body="Nur für Petra")
    (mine,) = operations.write_message(actor=writer, letter=letter).done
    (theirs,) = operations.write_message(actor=bob, letter=letter).done
    assert stopping.own_message(writer, mine.pk) == mine
    assert stopping.own_message(bob, mine.pk) == mine, "whoever sees all may stop all"
    with pytest.raises(Missing):
        stopping.own_message(writer, theirs.pk)


def test_the_button_over_what_was_sent_leads_to_writing() -> None:
    page = cast.logged_in().get(reverse("messaging:sent")).content.decode()
    assert f'href="{WRITE}"' in page.partition("<table")[0].partition("<h1")[2]


def test_nobody_is_written_to_out_of_the_bin() -> None:
    one, desk = cast.customer(), cast.logged_in()
    record = reverse("people:record", args=[one.pk])
    assert 'id="composer"' in desk.get(record).content.decode()
    people.bin_customers(actor=cast.owner(), customers=[one.pk], confirmed=["in_use"])
    assert 'id="composer"' not in desk.get(record).content.decode()
    tab = reverse("people:compose", args=[one.pk, "messaging.email"])
    assert desk.get(tab).status_code == 404
