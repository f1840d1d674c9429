"""A message in full: its form of address, its layout, its parts, its headers."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

import pytest
from django.utils.functional import lazystr
from django.utils.translation import gettext, override
from PIL import Image

from stammkunde.foundation import mail
from stammkunde.foundation.business import Business, changing
from stammkunde.foundation.business.reading import business
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.uploads import Checked
from stammkunde.messaging import operations
from stammkunde.messaging.texts import (
    LANGUAGES,
    SHIPPED,
    OwnText,
    Rendered,
    Shipped,
    Words,
    message,
    preview,
    render,
    samples,
    ship,
    speaking,
    values,
)
from stammkunde.messaging.texts.stored import words
from stammkunde.people import operations as people
from stammkunde.people import queries
from stammkunde.people.queries import Addressee
from tests import cast

pytestmark = pytest.mark.db
KATHRIN = samples.SOMEBODY
OWN = OwnText("Hallo {{ kunde.name }}", "{{ kunde.anrede }},\n\n**bald** ist es so weit.")


def rendered(own: OwnText = OWN, language: str = "de", **values_: str) -> Rendered:
    about = values.of(KATHRIN, Business(name="Wasserfloh"), None, values_, language=language)
    return render("messaging.test", about, language, own)


def parts(made: Rendered, **more: object) -> EmailMessage:
    """The mail as it arrives."""
    out = message(made, to="k@beispiel.de", sender="Büro <buero@beispiel.de>", **more)
    with override("de"):
        row = mail.queue(out)
    assert row is not None
    found = message_from_bytes(
        bytes(OutgoingMail.objects.get(pk=row.pk).mime), policy=policy.default
    )
    assert isinstance(found, EmailMessage)
    return found


def structure(part: EmailMessage) -> object:
    """The kinds of all parts, nested as they are."""
    kind = part.get_content_type()
    return (kind, [structure(one) for one in part.iter_parts()]) if part.is_multipart() else kind


def with_logo() -> None:
    out = BytesIO()
    Image.new("RGB", (600, 300), "teal").save(out, "WEBP")
    taken = Checked(changing.INTAKE, "logo.webp", "image/webp", out.getvalue())
    changing.set_logo(actor=cast.owner(), picture=taken)


@pytest.mark.parametrize(("language", "who", "said"), [
    ("de", {}, "Guten Tag Frau Berger"),
    ("de", {"salutation": "mr", "title": "Dr."}, "Guten Tag Herr Dr. Berger"),
    ("de", {"salutation": ""}, "Guten Tag Kathrin Berger"),
    ("de", {"kind": "organisation", "name": "Hausverwaltung Nord"}, "Guten Tag"),
    ("de-informal", {}, "Hallo Kathrin"),
    ("de-informal", {"first_name": ""}, "Hallo"),
    ("de-informal", {"kind": "organisation"}, "Hallo"),
    ("en", {}, "Good day Ms Berger"),
    ("en", {"salutation": ""}, "Good day Kathrin Berger"),
])  # fmt: skip
def test_a_message_greets_as_the_form_wants_and_never_guesses(
    language: str, who: dict[str, str], said: str
) -> None:
    somebody = Addressee(
        **{"id": 1, "name": "Kathrin Berger", "first_name": "Kathrin", "last_name": "Berger",
           "salutation": "ms", **who}
    )  # fmt: skip
    assert values.of(somebody, Business(), language=language)["kunde.anrede"] == said


def test_a_stranger_is_greeted_too() -> None:
    assert values.of(None, Business(), language="de")["kunde.anrede"] == "Guten Tag"


def test_subject_text_and_html_are_in_one_language_whatever_holds_outside() -> None:
    """A subject rendered outside the language block is the oldest mistake of all."""
    text = Shipped(
        "messaging.trying", lazystr("Versuch"), "organisational",
        lazystr("Reminder: your date on {{ termin.tag }}"), lazystr("x"),
    )  # fmt: skip
    with override("en"):
        assert (
            samples.reminder("de-informal").subject == "Erinnerung: dein Termin am {{ termin.tag }}"
        )
        assert "dich" in samples.reminder("de-informal").body
        assert samples.reminder("de").subject == "Erinnerung: Ihr Termin am {{ termin.tag }}"
    assert text.words("en").subject.startswith("Reminder")


def test_names_of_attachments_are_said_inside_the_language() -> None:
    with speaking("de-informal"):
        assert gettext("Change your details") == "Deine Daten ändern"
    with speaking("de"):
        assert gettext("Change your details") == "Ihre Daten ändern"


def test_own_words_fall_back_to_the_nearest_language() -> None:
    text = OwnText("S", "Sie", {"de-informal": Words("D", "Du")})
    assert [text.words(one).body for one in LANGUAGES] == ["Sie", "Du", "Sie"]
    assert OwnText.of(text.stored()) == text
    assert OwnText.of({"en": ["S", "B"]}).words("de").body == "B"


def test_nobody_ships_two_texts_under_one_key() -> None:
    key = next(iter(SHIPPED))
    with pytest.raises(ValueError, match="two texts"):
        ship(Shipped(key, "anders", "organisational", "x", "y"))
    with pytest.raises(LookupError):
        words("messaging.unknown", "de")


def test_a_line_break_in_a_name_begins_no_header() -> None:
    made = rendered(
        OwnText("Für {{ kunde.name }}", "Text"),
        **{"kunde.name": "Eva\r\nBcc: x@evil.test\u2028To: y@evil.test\x85=?utf-8?q?=0aBcc:z?="},
    )
    assert "\n" not in made.subject
    found = parts(made)
    assert found["Bcc"] is None
    assert len(found.get_all("To")) == len(found.get_all("Subject")) == 1
    assert OutgoingMail.objects.get().recipients == "k@beispiel.de"


def test_html_and_text_hold_the_same_and_the_style_is_in_the_elements() -> None:
    made = rendered()
    assert "Guten Tag Frau Berger,\n\nbald ist es so weit." in made.text
    assert "<strong>bald</strong>" in made.html
    assert "<style" not in made.html
    assert 'style="' in made.html
    assert made.html.count("<table") == made.html.count("</table>") == 2
    assert 'lang="de"' in made.html
    assert made.missing == ()


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", '<a href="https://evil.test">x</a>']
)
def test_a_hostile_name_is_harmless_in_mail_and_preview(hostile: str) -> None:
    made = rendered(**{"kunde.name": hostile, "kunde.anrede": hostile})
    shown = preview(OWN.words("de"), {"kunde.anrede": hostile}, "de")
    for page in (made.html, shown.body):
        assert hostile not in page
        assert "<img" not in page
        assert "evil.test" not in page.replace("&quot;https://evil.test&quot;", "")
    assert hostile in made.text  # plain text is what it is


def test_a_preview_names_what_is_missing_in_its_place() -> None:
    shown = preview(Words("{{ heute }}", "Für {{ teilnehmer.name }}"), {}, "de")
    assert '<mark class="hole">teilnehmer.name</mark>' in shown.body
    assert shown.missing == ("heute", "teilnehmer.name")


def test_the_way_to_unsubscribe_stands_below_only_where_there_is_one() -> None:
    link = "https://kunden.beispiel.de/mail/abc/"
    for language, said in (
        ("de", "Sie möchten"),
        ("de-informal", "Du möchtest"),
        ("en", "Don't want"),
    ):
        made = rendered(language=language, **{"link.abmelden": link})
        assert said in made.text
        assert made.text.count(link) == 1
        assert f'href="{link}"' in made.html
    assert "Abmelden" not in rendered().text


def test_signatures_stand_below_the_writers_first() -> None:
    someone = cast.user(name="Tina Trainerin")
    operations.change_signature(actor=cast.owner(), text="Wasserfloh GmbH\nMarktplatz 1")
    operations.change_own_signature(
        actor=cast.owner(id=someone.pk), text="**Tina**, {{ ich.name }}"
    )
    about = values.of(KATHRIN, business(), someone)
    mine = render("messaging.x", about, "de", OWN, author=someone.pk)
    assert mine.text.endswith("-- \nTina, Tina Trainerin\n\nWasserfloh GmbH\nMarktplatz 1")
    assert "<strong>Tina</strong>" in mine.html
    automatic = render("messaging.x", about, "de", OWN)
    assert automatic.text.endswith("-- \nWasserfloh GmbH\nMarktplatz 1")


def test_a_mail_is_built_as_mail_programs_want_it() -> None:
    with_logo()
    made = rendered(OwnText("Grüße aus Köln – schön", "Übergrößen für {{ kunde.name }}"))
    found = parts(made, attachments=[("Kursplan für Größen.pdf", b"%PDF-", "application/pdf")])
    assert structure(found) == (
        "multipart/mixed",
        [("multipart/alternative",
          ["text/plain", ("multipart/related", ["text/html", "image/png"])]), "application/pdf"],
    )  # fmt: skip
    assert found["Subject"] == "Grüße aus Köln – schön"
    assert "Übergrößen für Kathrin Berger" in found.get_body(("plain",)).get_content()
    (picture,) = [part for part in found.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<logo>"
    assert "inline" in picture["Content-Disposition"]
    assert len(picture.get_content()) < 20_000
    (page,) = [part for part in found.walk() if part.get_content_type() == "text/html"]
    assert 'src="cid:logo"' in page.get_content()
    (paper,) = found.iter_attachments()
    assert paper.get_filename() == "Kursplan für Größen.pdf"


def test_without_a_logo_the_name_stands_above_and_nothing_is_related() -> None:
    changing.change_business(actor=cast.owner(), values={"name": "Wasserfloh & <Söhne>"})
    made = rendered()
    assert "Wasserfloh &amp; &lt;Söhne&gt;" in made.html
    assert structure(parts(made)) == ("multipart/alternative", ["text/plain", "text/html"])


def test_language_and_form_come_from_the_customer_before_the_house() -> None:
    def language(**prefs: str) -> str:
        if prefs:
            people.change_prefs(actor=cast.owner(), customers=[home.pk], values=prefs)
        return queries.addressees(cast.owner(), [home.pk])[home.pk].language

    home = cast.customer()
    assert language() == "de"
    assert language(address_form="du") == "de-informal"
    assert language(language="en") == "en"
    assert language(language="", address_form="") == "de"
    people.change_settings(actor=cast.owner(), values={"formal": False})
    assert language() == "de-informal"
    assert language(address_form="sie") == "de"


def test_ten_thousand_letters_of_one_notice_share_their_skeleton(
    django_assert_num_queries: object,
) -> None:
    about = values.of(KATHRIN, business())
    render("messaging.x", about, "de", OWN)
    from stammkunde.foundation.remember import remembering

    with remembering():
        render("messaging.x", about, "de", OWN)
        with django_assert_num_queries(0):
            for _each in range(50):
                render("messaging.x", about, "de", OWN)
