"""Everything that customers read is in their form: rendered in all three languages and scanned.

What the catalogues say is checked in `test_rules`; this looks at what comes out: every text that the
product ships, every page that a customer may open, one message sent.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from stammkunde.foundation.models import OutgoingMail
from stammkunde.messaging import operations
from stammkunde.messaging.consents import links, opting
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import Message, State
from stammkunde.messaging.texts import LANGUAGES, SHIPPED, Words, preview, samples
from stammkunde.people import operations as people
from tests import cast
from tests.house.checks.words import FAMILIAR, FORMAL

pytestmark = [pytest.mark.db, pytest.mark.house]
SRC = Path(__file__).parents[2] / "src" / "stammkunde"
GERMAN = re.compile(
    r"\b(und|oder|nicht|wir|uns|Sie|Ihnen|Ihr(?:e[nmrs]?)?|[Dd]u|[Dd]ein\w*|[Bb]itte)\b"
)
WRONG = {"de": FAMILIAR, "de-informal": FORMAL, "en": GERMAN}
PUBLIC = sorted(
    str(path.relative_to(path.parents[2]))
    for path in SRC.glob("*/templates/*/public/*.html")
    if not path.name.startswith(("_", "snippet"))
)
WRITTEN_BY_HAND = {"messaging.message", "messaging.notice"}  # whoever writes chooses the words


def wrong(language: str, text: str) -> list[str]:
    """The words of a text, or of a page, that are in the wrong form."""
    plain = unescape(re.sub(r"<[^>]*>", " ", text)).replace(cast.PASSWORD, "")
    return [found[0] for found in WRONG[language].finditer(plain)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Hallo, <b>deine</b> Karte"), ("de", "Bring dich ein"),
        ("de-informal", "Guten Tag, Ihre Karte"),
        ("de-informal", "<p>Wir grüßen Sie</p>"), ("en", "Your card und more"),
    ],
)  # fmt: skip
def test_the_scan_finds_a_wrong_form(language: str, text: str) -> None:
    assert wrong(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Ihre Karte und ihre Kinder"), ("de-informal", "Deine Karte; sie gilt noch"),
     ("en", "Your card"), ("de-informal", '<a title="Sie">x</a>')],
)  # fmt: skip
def test_the_scan_finds_nothing_where_the_form_is_right(language: str, text: str) -> None:
    assert not wrong(language, text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_every_text_is_in_the_right_form(key: str, language: str) -> None:
    shipped = SHIPPED[key]
    words = shipped.words(language)
    if key in WRITTEN_BY_HAND:
        assert not words
        return
    assert words.subject
    assert words.body
    shown = preview(words, samples.sample_values(key, language), language)
    found = wrong(language, f"{shown.subject} {shown.body}")
    assert not found, f"{key} in {language}: {found}"
    assert not shown.missing, f"{key} in {language} lacks samples for {shown.missing}"


@pytest.mark.parametrize("key", sorted(set(SHIPPED) - WRITTEN_BY_HAND))
def test_every_text_is_german_in_german_and_english_in_english(key: str) -> None:
    said = {one: SHIPPED[key].words(one) for one in LANGUAGES}
    assert said["de"] != said["en"]
    assert said["de-informal"] != said["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_samples_are_in_the_right_form(language: str) -> None:
    said: Words = samples.reminder(language)
    shown = preview(said, samples.reminder_values(language), language)
    assert not wrong(language, f"{shown.subject} {shown.body} {' '.join(samples.portal(language))}")


def test_there_are_public_pages_and_texts() -> None:
    assert len(PUBLIC) >= 5
    assert len(SHIPPED) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", PUBLIC)
def test_every_public_page_is_in_the_right_form(template: str, language: str) -> None:
    with override(language):
        page = render_to_string(template, {})
    assert not wrong(language, page), f"{template} in {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_that_a_link_asks_is_in_the_right_form(language: str) -> None:
    with override(language):
        for one in opting.CONFIRMATIONS.values():
            said = f"{one.question} {one.button}"
            assert not wrong(language, said), f"{one.key} in {language}: {said}"


@pytest.mark.parametrize(("form", "language"), [("", "de"), ("du", "de-informal")])
def test_the_page_of_a_link_speaks_as_its_customer_wants(form: str, language: str) -> None:
    home = cast.customer()
    people.change_prefs(actor=cast.owner(), customers=[home.pk], values={"address_form": form})
    url = links.unsubscribe_url(home.public_id).partition("/mail/")[2]
    for page in (Client().get(f"/mail/{url}"), Client().post(f"/mail/{url}")):
        assert not wrong(language, page.content.decode())
        assert '<html lang="de"' in page.content.decode()


@pytest.mark.parametrize("house_is_formal", [True, False])
@pytest.mark.parametrize("key", sorted(set(SHIPPED) - WRITTEN_BY_HAND))
def test_a_customer_of_the_other_form_gets_theirs_everywhere_subject_included(
    key: str, house_is_formal: bool
) -> None:
    """A Du customer in a Sie business, and the other way round."""
    people.change_settings(actor=cast.owner(), values={"formal": house_is_formal})
    home = cast.customer(
        first_name="Kathrin", last_name="Berger", salutation="ms", email="k@beispiel.de"
    )
    other = "du" if house_is_formal else "sie"
    people.change_prefs(actor=cast.owner(), customers=[home.pk], values={"address_form": other})
    language = "de-informal" if other == "du" else "de"
    extra = {
        one.name: str(one.sample) or "https://example.org/" for one in SHIPPED[key].placeholders
    }
    with override("en"):  # whatever holds around it
        made = operations.queue_messages(
            actor=cast.owner(), drafts=[Draft(home.pk, key, extra=extra, category="transactional")]
        ).done[0]
    message = Message.objects.get(pk=made.pk)
    assert (message.language, message.state) == (language, State.QUEUED)
    for text in (message.subject, message.text, message.html):
        assert not wrong(language, text), text
    mail = message_from_bytes(bytes(OutgoingMail.objects.get().mime), policy=policy.default)
    assert mail["Subject"].strip() == message.subject  # folded where it is long
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            assert not wrong(language, part.get_content())
