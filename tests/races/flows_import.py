"""`import-customers` and `undo-import` under kills: whole or absent once somebody looked (D24)."""

from __future__ import annotations

from tests.races.flows import Flow, need
from tests.races.zygote import Ended

NEW, KNOWN = 1_000, 200
_TABLES = (
    "customer", "participant", "contactpoint", "externalid", "customer_tags", "customer_groups",
    "tag", "customergroup", "guardianship",
)  # fmt: skip
_OPEN = "SELECT count(*) FROM foundation_importbatch WHERE state IN ('running', 'undoing')"


class Import(Flow):
    """A list of new customers with children, groups and tags, and of some whom it fills."""

    name = "import"

    def prepare(self) -> None:
        self.file = self.folder / "list.csv"
        known = self.folder / "known.csv"
        head = "Kundennummer;Vorname;Nachname;E-Mail"
        known.write_text(
            "\n".join([head, *(f"Z-{n};Vor{n};Kennt;k{n}@mail.example" for n in range(KNOWN))])
        )
        ended = self.zygote.run("import-customers", str(known))
        need(ended.code == 0, ended.text)
        head = (
            "Kundennummer;Vorname;Nachname;E-Mail;Mobil;Straße;Kundengruppen;Schlagworte;"
            "Teilnehmer 1 Vorname;Teilnehmer 1 Nachname;Externe ID"
        )
        new = (
            f";Neu{n};Liste;n{n}@mail.example;0171 {n:06};Weg {n};Chor;laut;Kind{n};Liste;x{n}"
            for n in range(NEW)
        )
        filled = (f"Z-{n};Vor{n};Kennt;;;Neuer Weg {n};Chor;;Kind{n};Kennt;" for n in range(KNOWN))
        self.file.write_text("\n".join([head, *filled, *new]))
        self.before = self.state()
        ended = self.zygote.run(*self.words())
        need(ended.code == 0, ended.text)
        self.after = self.state()
        need(self.after["customer"] == self.before["customer"] + NEW, "the list did not come in")
        self._undo()

    def begin(self, number: int) -> None:
        if self.state() == self.after:  # a whole run that was only to be measured
            self._undo()

    def words(self) -> tuple[str, ...]:
        return ("import-customers", str(self.file))

    def finish(self, before: list[Ended]) -> None:
        self.zygote.settle()
        done = any(one.code == 0 for one in before)
        self._recovered("doctor")
        found = self.state()
        need(
            found == self.after or (found == self.before and not done), f"half: {self._half(found)}"
        )
        ended = self.zygote.run(*self.words())
        need(ended.code == 0, f"the repeat: {ended.text}")
        need(self.state() == self.after, f"the repeat adds twice: {self._half(self.state())}")
        self._undo()

    def state(self) -> dict[str, object]:
        """What people see: rows of each table, texts that were filled, who can be found."""
        sql = self.ground.sql
        found: dict[str, object] = {
            table: int(sql(f"SELECT count(*) FROM people_{table}")[0][0]) for table in _TABLES
        }
        found["streets"] = sorted(
            sql(
                "SELECT first_name, last_name, street, phone, number FROM people_customer "
                "WHERE last_name IN ('Kennt', 'Liste')"
            )
        )
        found["found"] = int(sql("SELECT count(*) FROM people_customer_search")[0][0])
        found["found too"] = int(sql("SELECT count(*) FROM people_participant_search")[0][0])
        return found

    def _undo(self) -> None:
        """Back to where the round began: the newest import that stands goes."""
        rows = self.ground.sql(
            "SELECT max(id) FROM foundation_importbatch "
            "WHERE state = 'done' AND created > 0 AND file = 'list.csv'"
        )
        ended = self.zygote.run("undo-import", str(rows[0][0]))
        need(ended.code == 0 and "Geblieben" not in ended.text, f"the undo: {ended.text}")
        need(self.state() == self.before, f"the undo leaves: {self._half(self.state())}")

    def _recovered(self, command: str) -> None:
        ended = self.zygote.run(command)
        need(ended.code in (0, 1), f"{command}: {ended.text}")
        need(self.ground.sql(_OPEN) == [(0,)], f"still open after {command}: {ended.text}")

    def _half(self, found: dict[str, object]) -> str:
        return ", ".join(
            f"{name} {value if isinstance(value, int) else '…'}"
            f" (before {self.before[name] if isinstance(value, int) else '…'})"
            for name, value in found.items()
            if value != self.before[name]
        )


class Undo(Import):
    """`undo-import` of such a list."""

    name = "undo import"

    def begin(self, number: int) -> None:
        if self.state() == self.after:
            return
        ended = self.zygote.run(*super().words())
        need(ended.code == 0, f"the import: {ended.text}")
        self.batch = str(self.ground.sql("SELECT max(id) FROM foundation_importbatch")[0][0])

    def words(self) -> tuple[str, ...]:
        return ("undo-import", self.batch) if hasattr(self, "batch") else super().words()

    def finish(self, before: list[Ended]) -> None:
        self.zygote.settle()
        done = any(one.code == 0 for one in before)
        self._recovered("doctor")
        found = self.state()
        need(
            found == self.before or (found == self.after and not done), f"half: {self._half(found)}"
        )
        ended = self.zygote.run(*self.words())
        need(ended.code == 0 and "Geblieben" not in ended.text, f"the repeat: {ended.text}")
        need(self.state() == self.before, f"it leaves: {self._half(self.state())}")


class Wizard(Import):
    """The same list through the wizard: begun, checked, brought in by jobs."""

    name = "wizard"

    def words(self) -> tuple[str, ...]:
        return ("@wizard", "through", str(self.file))

    def finish(self, before: list[Ended]) -> None:
        super().finish(before)
        tables = ("importdraftrow", "importdraftkey", "importcorrection")
        tables += ("storedfile WHERE owner = 'people.import'",)
        left = {
            table: self.ground.sql(f"SELECT count(*) FROM foundation_{table}")[0][0]
            for table in tables
        }
        need(not any(left.values()), f"the wizard leaves {left}")
        drafts = self.ground.sql("SELECT state, count(*) FROM foundation_importdraft GROUP BY 1")
        need({state for state, _count in drafts} == {"done"}, f"drafts: {drafts}")


class UndoWizard(Undo):
    """Undoing it by the job of the page."""

    name = "undo of a wizard"

    def words(self) -> tuple[str, ...]:
        return ("@wizard", "undo") if hasattr(self, "batch") else super().words()

    def begin(self, number: int) -> None:
        if self.state() != self.after:
            ended = self.zygote.run("@wizard", "through", str(self.file))
            need(ended.code == 0, f"the import: {ended.text}")
        self.batch = str(self.ground.sql("SELECT max(id) FROM foundation_importbatch")[0][0])
