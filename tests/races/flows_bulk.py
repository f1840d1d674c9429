"""A bulk edit and its undo under kills: everybody or nobody, once somebody looked (LST-12)."""

from __future__ import annotations

from tests.races.flows import Flow, need
from tests.races.zygote import Ended

KNOWN = 1_200
_ASK = """
from stammkunde.foundation import actors
from stammkunde.foundation.bulkwork import work
from stammkunde.people.models import Customer, Tag
ids = list(Customer.objects.filter(last_name="Kennt").order_by("pk").values_list("pk", flat=True))
params = {"way": "give", "which": [str(Tag.objects.get(name="Sammel").pk)]}
say(work.ask_for_many(actor=actors.system(), list_key="people.customers", deed="tag", ids=ids,
                      params=params).pk)
"""
_UNDO = """
from stammkunde.foundation import actors
from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.models import ImportBatch
work.take_back(actors.system(), ImportBatch.objects.get(pk=args))
"""
_TAG = """
from stammkunde.foundation import actors
from stammkunde.people import operations
operations.add_tags(actor=actors.system(), names=["Sammel"])
"""
_NEWEST = "SELECT max(id) FROM foundation_importbatch WHERE substr(kind, 1, 5) = 'bulk.'"
_OPEN = "SELECT count(*) FROM foundation_importbatch WHERE state IN ('running', 'undoing')"
_SAID = f"SELECT state FROM foundation_importbatch WHERE id = ({_NEWEST})"
# What a killed worker had claimed would be begun again when its lease is over, in half an hour.
_LEFT = "UPDATE foundation_importbatch SET state = 'taken_back' WHERE state = 'waiting'"


class Bulk(Flow):
    """1,200 customers get a tag; the worker does it, 250 at a time."""

    name = "bulk"

    def prepare(self) -> None:
        known = self.folder / "known.csv"
        head = "Kundennummer;Vorname;Nachname;E-Mail"
        known.write_text(
            "\n".join([head, *(f"Z-{n};Vor{n};Kennt;k{n}@mail.example" for n in range(KNOWN))])
        )
        ended = self.zygote.run("import-customers", str(known))
        need(ended.code == 0, ended.text)
        self.ground.run(_TAG)
        self._work()
        need(self.state() == (0, 0), "tagged before it began")

    def begin(self, number: int) -> None:
        self._clear()
        self.ground.run(_ASK)

    def words(self) -> tuple[str, ...]:
        return ("worker", "--once")

    def finish(self, before: list[Ended]) -> None:
        self.zygote.settle()
        self._looked_at()
        # A worker after a killed one finds the job claimed and ends well without it: what the
        # office reads is what was acknowledged.
        done = self.ground.sql(_SAID) == [("done",)]
        need(done or not before or before[0].code != 0, "the worker ended well without it")
        need(self.state() == ((KNOWN, KNOWN) if done else (0, 0)), f"{done}, but: {self.state()}")
        if not done:
            self.ground.sql(_LEFT)
            self.ground.run(_ASK)
            self._work()
        need(self.state() == (KNOWN, KNOWN), f"the repeat: {self.state()}")

    def state(self) -> tuple[int, int]:
        """How many carry the tag, and how many the journal says do."""
        sql = self.ground.sql
        tagged = sql(
            "SELECT count(*) FROM people_customer_tags JOIN people_tag ON people_tag.id = tag_id "
            "WHERE people_tag.name = 'Sammel'"
        )
        told = sql(
            "SELECT count(*) FROM foundation_journalchange c "
            "JOIN foundation_journalentry e ON e.id = c.entry "
            "JOIN people_tag t ON CAST(t.id AS TEXT) = c.new AND t.name = 'Sammel' "
            "WHERE c.field = '+tags' AND NOT EXISTS "
            "(SELECT 1 FROM foundation_journalentry u WHERE u.undoes = e.id)"
        )
        return int(tagged[0][0]), int(told[0][0])

    def _clear(self) -> None:
        """Back to where the round began."""
        self.ground.sql(_LEFT)
        if self.state() != (0, 0):
            self.ground.run(_UNDO, self.newest())
            self._work()
        need(self.state() == (0, 0), f"the undo leaves: {self.state()}")

    def newest(self) -> int:
        """The last bulk edit."""
        return int(self.ground.sql(_NEWEST)[0][0])

    def _work(self) -> None:
        ended = self.zygote.run("worker", "--once")
        need(ended.code == 0, ended.text)

    def _looked_at(self) -> None:
        ended = self.zygote.run("doctor")
        need(ended.code in (0, 1), f"doctor: {ended.text}")
        need(self.ground.sql(_OPEN) == [(0,)], f"still open after the doctor: {ended.text}")


class BulkUndo(Bulk):
    """The undo of such an edit, by the worker."""

    name = "bulk undo"

    def begin(self, number: int) -> None:
        if self.state() == (0, 0):
            super().begin(number)
            self._work()
        need(self.state() == (KNOWN, KNOWN), f"not tagged: {self.state()}")
        self.ground.run(_UNDO, self.newest())

    def finish(self, before: list[Ended]) -> None:
        self.zygote.settle()
        self._looked_at()
        need(self.state() == (0, 0), f"asked to be undone, but: {self.state()}")
