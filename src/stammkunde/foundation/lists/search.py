"""Exact search over folded text with trigrams, in groups that rank the hits (house.md 7, F5).

One table per list holds the folded texts of a row, one column per group: FTS5 with its trigram
tokenizer on SQLite, an ordinary table with a trigram GIN index on PostgreSQL. Before every stored
word stand two blanks, so that a term of one or two letters finds word beginnings and three letters
or more find any part of a word; the same on both databases, and never capped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection

from stammkunde.foundation import bulk, folding
from stammkunde.foundation.lists.found import Found, Wanted, key_of, padded

MOST_TERMS, LONGEST_TERM = 8, 80
_BATCH = 1_000  # PostgreSQL and SQLite take more values in one statement
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,50}$")
NO_EXTENSION = (
    "Der Suche fehlt die PostgreSQL-Erweiterung pg_trgm, und diese Rolle darf sie nicht anlegen. "
    "Bitte einmal als Verwalter der Datenbank ausführen:  CREATE EXTENSION pg_trgm;  "
    "(oder: GRANT CREATE ON DATABASE … TO …). Danach den Befehl wiederholen."
)


Texts = Callable[[Sequence[Any]], Iterable[tuple[str, ...]]]


@dataclass(frozen=True)
class SearchGroup:
    """One rank of hits: its column in the search table and its heading, e.g. "Hits in the name"."""

    key: str
    label: Any


@dataclass(frozen=True)
class SearchIndex:
    """The search of one model.

    texts: gives for each row one folded text per group, words separated by blanks; it may fetch
    more, but set-wise and before it gives the first one. Write with `write(rows)` in the operation
    that writes the rows.
    """

    table: str
    groups: tuple[SearchGroup, ...]
    texts: Texts

    def __post_init__(self) -> None:
        for name in (self.table, *self.columns):
            if not _NAME.match(name):
                raise ValueError(f"{name!r} cannot name a table or a column")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the search table, best rank first."""
        return tuple(group.key for group in self.groups)

    def terms(self, query: str) -> list[str]:
        """The folded words of a query; at most eight, each cut to eighty letters."""
        found = folding.terms(query.replace("\x00", " "))
        return [term[:LONGEST_TERM] for term in found if term][:MOST_TERMS]

    # The table -----------------------------------------------------------------------------

    def create_sql(self, database: Any) -> list[str]:
        """The statements that make the table on this database."""
        if database.vendor == "sqlite":
            names = ", ".join(self.columns)
            tokens = "tokenize='trigram case_sensitive 1'"
            return [f"CREATE VIRTUAL TABLE {self.table} USING fts5({names}, {tokens})"]
        texts = ", ".join(f'{name} text COLLATE "C" NOT NULL' for name in self.columns)
        keys = ", ".join(f"{name} gin_trgm_ops" for name in self.columns)
        # How long its list of pending words may be is said by the connection (settings, longwork).
        pending = "fastupdate = on"
        return [
            f"CREATE TABLE {self.table} (id bigint PRIMARY KEY, {texts})",
            f"CREATE INDEX {self.table}_trgm ON {self.table} USING gin ({keys}) WITH ({pending})",
        ]

    def create(self, apps: Any, schema_editor: Any) -> None:
        """For `migrations.RunPython(index.create, index.drop)`. Needs pg_trgm on PostgreSQL."""
        prepare(schema_editor.connection)
        for statement in self.create_sql(schema_editor.connection):
            schema_editor.execute(statement)

    def drop(self, apps: Any, schema_editor: Any) -> None:
        """The way back of `create`."""
        schema_editor.execute(f"DROP TABLE {self.table}")

    # Writing -------------------------------------------------------------------------------

    def write(self, rows: Sequence[Any]) -> None:
        """Store the texts of rows that were added or changed; texts that did not change stay."""
        for batch in _batches(rows):
            wanted = self._wanted(batch)
            stored = self._stored(list(wanted))
            moved: list[tuple[Any, ...]] = [
                (pk, *texts) for pk, texts in wanted.items() if stored.get(pk) != texts
            ]
            if moved:
                with connection.cursor() as cursor:
                    cursor.executemany(self._upsert(), moved)

    def fill(self, rows: Sequence[Any]) -> None:
        """Store the texts of rows that the table does not hold yet."""
        for batch in _batches(rows):
            bulk.put(self.table, (_key(), *self.columns), self._stored_texts(batch))

    def remove(self, ids: Sequence[int]) -> None:
        """Forget rows."""
        for batch in _batches(ids):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM {self.table} WHERE {_key()} IN ({_marks(batch)})", list(batch)
                )

    def drift(self, rows: Sequence[Any]) -> list[int]:
        """Ids of rows whose stored texts are not what `texts` says now (check commands)."""
        drifted: list[int] = []
        for batch in _batches(rows):
            wanted = self._wanted(batch)
            stored = self._stored(list(wanted))
            drifted += [pk for pk, texts in wanted.items() if stored.get(pk) != texts]
        return drifted

    def _wanted(self, rows: Sequence[Any]) -> dict[int, tuple[str, ...]]:
        return {pk: tuple(texts) for pk, *texts in self._stored_texts(rows)}

    def _stored_texts(self, rows: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """The id and the texts of each row, folded while the database takes in those before it."""
        said = self.texts(rows)
        return (
            (row.pk, *(padded(text) if text else "" for text in texts))
            for row, texts in zip(rows, said, strict=True)
        )

    def _stored(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        names = ", ".join(self.columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_key()}, {names} FROM {self.table} WHERE {_key()} IN ({_marks(ids)})",
                list(ids),
            )
            return {pk: tuple(texts) for pk, *texts in cursor.fetchall()}

    def _insert(self) -> str:
        names = ", ".join((_key(), *self.columns))
        marks = ", ".join(["%s"] * (len(self.columns) + 1))
        return f"INSERT INTO {self.table} ({names}) VALUES ({marks})"

    def _upsert(self) -> str:
        if connection.vendor == "sqlite":
            return self._insert().replace("INSERT", "INSERT OR REPLACE", 1)
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in self.columns)
        return f"{self._insert()} ON CONFLICT (id) DO UPDATE SET {changes}"

    # Finding -------------------------------------------------------------------------------

    def found(
        self, terms: Sequence[str], group: int | None = None, *, broad: bool = False
    ) -> Found:
        """The condition "this row is found", for `filter()`.

        group: only rows of this rank: all terms lie within the groups up to it, and not already
        within the groups before it. broad: for many hits of which the first few of an order are
        wanted, which must be the order of an index. Both find the same rows.
        """
        return Found(self.wanted(terms, group), broad=broad)

    def wanted(self, terms: Sequence[str], group: int | None = None) -> Wanted:
        """What `terms` look for."""
        return Wanted(self.table, self.columns, tuple(terms), group)


def _key() -> str:
    return key_of(connection.vendor)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def prepare(database: Any) -> None:
    """Make sure of pg_trgm on PostgreSQL; says in German what to do where the role may not."""
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            return
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError as problem:
            raise RuntimeError(NO_EXTENSION) from problem
