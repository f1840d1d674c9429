"""The office's own words: shipped texts said its own way, texts of its own (COM-14, COM-18)."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from stammkunde.foundation import mail
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.messaging import operations, queries
from stammkunde.messaging.models import MessageTemplate, MessagingSettings, PersonalSignature
from stammkunde.messaging.texts import (
    LINK,
    SHIPPED,
    OwnText,
    Placeholder,
    Shipped,
    Words,
    own_text,
    render,
)
from stammkunde.messaging.texts.stored import words
from tests import cast

pytestmark = pytest.mark.db
KEY = "messaging.trying"
COLUMNS = ("subject", "body", "subject_du", "body_du", "subject_en", "body_en")


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> Shipped:
    """A text of the product with a placeholder of its occasion."""
    made = Shipped(
        KEY, "Versuch", "transactional", "Termin am {{ termin.tag }}", "{{ kunde.anrede }}\n\nBis dann",
        placeholders=(
            Placeholder("termin.tag", "Tag", sample="Montag"),
            Placeholder("link.x", "Link", kind=LINK),
        ),
    )  # fmt: skip
    monkeypatch.setitem(SHIPPED, KEY, made)
    return made


def office() -> object:
    return cast.actor("messaging.templates", "messaging.write", id=None)


def say(version: int | None = None, **values: str) -> object:
    return operations.change_template(actor=office(), key=KEY, values=values, version=version)


def add(name: str = "Absage", **values: str) -> MessageTemplate:
    made = {"subject": "Es fällt aus", "body": "Leider fällt es aus."} | values
    return operations.add_template(
        actor=office(), name=name, category="organisational", values=made
    ).done[0]


def test_a_text_nobody_changed_needs_no_row() -> None:
    shown = queries.text(office(), KEY)
    assert say(subject=shown.words["de"].subject, body=shown.words["de"].body).done == []
    assert not MessageTemplate.objects.exists()
    assert words(KEY, "de") == Words("Termin am {{ termin.tag }}", "{{ kunde.anrede }}\n\nBis dann")


def test_what_is_changed_holds_in_its_language_and_the_rest_stays_the_products() -> None:
    say(body="Wir freuen uns auf Sie.")
    assert words(KEY, "de") == Words("Termin am {{ termin.tag }}", "Wir freuen uns auf Sie.")
    assert words(KEY, "de-informal").body == "{{ kunde.anrede }}\n\nBis dann"
    shown = queries.text(office(), KEY)
    assert dict(shown.states) == {"de": "own", "de-informal": "behind", "en": "behind"}
    say(body_du="Wir freuen uns auf dich.", version=shown.version)
    assert queries.text(office(), KEY).states["de-informal"] == "own"
    made = render(KEY, {"termin.tag": "Montag"}, "de-informal")
    assert made.subject == "Termin am Montag"
    assert "auf dich" in made.text


def test_saying_the_products_words_again_leaves_them_to_the_product() -> None:
    say(body="Anders")
    say(body="{{ kunde.anrede }}\r\n\r\nBis dann  ")
    assert MessageTemplate.objects.get().body == ""


def test_the_original_comes_back_and_that_can_be_undone() -> None:
    say(subject="A", body="B", body_du="C", subject_en="D")
    entry = operations.restore_template(actor=office(), key=KEY).entry
    assert words(KEY, "de").subject == "Termin am {{ termin.tag }}"
    assert [getattr(MessageTemplate.objects.get(), one) for one in COLUMNS] == [""] * 6
    undo(actor=office(), entry=entry)
    assert words(KEY, "de") == Words("A", "B")


def test_the_first_change_can_be_undone() -> None:
    entry = say(body="Anders").entry
    undo(actor=office(), entry=entry)
    assert words(KEY, "de").body == "{{ kunde.anrede }}\n\nBis dann"


def test_an_unknown_placeholder_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Refused) as no:
        say(body="Am {{ termin.tak }} um {{ kunde.vornahme }}")
    assert (no.value.code, no.value.field) == ("placeholder_unknown", "body")
    assert "termin.tag" in str(no.value.message)
    assert not MessageTemplate.objects.exists()
    say(body="Am {{ termin.tag }}: [ansehen]({{ link.x }})")
    with pytest.raises(Refused):  # what only one occasion knows, no other text knows
        add(body="Am {{ termin.tag }}")


def test_who_saves_what_somebody_else_has_changed_is_told() -> None:
    say(body="Anders")
    version = MessageTemplate.objects.get().version
    say(body="Noch einmal anders", version=version)
    with pytest.raises(Stale) as no:
        say(body="Zu spät", version=version)
    assert [(one.field, one.current) for one in no.value.conflicts] == [
        ("body", "Noch einmal anders")
    ]
    assert words(KEY, "de").body == "Noch einmal anders"
    say(body="Noch einmal anders", version=version)  # the same words are no conflict


def test_who_saves_as_first_what_somebody_has_meanwhile_changed_is_told() -> None:
    say(body="Anders", version=0)
    with pytest.raises(Stale):
        say(body="Auch anders", version=0)


def test_a_text_of_ones_own_is_added_found_archived_and_brought_back() -> None:
    row = add(body="Leider fällt es für Sie aus.", body_en="It is off.")
    assert own_text(row.key) == OwnText(
        "Es fällt aus", "Leider fällt es für Sie aus.", {"en": Words("", "It is off.")}
    )
    (shown,) = queries.templates_offered(office())
    assert dict(shown.states) == {"de": "own", "de-informal": "missing", "en": "own"}
    operations.archive_template(actor=office(), key=row.key)
    assert queries.templates_offered(office()) == []
    _shipped, own, archive = queries.texts(office())
    assert ([], [row.key]) == (own, [one.key for one in archive])
    operations.archive_template(actor=office(), key=row.key, archived=False)
    assert len(queries.templates_offered(office(), "organisational")) == 1
    assert queries.templates_offered(office(), "advertising") == []


def test_adding_a_text_can_be_undone() -> None:
    outcome = operations.add_template(
        actor=office(), name="Absage", category="advertising", values={"body": "x"}
    )
    undo(actor=office(), entry=outcome.entry)
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(("body", "state"), [
    ("Es fällt aus.", "product"), ("Bringen Sie etwas mit.", "missing"), ("Ihr Termin", "missing"),
    ("{du:Bring|sie:Bringen Sie} etwas mit.", "product"),
])  # fmt: skip
def test_a_text_that_addresses_nobody_or_says_both_lacks_no_du(body: str, state: str) -> None:
    assert queries.text(office(), add(body=body).key).states["de-informal"] == state


def test_a_text_of_ones_own_needs_a_name_a_category_and_words() -> None:
    for values, code in (
        ({"name": " "}, "name_missing"), ({"name": "x" * 121}, "too_long"),
        ({"category": "spam"}, "unknown"), ({"values": {"subject": "x"}}, "body_missing"),
    ):  # fmt: skip
        made = {"name": "N", "category": "advertising", "values": {"body": "x"}} | values
        with pytest.raises(Refused) as no:
            operations.add_template(actor=office(), **made)
        assert no.value.code == code
    row = add()
    with pytest.raises(Refused):
        operations.change_template(actor=office(), key=row.key, values={"body": ""})
    for change in (operations.restore_template, operations.archive_template):
        with pytest.raises(Missing):
            change(actor=office(), key="messaging.unknown")
    with pytest.raises(Missing):
        operations.restore_template(actor=office(), key=row.key)
    with pytest.raises(Missing):
        operations.archive_template(actor=office(), key=KEY)
    with pytest.raises(Missing):
        operations.change_template(actor=office(), key="messaging.unknown", values={"body": "x"})


def test_nobody_without_the_word_reads_or_writes_texts() -> None:
    nobody = cast.nobody()
    for refused in (
        lambda: operations.change_template(actor=nobody, key=KEY, values={"body": "x"}),
        lambda: operations.restore_template(actor=nobody, key=KEY),
        lambda: operations.add_template(actor=nobody, name="N", category="", values={}),
        lambda: operations.archive_template(actor=nobody, key=KEY),
        lambda: operations.change_signature(actor=nobody, text="x"),
        lambda: operations.send_test(
            actor=nobody, kind=KEY, words=Words(), language="de", about={}, to="a@b.de"
        ),
        lambda: operations.change_own_signature(actor=cast.visitor(), text="x"),
        lambda: queries.texts(nobody),
        lambda: queries.text(nobody, KEY),
        lambda: queries.signature(nobody),
        lambda: queries.templates_offered(nobody),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_signatures_are_kept_checked_and_taken_back() -> None:
    entry = operations.change_signature(
        actor=office(), text="Wasserfloh\r\n{{ betrieb.ort }} "
    ).entry
    assert MessagingSettings.objects.get().signature == "Wasserfloh\n{{ betrieb.ort }}"
    assert queries.signature(office()) == "Wasserfloh\n{{ betrieb.ort }}"
    undo(actor=office(), entry=entry)
    assert queries.signature(office()) == ""
    for text in ("{{ kunde.name }}", "x" * 2001):
        with pytest.raises(Refused):
            operations.change_signature(actor=office(), text=text)


def test_everybody_has_a_signature_of_their_own() -> None:
    one, other = (cast.actor(id=cast.user().pk) for _each in "ab")
    operations.change_own_signature(actor=one, text="Tina")
    entry = operations.change_own_signature(actor=other, text="Tom").entry
    assert (queries.own_signature(one), queries.own_signature(other)) == ("Tina", "Tom")
    undo(actor=other, entry=entry)
    assert list(PersonalSignature.objects.order_by("pk").values_list("text", flat=True)) == [
        "Tina",
        "",
    ]
    with pytest.raises(Refused):
        operations.change_own_signature(actor=one, text="{{ kunde.nummer }}")


def test_a_test_mail_goes_to_the_one_who_asks_even_in_trial_operation() -> None:
    operations.send_test(
        actor=office(), kind=KEY, words=Words("Für {{ kunde.name }}", "x"), language="de",
        about={"kunde.name": "Eva"}, to="ich@praxis-beispiel.de",
    )  # fmt: skip
    row = OutgoingMail.objects.get()
    assert (row.purpose, row.recipients) == (mail.HOUSE, "ich@praxis-beispiel.de")
    found = message_from_bytes(bytes(row.mime), policy=policy.default)
    assert found["Subject"] == "[Test] Für Eva"
    with pytest.raises(Refused):
        operations.send_test(
            actor=office(), kind=KEY, words=Words("x", "y"), language="de", about={}, to="kein"
        )


def test_the_list_of_texts_needs_one_query(django_assert_num_queries: object) -> None:
    add()
    add("Zweite")
    with django_assert_num_queries(1):
        queries.texts(office())
