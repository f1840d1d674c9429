"""What was said, as pages show it: tab, list, one message, Today, history (COM-01..03, 07, 13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from stammkunde.foundation import clock
from stammkunde.messaging import queries
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.operations import queue_messages
from stammkunde.messaging.queries import log
from stammkunde.messaging.tests import saying
from stammkunde.people.record import timeline
from tests import cast

pytestmark = pytest.mark.db


def page(client, url: str, **query) -> str:
    response = client.get(url, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_tab_shows_each_message_with_date_kind_subject_and_state():
    petra = cast.customer(last_name="Wolff")
    saying.message(petra, subject="Beginn am Montag", state="delivered")
    saying.message(
        petra, subject="Rechnung", state="hard", code="5.1.1", answer="550 5.1.1 unknown"
    )
    saying.message(cast.customer(), subject="Nicht für Petra")
    body = page(cast.logged_in(), f"/customers/{petra.pk}/communication/")
    assert "Beginn am Montag" in body
    assert "Zugestellt" in body
    assert "Ein Postfach mit dieser Adresse gibt es nicht." in body
    assert "550 5.1.1 unknown" in body
    assert "Nicht für Petra" not in body
    assert "Kommunikation (2)" in body


def test_what_the_house_sent_by_itself_stands_apart():
    petra = cast.customer()
    saying.message(petra, subject="Selbst getippt")
    saying.message(petra, subject="Erinnerung", automatic=True)
    client = cast.logged_in()
    by_hand = page(client, f"/customers/{petra.pk}/communication/")
    automatic = page(client, f"/customers/{petra.pk}/communication/", part="automatic")
    assert "Selbst getippt" in by_hand
    assert "Erinnerung" not in by_hand
    assert "Erinnerung" in automatic
    assert "Selbst getippt" not in automatic
    assert "Benachrichtigungen (automatisch)" in by_hand


def test_an_empty_tab_says_so_and_offers_to_write():
    body = page(cast.logged_in(), f"/customers/{cast.customer().pk}/communication/")
    assert "Noch nichts verschickt." in body
    assert "Schreiben" in body


def test_a_message_in_trial_operation_is_held():
    petra = cast.customer(email="petra@example.test")
    row = saying.written(petra)
    client = cast.logged_in()
    assert "Angehalten (Probebetrieb)" in page(client, f"/customers/{petra.pk}/communication/")
    assert "Angehalten (Probebetrieb)" in page(client, "/communication/sent/")
    cast.live()
    body = page(client, f"/communication/messages/{row.pk}/")
    assert "In Warteschlange" in body
    assert "Angehalten" not in body


def test_the_counts_of_all_tabs_come_from_one_query():
    petra = cast.customer()
    for channel in ("email", "email", "portal", "sms", "letter"):
        saying.message(petra, channel=channel)
    queries.summary(cast.owner(), petra.pk)
    with CaptureQueriesContext(connection) as asked:
        found = queries.summary(cast.owner(), petra.pk)
    assert (found.messages, found.sms, found.letters) == (3, 1, 1)
    assert len(asked) == 1


def test_the_strip_says_when_the_newest_message_was_and_on_which_way():
    petra, client = cast.customer(), cast.logged_in()
    assert "Letzte Nachricht" not in page(client, f"/customers/{petra.pk}/")
    saying.message(petra, channel="email")
    saying.message(petra, channel="sms")
    day = date_format(clock.today(), "SHORT_DATE_FORMAT")
    said = page(client, f"/customers/{petra.pk}/")
    assert f"<dt>Letzte Nachricht</dt><dd><span>{day}</span> <small>SMS</small></dd>" in said


def test_the_tab_costs_the_same_with_many_messages():
    petra, client = cast.customer(), cast.logged_in()
    url = f"/customers/{petra.pk}/communication/"

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    for _ in range(2):
        saying.message(petra)
    few = cost()
    for _ in range(30):
        saying.message(petra, state="failed", answer="550 no")
    assert cost() == few


def test_the_list_names_recipient_customer_state_and_finds_by_each():
    petra = cast.customer(first_name="Petra", last_name="Wolff")
    saying.message(petra, subject="Schwimmkurs", recipient="petra@example.test")
    saying.message(cast.customer(), subject="Reitkurs", recipient="emil@example.test",
                   recipient_name="Emil Weiß")  # fmt: skip
    client = cast.logged_in()
    for search in ("schwimm", "petra@example", "wolff"):
        body = page(client, "/communication/sent/", q=search)
        assert ">Reitkurs<" not in body, search
        assert "hwimm" in body, search


@pytest.mark.parametrize(
    ("lens", "there"),
    [
        ("bounced", {"hard", "soft"}),
        ("failed", {"failed"}),
        ("unclear", {"unclear"}),
        ("stopped", {"suppressed", "cancelled"}),
        ("trouble", {"hard", "failed", "unclear"}),
    ],
)
def test_each_lens_shows_its_states(lens: str, there: set[str]):
    states = ["queued", "sent", "delivered", "soft", "hard", "failed", "unclear", "suppressed",
              "cancelled"]  # fmt: skip
    for state in states:
        reason = "locked" if state == "suppressed" else ""
        saying.message(cast.customer(), subject=f"betreff-{state}", state=state, reason=reason)
    body = page(cast.logged_in(), "/communication/sent/", lens=lens)
    assert {state for state in states if f"betreff-{state}" in body} == there


def test_planned_messages_and_automatic_ones_have_their_lens():
    soon = clock.now() + timedelta(days=2)
    saying.message(cast.customer(), subject="Später", state="queued", send_at=soon)
    saying.message(cast.customer(), subject="Jetzt", state="queued")
    saying.message(cast.customer(), subject="Von selbst", automatic=True)
    client = cast.logged_in()
    planned = page(client, "/communication/sent/", lens="planned")
    assert "Später" in planned
    assert ">Jetzt<" not in planned
    assert "Von selbst" in page(client, "/communication/sent/", lens="automatic")


def test_text_messages_have_a_list_of_their_own():
    saying.message(cast.customer(), channel="sms", text="Bin gleich da", subject="",
                   recipient="+491713920018")  # fmt: skip
    client = cast.logged_in()
    body = page(client, "/communication/sms/")
    assert "Bin gleich da" in body
    assert "+49 171 3920018" in body
    assert "+491713920018" not in page(client, "/communication/sent/")


def test_what_needs_somebody_is_counted_until_somebody_has_looked():
    row = saying.message(cast.customer(), state="failed", answer="550 5.1.1 no such user")
    saying.message(cast.customer(), state="sent")
    client = cast.logged_in()
    assert log.trouble_count(cast.owner()) == 1
    today = page(client, "/")
    assert "Nachrichten, die jemanden brauchen (1)" in today
    assert "Petra Wolff" in today
    client.post(f"/communication/messages/{row.pk}/look/")
    assert log.trouble_count(cast.owner()) == 0
    assert "die jemanden brauchen" not in page(client, "/")


def test_the_history_tells_each_message_with_its_state_in_one_query():
    petra = cast.customer(email="petra@example.test")
    for number in range(3):
        saying.written(petra, subject=f"Nummer {number}")
    with CaptureQueriesContext(connection) as asked:
        lines, _older = timeline(cast.owner(), petra.pk)
    told = [line for line in lines if "Nummer" in str(line.text)]
    assert [str(line.badge.label) for line in told] == ["Angehalten (Probebetrieb)"] * 3
    assert sum("messaging_message" in one["sql"] for one in asked) == 1


def test_one_entry_about_many_shows_each_customer_their_own_message_only():
    petra, emil = cast.customer(email="p@example.test"), cast.customer(email="e@example.test")
    drafts = [
        Draft(customer=one.pk, kind=saying.KIND, subject=f"Für {name}", body="Hallo")
        for one, name in ((petra, "Petra"), (emil, "Emil"))
    ]
    queue_messages(actor=cast.owner(), drafts=drafts)
    lines, _older = timeline(cast.owner(), petra.pk)
    text = " ".join(str(line.text) for line in lines)
    assert "Für Petra" in text
    assert "Für Emil" not in text


def test_the_text_of_a_mail_runs_nothing_and_loads_nothing():
    petra = cast.customer()
    html = '<p>Hallo</p><script>alert(1)</script><img src="https://evil.example/x.png">'
    row = saying.message(petra, html=html)
    client = cast.logged_in()
    response = client.get(f"/communication/messages/{row.pk}/body/")
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy.split("; ")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    shown = page(client, f"/communication/messages/{row.pk}/")
    assert 'sandbox=""' in shown
    assert "<script>alert(1)" not in shown


def test_markup_in_names_subjects_and_answers_stays_text():
    petra = cast.customer()
    nasty = "<img src=x onerror=alert(1)>"
    row = saying.message(
        petra, subject=nasty, recipient_name=nasty, text=nasty, state="failed", answer=nasty,
        about_label=nasty,
    )  # fmt: skip
    client = cast.logged_in()
    for url in (
        f"/customers/{petra.pk}/communication/",
        f"/communication/messages/{row.pk}/",
        "/communication/sent/",
        "/",
    ):
        assert "<img src=x" not in page(client, url), url


def test_who_may_not_see_messages_meets_nothing_of_them():
    petra = cast.customer()
    row = saying.message(petra)
    client = cast.logged_in(roles=("field",))
    for url in (
        f"/customers/{petra.pk}/communication/",
        "/communication/sent/",
        f"/communication/messages/{row.pk}/",
        f"/communication/messages/{row.pk}/body/",
    ):
        assert client.get(url).status_code == 403, url
    assert "Kommunikation" not in page(client, f"/customers/{petra.pk}/")
