"""States in words, server answers in plain German, segments, numbers, policy: all pure."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from stammkunde.foundation.lists.columns import Badge
from stammkunde.messaging.models import Reason, State
from stammkunde.messaging.rules import answers, numbers, policy, segments, states

pytestmark = pytest.mark.pure


def german(state: str, reason: str = "", **more) -> str:
    with override("de"):
        return str(states.said(state, reason, **more).label)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("queued", "In Warteschlange"),
        ("sending", "Wird gesendet"),
        ("sent", "Vom Mailserver angenommen"),
        ("delivered", "Zugestellt"),
        ("soft", "Vorübergehend unzustellbar"),
        ("hard", "Unzustellbar"),
        ("failed", "Fehlgeschlagen"),
        ("unclear", "Unklar, bitte prüfen"),
        ("suppressed", "Nicht gesendet"),
    ],
)
def test_every_state_is_called_as_decided(state: str, said: str):
    assert german(state) == said


def test_what_was_not_sent_says_why():
    assert german("suppressed", "locked") == "Nicht gesendet (gesperrt)"
    assert german("suppressed", "no_consent") == "Nicht gesendet (keine Einwilligung)"
    assert german("suppressed", "no_address") == "Nicht gesendet (keine Adresse)"


def test_every_state_and_reason_has_words_and_a_tone():
    for state in State:
        assert states.said(state.value).tone in set("gborn")
    for reason in Reason:
        assert "(" in german("suppressed", reason.value)
    assert Badge(states.said("sent").label, states.said("sent").tone)


def test_only_waiting_messages_that_would_leave_are_held_in_trial_operation():
    assert german("queued", held=states.is_held("queued", "email", trial=True)) == (
        "Angehalten (Probebetrieb)"
    )
    assert states.is_held("queued", "sms", trial=True)
    assert not states.is_held("queued", "email", trial=False)
    assert not states.is_held("sent", "email", trial=True)
    assert not states.is_held("queued", "letter", trial=True)


def test_a_text_message_was_not_accepted_by_a_mail_server():
    assert german("sent", channel="sms") == "Vom SMS-Dienst angenommen"


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        ("5.1.1", "550 5.1.1 User unknown", "Ein Postfach mit dieser Adresse gibt es nicht."),
        ("550", "550 Requested action not taken: mailbox unavailable", "Ein Postfach mit"),
        ("", "452 4.2.2 Over quota", "Das Postfach ist voll."),
        ("5.2.2", "", "Das Postfach ist voll."),
        ("5.7.1", "554 5.7.1 Spam message rejected", "unerwünschte Werbung"),
        ("5.7.1", "550 5.7.1 Service unavailable; client blocked using Spamhaus", "sperrt unseren"),
        ("5.7.26", "Unauthenticated mail is not accepted due to DMARC policy", "von euch stammt"),
        ("5.3.4", "552 5.3.4 Message size exceeds limit", "zu groß"),
        ("4.7.1", "450 4.7.1 Greylisted, try again later", "später noch einmal"),
        ("", "535 5.7.8 Authentication credentials invalid", "Anmeldung"),
        ("", "553 sorry, relaying denied", "leitet Nachrichten"),
        ("", "no answer noted", "nicht bestätigt"),
        ("", "ConnectionRefusedError", "nicht erreichbar"),
        ("500", "insufficient credit", "kein Guthaben"),
    ],
)
def test_the_servers_words_become_a_plain_sentence_with_what_to_do(code, words, said):
    found = answers.explained(code, words)
    assert found is not None
    with override("de"):
        assert said in str(found.text)
        assert str(found.todo).endswith((".", "!"))


@pytest.mark.parametrize("words", ["", "250 2.0.0 OK queued as 4711", "Alles seltsam heute", "5"])
def test_what_the_table_does_not_know_stays_as_it_was_said(words: str):
    assert answers.explained("", words) is None


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_answer_whatsoever_breaks_the_table(words: str, code: str):
    answers.explained(code, words)


@pytest.mark.parametrize(
    ("text", "parts", "room"),
    [
        ("", 0, 160),
        ("x" * 160, 1, 0),
        ("x" * 161, 2, 145),
        ("x" * 306, 2, 0),
        ("x" * 307, 3, 152),
        ("€" * 80, 1, 0),
        ("€" * 81, 2, 143),
        ("x" * 152 + "€" + "x" * 10, 2, 141),
        ("ж" * 70, 1, 0),
        ("ж" * 71, 2, 63),
        ("🎵" * 35, 1, 0),
        ("🎵" * 36, 2, 61),
    ],
)
def test_segments_are_counted_as_networks_do(text: str, parts: int, room: int):
    found = segments.count(text)
    assert (found.segments, found.room) == (parts, room)


def test_the_signs_that_make_it_dearer_are_named():
    assert segments.count("Größe ß ä €").odd == ""
    assert segments.count("„Hallo“ 🎵").odd == "„“🎵"


@given(st.text(max_size=700))
def test_a_longer_text_never_needs_fewer_parts(text: str):
    assert segments.count(text).segments <= segments.count(text + "x").segments


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0171 3920018", "+491713920018"),
        ("+49 171 / 3920018", "+491713920018"),
        ("0049 171 3920018", "+491713920018"),
        ("+43 664 1234567", "+436641234567"),
        ("110", ""),
        ("abc", ""),
        ("", ""),
        ("0171 3920018\nBcc: x", ""),
    ],
)
def test_numbers_take_the_form_of_gateways_or_none(typed: str, number: str):
    assert numbers.e164(typed) == number


def test_a_landline_is_no_place_for_text_messages():
    assert numbers.takes_text("0171 3920018")
    assert not numbers.takes_text("030 23125417")


def test_each_level_keeps_less():
    assert policy.emptied("full") == {}
    assert set(policy.emptied("metadata")) == {"text", "html", "recipe"}
    assert set(policy.emptied("none")) > {"text", "subject", "recipient", "recipient_name"}
    assert policy.is_less("none", "metadata")
    assert not policy.is_less("full", "full")
