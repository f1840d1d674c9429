"""A notice under kills: everybody gets exactly one message, and one mail that carries it (COM-09)."""

from __future__ import annotations

from tests.races.flows import Flow, need
from tests.races.zygote import Ended

KNOWN = 400
_SEND = """
from stammkunde.foundation import actors
from stammkunde.messaging import operations
from stammkunde.messaging.recipients import Wanted
from stammkunde.people.models import Customer
ids = tuple(Customer.objects.filter(last_name="Kennt").order_by("pk").values_list("pk", flat=True))
text = {"subject": "Sommerpause", "body": "{{ kunde.anrede }}, wir machen Pause."}
(row,) = operations.add_notice(actor=actors.system(), values=text, wanted=Wanted(picked=ids)).done
operations.schedule_notice(actor=actors.system(), notice=row.pk)
say(row.pk)
"""
_NEWEST = "(SELECT max(id) FROM messaging_notice)"
_STATE = f"SELECT state, through, reached FROM messaging_notice WHERE id = {_NEWEST}"
_WRITTEN = (
    "SELECT count(*), count(DISTINCT customer_id), count(DISTINCT transport) FROM messaging_message "
    f"WHERE about_kind = 'messaging.notice' AND about_id = {_NEWEST}"
)
_CARRIED = (
    "SELECT count(*) FROM foundation_outgoingmail m JOIN messaging_message g ON g.transport = m.id "
    f"WHERE g.about_kind = 'messaging.notice' AND g.about_id = {_NEWEST}"
)
# What would be minutes of waiting: the lease of whoever was killed is over.
_TIME_PASSES = (
    "UPDATE foundation_joblease SET lease_until = '2020-01-01 00:00:00+00:00' "
    "WHERE lease_until IS NOT NULL"
)


class NoticeRun(Flow):
    """400 customers are written to; the worker does it, some hundred at a time."""

    name = "notice"

    def prepare(self) -> None:
        known = self.folder / "known.csv"
        head = "Kundennummer;Vorname;Nachname;E-Mail"
        known.write_text(
            "\n".join([head, *(f"Z-{n};Vor{n};Kennt;k{n}@mail.example" for n in range(KNOWN))])
        )
        ended = self.zygote.run("import-customers", str(known))
        need(ended.code == 0, ended.text)

    def begin(self, number: int) -> None:
        self.ground.run(_SEND)

    def words(self) -> tuple[str, ...]:
        return ("worker", "--once")

    def look(self, ended: Ended) -> None:
        """Whatever was killed: messages, their mails and how far it is say the same."""
        self.zygote.settle()
        (_state, through, reached), (messages, people, mails) = self._state(), self._written()
        need(through == reached == messages == people == mails, f"half: {self._state()}")
        self.ground.sql(_TIME_PASSES)

    def finish(self, before: list[Ended]) -> None:
        self.ground.sql(_TIME_PASSES)
        ended = self.zygote.run("worker", "--once")
        need(ended.code == 0, ended.text)
        need(self._state() == ("done", KNOWN, KNOWN), f"not through: {self._state()}")
        need(self._written() == (KNOWN, KNOWN, KNOWN), f"written: {self._written()}")
        carried = self.ground.sql(_CARRIED)
        need(carried == [(KNOWN,)], f"carried by {carried}")

    def _state(self) -> tuple[str, int, int]:
        state, through, reached = self.ground.sql(_STATE)[0]
        return str(state), int(through), int(reached)

    def _written(self) -> tuple[int, int, int]:
        messages, people, mails = self.ground.sql(_WRITTEN)[0]
        return int(messages), int(people), int(mails)
