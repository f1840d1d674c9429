"""Letters: written, queued, printed in one file, and nothing that anybody types is a program."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import time_machine

from stammkunde.foundation import clock, files, undo
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging import operations, tasks
from stammkunde.messaging.channels.letter import setting, showing
from stammkunde.messaging.channels.letter.blocks import blocks
from stammkunde.messaging.channels.letter.setting import Paper, Sheet
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import Channel, Letter, Message, PrintRun, RunState, State
from stammkunde.messaging.operations.letters import make_print_run
from stammkunde.messaging.queries import letters as queries
from stammkunde.people import operations as people
from tests import cast

HOSTILE = (
    '#panic("x") $a$ #read("/etc/passwd") *b* <b>c</b> @d `e` // f \\ #import "@preview/x:1.0.0"'
)


def sheet(text="Guten Tag", pages=1, **more):
    body = blocks("\n\n".join([text] * (40 * pages if pages > 1 else 1)))
    values = {"subject": "Betreff", "address": ["Kim Beispiel", "Weg 1", "12345 Ort"],
              "back": "Haus · Weg 2", "info": [("Datum", "22.11.2026")], "blocks": body}  # fmt: skip
    return Sheet(**values | more)


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [document[at].get_textpage().get_text_bounded() for at in range(len(document))]


def customer(**more):
    return cast.customer(street="Kastanienallee 12", postcode="10435", city="Berlin", **more)


def write(one, subject="Ihr Kurs", text="{{ kunde.anrede }},\n\n**bis bald** im Kurs.", **more):
    return operations.write_letter(
        actor=more.pop("actor", cast.owner()), customer=one.pk, subject=subject, text=text, **more
    ).done[0]


def start(*rows, **more):
    ids = [row.letter.pk for row in rows]
    actor = more.pop("actor", cast.owner())
    return operations.start_print_run(actor=actor, letters=ids, **more)


def printed(run):
    make_print_run.call(run=run.pk)
    run.refresh_from_db()
    return run


def stored(run):
    return files.path_of(run.file_id).read_bytes()


# The page


@pytest.mark.pure
def test_what_people_type_is_text_and_never_typst():
    made = setting.letter(sheet(HOSTILE, subject=HOSTILE, address=[HOSTILE]))
    (page,) = words(made.pdf)
    assert '#panic("x")' in page
    assert '#read("/etc/passwd")' in page
    assert "root:" not in page


@pytest.mark.pure
def test_signs_that_no_font_has_become_boxes_and_are_named():
    made = setting.letter(sheet("Hallo 漢字 und 😀!", address=["李 Beispiel"]))
    assert set(made.gaps) == {"漢", "字", "😀", "李"}
    assert "□□" in words(made.pdf)[0]
    assert setting.letter(sheet("Grüße, Łukasz und Ελένη: 5 €")).gaps == ""


@pytest.mark.pure
@pytest.mark.slow
def test_thousands_of_different_unknown_signs_do_not_stop_the_letter():
    made = setting.letter(sheet("".join(chr(0x4E00 + at) for at in range(3000))))
    assert made.pages >= 1


@pytest.mark.pure
def test_the_same_letter_is_the_same_file():
    assert setting.letter(sheet("Gruß")).pdf == setting.letter(sheet("Gruß")).pdf


@pytest.mark.pure
def test_markup_is_that_of_mails_and_html_is_text():
    assert blocks("**fett** und *kursiv*\n\n- eins\n- zwei") == [
        {"t": "p", "c": [
            {"s": "fett", "b": True, "i": False}, {"s": " und ", "b": False, "i": False},
            {"s": "kursiv", "b": False, "i": True},
        ]},
        {"t": "ul", "items": [
            [{"s": "eins", "b": False, "i": False}], [{"s": "zwei", "b": False, "i": False}]
        ]},
    ]  # fmt: skip
    (one,) = blocks("<script>alert(1)</script>")
    assert one["c"][0]["s"] == "<script>alert(1)</script>"


@pytest.mark.pure
def test_several_pages_are_counted_and_both_sides_begin_on_a_sheet_of_their_own():
    made, counts = setting.merged([sheet(pages=3), sheet(), sheet(pages=2)], duplex=True)
    assert made.pages % 2 == 0
    assert made.pages == sum(one + one % 2 for one in counts)
    plain, same = setting.merged([sheet(pages=3), sheet(), sheet(pages=2)])
    assert same == counts
    assert plain.pages == sum(counts)


@pytest.mark.pure
def test_the_address_stands_in_the_window_and_the_paper_is_stored_once():
    picture = showing.pictures(setting.letter(sheet()).pdf)[0]
    assert picture.startswith("data:image/png;base64,")
    document = pypdfium2.PdfDocument(setting.letter(sheet()).pdf)
    text = document[0].get_textpage()
    at = text.search("Kim Beispiel").get_next()
    left, _low, _right, high = text.get_charbox(at[0])
    millimetre = 72 / 25.4
    assert 20 <= left / millimetre <= 30
    assert 62 <= 297 - high / millimetre <= 72
    out = BytesIO()
    pypdfium2.PdfDocument(setting.letter(sheet()).pdf)[0].render(scale=2).to_pil().save(out, "WEBP")
    paper = Paper(first=out.getvalue())
    made, _counts = setting.merged([sheet(paper=paper) for _ in range(5)])
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        pictures = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1


# The queue


@pytest.mark.db
def test_a_letter_waits_with_its_text_and_address_until_it_is_printed():
    made = customer(first_name="Nadja", last_name="Sommerfeld")
    row = write(made)
    assert (row.channel, row.state) == (Channel.LETTER, State.QUEUED)
    assert "Kastanienallee 12" in row.letter.lines
    assert "**bis bald**" in row.letter.text
    run = printed(start(row).done[0])
    assert (run.state, run.letters, run.pages) == (RunState.READY, 1, 1)
    (page,) = words(stored(run))
    assert "Nadja Sommerfeld" in page
    assert "bis bald" in page
    row.refresh_from_db()
    assert row.state == State.QUEUED
    outcome = operations.mark_printed(actor=cast.owner(), run=run.pk)
    row.refresh_from_db()
    assert row.state == State.PRINTED
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    row.refresh_from_db()
    run.refresh_from_db()
    assert (row.state, run.printed_at) == (State.QUEUED, None)


@pytest.mark.db
def test_the_signature_stands_below_with_its_placeholders_filled():
    operations.change_signature(actor=cast.owner(), text="**{{ betrieb.name }}**\nAm Hafen 1")
    made = customer()
    (page,) = words(stored(printed(start(write(made)).done[0])))
    assert "Am Hafen 1" in page
    assert "{{" not in page


@pytest.mark.db
def test_the_log_may_forget_the_text_while_the_letter_still_waits():
    made = customer()
    people.record_consents(
        actor=cast.owner(), customers=[made.pk], purpose="advertising", channel="letter",
        source="paper", given=True, on=clock.today(),
    )  # fmt: skip
    row = write(made, text="Frohe Feiertage", category="advertising")
    assert row.text == ""
    assert "Frohe Feiertage" in words(stored(printed(start(row).done[0])))[0]


@pytest.mark.db
def test_who_died_or_is_locked_gets_a_letter_only_after_the_warning():
    locked, died, lost = customer(), customer(), cast.customer(street="", postcode="", city="")
    people.lock_customers(actor=cast.owner(), customers=[locked.pk], reason="offen")
    people.mark_deceased(actor=cast.owner(), customer=died.pk, on=clock.today())
    for one, code in ((locked, "locked"), (died, "deceased"), (lost, "no_address")):
        with pytest.raises(Refused) as no:
            write(one)
        assert no.value.code == f"not_sent.{code}"
    for one in (locked, died):
        assert write(one, confirmed=True).state == State.QUEUED
    assert Message.objects.count() == 2


@pytest.mark.db
def test_who_dies_while_the_letter_waits_is_not_written_to():
    one, other = customer(), customer()
    first, second = write(one), write(other)
    people.mark_deceased(actor=cast.owner(), customer=one.pk, on=clock.today())
    outcome = start(first, second)
    assert outcome.done[0].letters == 1
    assert outcome.refused[0].code == "not_sent.deceased"
    first.refresh_from_db()
    assert (first.state, first.reason) == (State.SUPPRESSED, "deceased")
    with pytest.raises(Refused):
        start(first)


@pytest.mark.db
def test_nobody_prints_the_same_letter_in_two_runs():
    row = write(customer())
    start(row)
    with pytest.raises(Refused):
        start(row)
    assert PrintRun.objects.count() == 1


@pytest.mark.db
def test_a_run_is_given_up_and_its_letters_wait_again():
    row = write(customer())
    run = printed(start(row).done[0])
    operations.give_up_print_run(actor=cast.owner(), run=run.pk)
    assert not StoredFile.objects.filter(owner="messaging.print_run").exists()
    again = printed(start(row).done[0])
    operations.mark_printed(actor=cast.owner(), run=again.pk)
    for refused in (operations.give_up_print_run, operations.mark_printed):
        with pytest.raises(Refused) as no:
            refused(actor=cast.owner(), run=again.pk)
        assert no.value.code == "already_printed"
    operations.print_again(actor=cast.owner(), letters=[row.letter.pk])
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert start(Message.objects.get(pk=row.pk)).done


@pytest.mark.db
def test_a_job_that_was_killed_makes_the_same_file_once_more():
    row = write(customer())
    run = start(row).done[0]

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(setting, "merged", killed)
        with pytest.raises(KeyboardInterrupt):
            make_print_run.call(run=run.pk)
    assert not StoredFile.objects.filter(owner="messaging.print_run").exists()
    assert printed(run).state == RunState.READY
    key = run.file_id
    make_print_run.call(run=run.pk)
    run.refresh_from_db()
    assert run.file_id == key
    assert StoredFile.objects.filter(owner="messaging.print_run").count() == 1


@pytest.mark.db
def test_a_serial_letter_of_a_notice_waits_like_any_other_and_sorts_by_postcode():
    far = cast.customer(street="Weg 1", postcode="99999", city="Ende")
    near = cast.customer(street="Weg 1", postcode="01067", city="Dresden")
    lost = cast.customer(street="", postcode="", city="")
    drafts = [
        Draft(customer=one.pk, kind="messaging.notice", channel="letter", subject="Gruß",
              body="Hallo {{ kunde.vorname }}", notice=7, many=True, dedupe_key=f"n:{one.pk}")
        for one in (far, near, lost)
    ]  # fmt: skip
    rows = operations.queue_messages(actor=cast.owner(), drafts=drafts).done
    assert [row.state for row in rows] == [State.QUEUED, State.QUEUED, State.SUPPRESSED]
    assert Letter.objects.count() == 2
    waiting = queries.waiting(cast.owner(), kind="notice")
    assert waiting.count() == 2
    run = printed(start(*rows[:2], by_postcode=True).done[0])
    first, second = words(stored(run))
    assert "Dresden" in first
    assert "Ende" in second


@pytest.mark.db
def test_a_letter_that_went_another_way_is_only_noted():
    made = cast.customer()
    (row,) = operations.note_letter(
        actor=cast.owner(), customer=made.pk, subject="Einschreiben", text="per Hand"
    ).done
    assert (row.state, row.channel) == (State.NOTED, Channel.LETTER)
    assert not Letter.objects.exists()
    with pytest.raises(Refused):
        operations.note_letter(actor=cast.owner(), customer=made.pk, subject=" ")


@pytest.mark.db
def test_files_of_runs_go_after_two_weeks_and_at_once_with_an_erased_customer():
    one, other = customer(), customer()
    first, second = printed(start(write(one)).done[0]), printed(start(write(other)).done[0])
    people.archive_customers(actor=cast.owner(), customers=[one.pk])
    people.erase_customers(actor=cast.owner(), customers=[one.pk])
    first.refresh_from_db()
    assert first.file_id is None
    assert not Letter.objects.filter(message__customer=one.pk).exists()
    tasks.letters.forget_letters.call()
    second.refresh_from_db()
    assert second.file_id
    with time_machine.travel(clock.now() + timedelta(days=15)):
        tasks.letters.forget_letters.call()
    second.refresh_from_db()
    assert second.file_id is None


@pytest.mark.db
def test_without_the_word_nobody_writes_or_prints_letters():
    row, nobody = write(customer()), cast.actor("people.see", "messaging.see")
    run = start(row).done[0]
    letter = row.letter.pk
    for refused in (
        lambda: write(customer(), actor=nobody),
        lambda: operations.note_letter(actor=nobody, customer=1, subject="x"),
        lambda: operations.start_print_run(actor=nobody, letters=[letter]),
        lambda: operations.finish_print_run(actor=nobody, run=run.pk, made=None),
        lambda: operations.mark_printed(actor=nobody, run=run.pk),
        lambda: operations.give_up_print_run(actor=nobody, run=run.pk),
        lambda: operations.print_again(actor=nobody, letters=[letter]),
        lambda: operations.forget_print_runs(actor=nobody, runs=[run.pk]),
        lambda: operations.forget_letters(actor=nobody, letters=[letter]),
    ):
        with pytest.raises(Forbidden):
            refused()


@pytest.mark.db
def test_the_office_writes_previews_queues_and_prints():
    office, made = cast.logged_in(roles=("office",)), customer(first_name="Nadja")
    url = f"/customers/{made.pk}/letters/write/"
    assert office.get(url).status_code == 200
    assert office.post(url, {"do": "queue", "subject": "", "text": "x"}).status_code == 422
    typed = {"subject": "Ihr Kurs", "text": "Hallo {{ kunde.vorname }} 漢"}
    shown = office.post(url, typed | {"do": "preview"}).content.decode()
    assert "data:image/png;base64," in shown
    assert "漢" in shown
    assert not Message.objects.exists()
    assert office.post(url, typed | {"do": "queue"}).status_code == 302
    row = Letter.objects.get()
    assert "Ihr Kurs" in office.get(f"/customers/{made.pk}/letters/").content.decode()
    queue = office.get("/communication/letters/")
    assert "Druckstapel" in queue.content.decode()
    assert office.get(f"/communication/letters/{row.pk}/").status_code == 200
    pdf = office.get(f"/communication/letters/{row.pk}/pdf/")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Security-Policy"] == "default-src 'none'; sandbox"
    office.post("/communication/letters/print/", {"do": "all", "duplex": "on"})
    run = printed(PrintRun.objects.get())
    assert run.pages == 2
    assert "druckfertig" in office.get("/communication/letters/").content.decode()
    office.post(f"/communication/letters/runs/{run.pk}/", {"do": "printed"})
    assert Message.objects.get().state == State.PRINTED
    office.post(f"/communication/letters/{row.pk}/", {"do": "again"})
    assert Message.objects.get().state == State.QUEUED
    note = {"do": "note", "subject": "Postkarte", "text": ""}
    assert office.post(url, note).status_code == 302
    assert "Postkarte" in office.get(f"/customers/{made.pk}/letters/").content.decode()


@pytest.mark.db
def test_a_run_that_lost_a_letter_while_it_was_made_is_made_anew_without_it() -> None:
    """The file must not hold the letter of somebody who was erased meanwhile."""
    stays, goes = write(customer()), write(customer())
    run = start(stays, goes).done[0]
    sheets = [row.letter.pk for row in (stays, goes)]
    made = setting.letter(sheet())
    people.erase_customers(actor=cast.system(), customers=[goes.customer_id], confirmed=["in_use"])
    operations.finish_print_run(actor=cast.system(), run=run.pk, made=made, letters=sheets)
    assert not PrintRun.objects.get().file_id
    Worker().run_once()
    assert (PrintRun.objects.get().state, PrintRun.objects.get().pages) == (RunState.READY, 1)


@pytest.mark.db
def test_erasing_waits_for_a_run_that_is_being_made() -> None:
    row = write(customer())
    run = start(row).done[0]
    assert queries.runs_with(cast.system(), [row.customer_id]) == [run.pk]
