"""Tags, customer groups, recipient groups: given, renamed, merged, found, shown."""

from __future__ import annotations

from re import findall

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import undo
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.people import operations, queries
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Tag
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def editor():
    return cast.actor("people.see", "people.edit", "people.settings")


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",))


def tags(*names):
    return operations.add_tags(actor=cast.system(), names=names).done


def groups(*names, kind="group"):
    return operations.add_labels(actor=cast.system(), kind=kind, names=names).done


def tag(customer, *given):
    return operations.tag_customers(
        actor=cast.system(), customers=[customer.pk], tags=[one.pk for one in given]
    )


def carried(customer):
    return [one.name for one in queries.labels_of(cast.owner(), customer.pk).tags]


def names(**query):
    return [row.name for row in Listing(parse(CustomerList, cast.owner(), query)).rows]


def test_tags_are_given_to_many_and_taken_off_again(editor):
    people, (winter,) = cast.many_customers(3), tags("Winterdienst")
    ids = [row.pk for row in people]
    operations.tag_customers(actor=editor, customers=ids, tags=[winter.pk])
    assert [carried(row) for row in people] == [["Winterdienst"]] * 3
    operations.untag_customers(actor=editor, customers=ids[:2], tags=[winter.pk])
    assert [carried(row) for row in people] == [[], [], ["Winterdienst"]]


def test_undo_takes_off_what_was_given_and_gives_back_what_was_taken(editor):
    made, (winter,) = cast.customer(), tags("Winterdienst")
    given = tag(made, winter)
    taken = operations.untag_customers(actor=editor, customers=[made.pk], tags=[winter.pk])
    undo.undo(actor=editor, entry=taken.entry)
    assert carried(made) == ["Winterdienst"]
    undo.undo(actor=editor, entry=given.entry)
    assert carried(made) == []
    assert not names(q="winterdienst")


def test_customers_go_into_groups_and_out_again(editor):
    made = cast.customer()
    for kind in ("group", "recipient_group"):
        one, other = groups("Ermäßigt", "Ferien", kind=kind)
        both = [one.pk, other.pk]
        operations.put_into_groups(actor=editor, kind=kind, customers=[made.pk], groups=both)
        operations.take_out_of_groups(
            actor=editor, kind=kind, customers=[made.pk], groups=[other.pk]
        )
    mine = queries.labels_of(editor, made.pk)
    assert [one.name for one in mine.groups] == ["Ermäßigt"]
    assert [one.name for one in mine.recipient_groups] == ["Ermäßigt"]


@pytest.mark.parametrize("name", ["", "  ", "!?", "x" * 61])
def test_a_name_that_is_none_is_refused(editor, name):
    for add in (
        lambda: operations.add_tags(actor=editor, names=[name]),
        lambda: operations.add_labels(actor=editor, kind="group", names=[name]),
    ):
        with pytest.raises(Refused) as no:
            add()
        assert no.value.code == "invalid"


@pytest.mark.parametrize("name", ["Ermässigt", "ERMÄSSIGT", " ermäßigt  "])
def test_a_name_is_there_once_however_it_is_spelled(editor, name):
    (there,) = groups("Ermäßigt")
    operations.archive_labels(actor=editor, kind="group", labels=[there.pk])
    with pytest.raises(Refused) as no:
        operations.add_labels(actor=editor, kind="group", names=[name])
    assert no.value.code == "name_taken"
    (other,) = groups("Andere")
    with pytest.raises(Refused):
        operations.change_labels(actor=editor, kind="group", label=other.pk, values={"name": name})


def test_two_of_the_same_name_at_once_are_refused(editor):
    with pytest.raises(Refused):
        operations.add_tags(actor=editor, names=["Welpe", "welpe"])
    assert not Tag.objects.exists()


def test_a_renamed_tag_is_renamed_everywhere_also_for_the_search(editor):
    made, (winter,) = cast.customer(last_name="Berg"), tags("Winterdienst")
    tag(made, winter)
    renamed = operations.change_labels(
        actor=editor, kind="tag", label=winter.pk, values={"name": "Räumdienst"}
    )
    assert carried(made) == ["Räumdienst"]
    assert len(names(q="raumdienst")) == 1
    assert not names(q="winterdienst")
    undo.undo(actor=editor, entry=renamed.entry)
    assert len(names(q="winterdienst")) == 1
    assert not names(q="raumdienst")


def test_the_same_name_written_by_two_is_a_conflict(editor):
    (winter,) = tags("Winterdienst")
    with pytest.raises(Stale):
        operations.change_labels(
            actor=editor,
            kind="tag",
            label=winter.pk,
            values={"name": "Neu"},
            expected={"name": "Alt"},
        )
    with pytest.raises(Refused):
        operations.change_labels(actor=editor, kind="tag", label=winter.pk, values={"tone": "x"})


def test_what_is_in_the_archive_stays_on_its_customers_and_is_no_longer_given(editor):
    made, (winter,) = cast.customer(), tags("Winterdienst")
    tag(made, winter)
    for _ in range(2):
        out = operations.archive_labels(actor=editor, kind="tag", labels=[winter.pk])
    assert [one.code for one in out.refused] == ["already_archived"]
    assert carried(made) == ["Winterdienst"]
    with pytest.raises(Refused) as no:
        tag(cast.customer(), winter)
    assert no.value.code == "archived"
    for _ in range(2):
        out = operations.restore_labels(actor=editor, kind="tag", labels=[winter.pk])
    assert [one.code for one in out.refused] == ["not_archived"]


def test_a_group_in_the_archive_takes_nobody(editor):
    made, (old,) = cast.customer(), groups("Alt")
    operations.archive_labels(actor=editor, kind="group", labels=[old.pk])
    with pytest.raises(Refused):
        operations.put_into_groups(actor=editor, kind="group", customers=[made.pk], groups=[old.pk])
    for wrong in (operations.put_into_groups, operations.take_out_of_groups):
        with pytest.raises(Missing):
            wrong(actor=editor, kind="tag", customers=[made.pk], groups=[])


def test_merging_moves_everybody_and_leaves_a_pointer(editor):
    (winter, snow), (one, both, other) = tags("Winterdienst", "Schnee"), cast.many_customers(3)
    tag(one, snow)
    tag(both, winter, snow)
    tag(other, winter)
    done = operations.merge_tags(actor=editor, source=snow.pk, into=winter.pk).done
    assert {row.pk for row in done} == {one.pk, both.pk}
    assert [carried(row) for row in (one, both, other)] == [["Winterdienst"]] * 3
    assert len(names(q="winterdienst")) == 3
    assert not names(q="schnee")
    late = cast.customer()
    tag(late, snow)
    assert carried(late) == ["Winterdienst"]
    out = operations.restore_labels(actor=editor, kind="tag", labels=[snow.pk])
    assert [refusal.code for refusal in out.refused] == ["merged"]


def test_a_tag_is_not_merged_into_itself_or_with_the_archive(editor):
    one, other = tags("Eins", "Zwei")
    with pytest.raises(Refused) as no:
        operations.merge_tags(actor=editor, source=one.pk, into=one.pk)
    assert no.value.code == "same_tag"
    operations.archive_labels(actor=editor, kind="tag", labels=[other.pk])
    with pytest.raises(Refused) as no:
        operations.merge_tags(actor=editor, source=one.pk, into=other.pk)
    assert no.value.code == "archived"


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda who, c, t: operations.add_tags(actor=who, names=["Neu"]), "people.settings"),
        (
            lambda who, c, t: operations.add_labels(actor=who, kind="tag", names=["Neu"]),
            "people.edit",
        ),
        (
            lambda who, c, t: operations.change_labels(
                actor=who, kind="tag", label=t, values={"name": "Neu"}
            ),
            "people.edit",
        ),
        (
            lambda who, c, t: operations.archive_labels(actor=who, kind="tag", labels=[t]),
            "people.edit",
        ),
        (
            lambda who, c, t: operations.restore_labels(actor=who, kind="tag", labels=[t]),
            "people.edit",
        ),
        (lambda who, c, t: operations.merge_tags(actor=who, source=t, into=t), "people.edit"),
        (
            lambda who, c, t: operations.tag_customers(actor=who, customers=[c], tags=[t]),
            "people.settings",
        ),
        (
            lambda who, c, t: operations.untag_customers(actor=who, customers=[c], tags=[t]),
            "people.settings",
        ),
        (
            lambda who, c, t: operations.put_into_groups(
                actor=who, kind="group", customers=[c], groups=[]
            ),
            "people.settings",
        ),
        (
            lambda who, c, t: operations.take_out_of_groups(
                actor=who, kind="group", customers=[c], groups=[]
            ),
            "people.settings",
        ),
    ],
)
def test_without_the_word_no_label_is_written(run, words):
    made, (winter,) = cast.customer(), tags("Winterdienst")
    with pytest.raises(Forbidden):
        run(cast.actor("people.see", words), made.pk, winter.pk)
    assert [row.name for row in Tag.objects.all()] == ["Winterdienst"]


def test_nobody_reads_labels_without_the_word():
    for read in (queries.labels, queries.offered_labels, queries.counted_labels):
        with pytest.raises(Forbidden):
            read(cast.nobody(), "tag")
    with pytest.raises(Missing):
        queries.labels(cast.owner(), "balance")
    with pytest.raises(Missing):
        queries.label(cast.owner(), "tag", 99)


# The list


def test_the_list_shows_one_tag_and_counts_the_rest(office):
    tag(cast.customer(), *tags("Agility", "Stammkundschaft", "Weihnachtskarte"))
    text = office.get("/customers/?cols=tags").content.decode()
    assert ">Agility</a>" in text
    assert 'title="Stammkundschaft, Weihnachtskarte"' in text
    assert ">+2<" in text


def test_the_list_filters_by_tag_and_by_group_without_showing_anybody_twice(editor):
    (one, other), (few,) = tags("Eins", "Zwei"), groups("Ermäßigt")
    (a, b, _c) = cast.customers({"last_name": "A"}, {"last_name": "B"}, {"last_name": "C"})
    tag(a, one, other)
    tag(b, one)
    operations.put_into_groups(actor=editor, kind="group", customers=[b.pk], groups=[few.pk])
    assert len(names(**{"f.tags": str(one.pk)})) == 2
    assert len(names(**{"f.tags": str(other.pk)})) == 1
    assert len(names(**{"f.groups": str(few.pk)})) == 1
    assert len(names(**{"f.tags": str(other.pk), "f.groups": str(few.pk)})) == 0


def test_hits_in_tags_stand_last_and_are_marked(office):
    named, tagged = cast.customers(
        {"last_name": "Winter", "email": ""}, {"last_name": "Abend", "email": ""}
    )
    tag(tagged, *tags("Winterdienst"))
    found = Listing(parse(CustomerList, cast.owner(), {"q": "winter"}))
    assert [row.pk for row in found.rows] == [named.pk, tagged.pk]
    assert (
        "<mark>Winter</mark>dienst" in office.get("/customers/?q=winter&cols=tags").content.decode()
    )


# The pages


def test_a_new_word_becomes_a_tag_and_an_old_one_is_used_again(office):
    made, other = cast.many_customers(2)
    for customer, typed in ((made, "Frühschwimmen"), (other, "frühschwimmen")):
        page = office.get(f"/customers/{customer.pk}/labels/").content.decode()
        assert "<datalist" in page
        answer = office.post(f"/customers/{customer.pk}/labels/", {"do": "tag", "name": typed})
        assert answer["Location"] == f"/customers/{customer.pk}/"
    assert [row.name for row in Tag.objects.all()] == ["Frühschwimmen"]
    text = office.get(f"/customers/{made.pk}/").content.decode()
    assert text.count(">Frühschwimmen</a>") == 2  # head and card
    assert "<b>Frühschwimmen</b>" in text  # the timeline names it
    answer = office.post(f"/customers/{made.pk}/labels/", {"do": "tag", "name": ""})
    assert answer.status_code == 422
    gone = {"do": "untag", "tag": str(Tag.objects.get().pk)}
    office.post(f"/customers/{made.pk}/labels/", gone)
    assert carried(made) == []


def test_the_checkboxes_put_into_groups_and_leave_what_others_ticked(office, editor):
    made, (one, other) = cast.customer(), groups("Ermäßigt", "Vereine")
    operations.put_into_groups(actor=editor, kind="group", customers=[made.pk], groups=[other.pk])
    url = f"/customers/{made.pk}/labels/"
    office.post(url, {"do": "groups", "group": [str(one.pk)]})  # its page did not know the other
    mine = queries.labels_of(editor, made.pk)
    assert [group.name for group in mine.groups] == ["Ermäßigt", "Vereine"]
    office.post(url, {"do": "groups", "had.group": [str(one.pk), str(other.pk)]})
    assert not queries.labels_of(editor, made.pk).groups


@pytest.mark.parametrize("path", ["tags", "groups", "recipient-groups"])
def test_the_settings_keep_the_words(office, path):
    url = f"/settings/{path}/"
    assert office.post(url, {"do": "add", "name": "Erstes"}).status_code == 302
    text = office.get(url).content.decode()
    assert 'value="Erstes"' in text
    label = text.split('name="label" value="')[1].split('"')[0]
    change = {"do": "change", "label": label, "name": "Zweites", "order": "3"}
    assert office.post(url, change | {"expected": "Erstes"}).status_code == 302
    assert office.post(url, change | {"expected": "Erstes", "name": "X"}).status_code == 409
    assert office.post(url, {"do": "add", "name": "zweites"}).status_code == 422
    for do in ("archive", "restore"):
        assert office.post(url, {"do": do, "label": label}).status_code == 302
    assert office.post(url, {"do": "nonsense"}).status_code == 404
    assert 'value="Zweites"' in office.get(url).content.decode()


def test_who_saves_an_older_page_changes_only_what_was_touched_there(office):
    (row,) = operations.add_labels(actor=cast.owner(), kind="group", names=["Verein"]).done
    text = office.get("/settings/groups/").content.decode()
    page = dict(findall(r'type="hidden" name="(had\.\w+|expected)" value="([^"]*)"', text))
    operations.change_labels(
        actor=cast.owner(), kind="group", label=row.pk,
        values={"needs_proof": True, "tone": "b", "order": 7},
    )  # fmt: skip
    sent = {"do": "change", "label": row.pk, "name": "Vereine", "tone": page["had.tone"]}
    sent |= {"order": page["had.order"], **page}
    assert office.post("/settings/groups/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.needs_proof, row.tone, row.order) == ("Vereine", True, "b", 7)
    again = {**sent, "name": "Vereine", "expected": "Vereine", "needs_proof": "on", "order": "-1"}
    assert office.post("/settings/groups/", again).status_code == 422


def test_merging_says_first_what_it_means(office):
    one, other = tags("Schnee", "Winterdienst")
    tag(cast.customer(), one)
    url = "/settings/tags/merge/"
    assert "<select" in office.get(url).content.decode()
    asked = office.get(url, {"source": one.pk, "into": other.pk}).content.decode()
    assert "Schnee" in asked
    assert "Winterdienst" in asked
    assert office.post(url, {"source": one.pk, "into": one.pk}).status_code == 422
    assert office.post(url).status_code == 422
    answer = office.post(url, {"source": one.pk, "into": other.pk})
    assert answer["Location"] == "/settings/tags/"
    assert Tag.objects.get(pk=one.pk).merged_into_id == other.pk


def test_the_timeline_asks_once_for_all_names():
    page = cast.logged_in()
    few, many = cast.many_customers(2)
    tag(few, *tags("Eins"))
    for name in "abcdefgh":
        tag(many, *tags(f"Wort {name}"))
    with CaptureQueriesContext(connection) as first:
        page.get(f"/customers/{few.pk}/")
    with CaptureQueriesContext(connection) as second:
        page.get(f"/customers/{many.pk}/")
    assert len(first) == len(second)
