"""What `stammkunde doctor` looks at. Findings are German: people who run the house read them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from stammkunde.foundation import clock, takeback, triggers
from stammkunde.foundation.backup import halves, nightly
from stammkunde.foundation.business import business
from stammkunde.foundation.jobs import health as jobs
from stammkunde.foundation.lists import following
from stammkunde.foundation.mail import outbox
from stammkunde.foundation.mail.provider import Provider
from stammkunde.foundation.mail.smtp import server_of
from stammkunde.settings import ENV

OLDEST_SAFE_SQLITE = (3, 51, 3)
OLDEST_POSTGRESQL = 15
TOO_LONG = 15 * 60
MEGABYTE = 1024 * 1024
LITTLE_SPACE = 1024 * MEGABYTE
NO_SPACE = 200 * MEGABYTE


class State(Enum):
    """Only BAD makes the exit code 1."""

    GOOD = "good"
    HINT = "hint"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line of the list; `hint` says what to do."""

    key: str
    state: State
    text: str
    hint: str = ""


def everything() -> list[Finding]:
    """Run every check; one that cannot run because the database is away says so."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            findings.extend(check())
        except DatabaseError as problem:
            findings.append(
                Finding(
                    name,
                    State.BAD,
                    f"{name}: nicht prüfbar ({type(problem).__name__})",
                    "stammkunde init ausführen; Zugang zur Datenbank prüfen",
                )
            )
    return findings


def _of(
    key: str, fine: bool, good: str, bad: str, hint: str = "", *, soft: bool = False
) -> Finding:
    if fine:
        return Finding(key, State.GOOD, good)
    return Finding(key, State.HINT if soft else State.BAD, bad, hint)


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None


def database() -> Iterator[Finding]:
    """Version and settings of the database (reliability F1, F2, F3)."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield from _sqlite()
        return
    major = connection.pg_version // 10000  # type: ignore[attr-defined]
    yield _of(
        "database",
        major >= OLDEST_POSTGRESQL,
        f"PostgreSQL {major}",
        f"PostgreSQL {major} ist zu alt",
        f"mindestens Version {OLDEST_POSTGRESQL} verwenden",
    )
    trigrams = _one("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
    yield _of(
        "pg_trgm",
        bool(trigrams),
        "Suche: Erweiterung pg_trgm vorhanden",
        "Suche: Erweiterung pg_trgm fehlt",
        "als Verwalter der Datenbank ausführen: CREATE EXTENSION pg_trgm;",
    )


def _sqlite() -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    yield _of(
        "database",
        sqlite3.sqlite_version_info >= OLDEST_SAFE_SQLITE,
        f"SQLite {version}",
        f"SQLite {version} kann bei zwei schreibenden Prozessen Daten beschädigen",
        "pip install pysqlite3 (mindestens 0.6.1) in dieselbe Umgebung",
        soft=True,
    )
    found = (
        str(_one("PRAGMA journal_mode")).lower(),
        int(_one("PRAGMA synchronous")),
        str(getattr(connection, "transaction_mode", "")).upper(),
    )
    yield _of(
        "sqlite_settings",
        found == ("wal", 2, "IMMEDIATE"),
        "SQLite: WAL, FULL, IMMEDIATE",
        f"SQLite ist anders eingestellt: {found}",
        "keine fremden Einstellungen verwenden",
    )


def tables() -> Iterator[Finding]:
    """Migrations applied, triggers there."""
    executor = MigrationExecutor(connection)
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield _of(
        "migrations",
        not behind,
        "Tabellen auf dem neuesten Stand",
        f"Tabellen: {behind} Schritte fehlen",
        "stammkunde init",
    )
    if behind:
        return
    absent = triggers.missing(connection)
    yield _of(
        "triggers",
        not absent,
        "Schutz unveränderlicher Tabellen vorhanden",
        f"Schutz fehlt: {', '.join(absent)}",
        "stammkunde init",
    )
    other = following.behind()
    yield _of(
        "search",
        not other,
        "Suchtabellen wie vorgesehen",
        f"Suchtabellen passen nicht: {', '.join(other)}",
        "stammkunde init",
    )


def disk() -> Iterator[Finding]:
    """The data folder."""
    folder = Path(settings.DATA_DIR).resolve()
    fine = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    yield _of(
        "data_dir",
        fine,
        f"Datenverzeichnis {folder} beschreibbar",
        f"Datenverzeichnis {folder} fehlt oder ist nicht beschreibbar",
        "stammkunde init",
    )
    if not fine:
        return
    free = shutil.disk_usage(folder).free
    text = f"{free // MEGABYTE} MB frei"
    if free < NO_SPACE:
        yield Finding("disk", State.BAD, f"Speicherplatz: nur {text}", "Platz schaffen")
    else:
        yield _of(
            "disk",
            free >= LITTLE_SPACE,
            f"Speicherplatz: {text}",
            f"Speicherplatz: nur {text}",
            "Platz schaffen",
            soft=True,
        )


def work() -> Iterator[Finding]:
    """Worker and jobs."""
    now = jobs.health()
    seen = timezone.localtime(now.last_seen, clock.business_zone()) if now.last_seen else None
    when = f"zuletzt {seen:%d.%m.%Y %H:%M}" if seen else "noch nie"
    yield _of(
        "worker",
        now.workers > 0,
        f"Hintergrundarbeiten laufen ({now.workers})",
        f"Hintergrundarbeiten laufen nicht ({when})",
        "stammkunde serve --worker oder stammkunde worker",
        soft=True,
    )
    yield _of(
        "jobs",
        now.oldest_waiting < TOO_LONG,
        f"Aufträge: {now.waiting} warten",
        f"Aufträge: {now.waiting} warten, der älteste seit {now.oldest_waiting // 60} Minuten",
        "stammkunde worker starten",
    )
    yield _of(
        "jobs_overdue",
        not now.beyond_lease,
        "Aufträge: keiner hängt",
        f"Aufträge: {now.beyond_lease} hängen",
        "stammkunde worker nimmt sie wieder auf",
        soft=True,
    )
    yield _of(
        "jobs_failed",
        not now.failed_this_week,
        "Aufträge: keiner in 7 Tagen gescheitert",
        f"Aufträge: {now.failed_this_week} in 7 Tagen gescheitert",
        "Protokoll ansehen",
        soft=True,
    )


def backups() -> Iterator[Finding]:
    """The age of the last proven backup (reliability 3.7); nothing half restored or moved."""
    if half := halves.unfinished():
        what, _, todo = half.partition(": ")
        yield Finding("half", State.BAD, what, todo)
    found = nightly.age()
    when = "noch nie"
    if found.proven_at:
        when = f"{timezone.localtime(found.proven_at, clock.business_zone()):%d.%m.%Y %H:%M}"
    yield _of(
        "backup",
        found.fresh,
        f"Letzte geprüfte Sicherung: {when}",
        f"Letzte geprüfte Sicherung: {when}" + (f" ({found.problem})" if found.problem else ""),
        "stammkunde backup DATEI; nachts sichern die Hintergrundarbeiten (stammkunde worker)",
        soft=found.proven_at is None,
    )


def mail() -> Iterator[Finding]:
    """Sender, server, queue."""
    yield _of(
        "mail_from",
        bool(ENV.mail_from),
        f"Absender: {ENV.mail_from}",
        "Kein Absender für E-Mails",
        "STAMMKUNDE_MAIL_FROM setzen",
        soft=True,
    )
    now = outbox.health()
    yield _of(
        "trial",
        not business().trial,
        "Echtbetrieb: Nachrichten verlassen das Haus",
        f"Probebetrieb: {now.held} E-Mails angehalten",
        "auf der Startseite: Echtbetrieb starten",
        soft=True,
    )
    if settings.MAIL_PROVIDER:
        yield _provider(now)
    elif not settings.SMTP_URL:
        yield Finding(
            "smtp",
            State.HINT,
            f"Kein Mailserver: {now.waiting + now.held} E-Mails bleiben in der Warteschlange",
            "STAMMKUNDE_SMTP_URL=smtp://name:passwort@server:587?starttls=1 setzen, "
            "oder STAMMKUNDE_MAIL_PROVIDER und STAMMKUNDE_MAIL_OPTIONS",
        )
    else:
        yield _smtp(now)
    yield _of(
        "mail_unclear",
        not now.unclear,
        "E-Mails: keine unklar",
        f"E-Mails: {now.unclear} unklar, bitte prüfen",
        "ob sie angekommen sind, weiß nur der Empfänger",
        soft=True,
    )
    yield _of(
        "mail_failed",
        not now.failed,
        "E-Mails: keine gescheitert",
        f"E-Mails: {now.failed} gescheitert",
        "Adressen prüfen",
        soft=True,
    )


def _smtp(now: outbox.MailHealth) -> Finding:
    try:
        server = server_of(settings.SMTP_URL)
    except ValueError as problem:
        return Finding("smtp", State.BAD, str(problem), "STAMMKUNDE_SMTP_URL berichtigen")
    return _traffic(f"Mailserver {server.host}", now)


def _provider(now: outbox.MailHealth) -> Finding:
    """Whether the provider has what it asks for, without asking it."""
    name = f"E-Mail-Anbieter {settings.MAIL_PROVIDER}"
    if problem := Provider(settings.MAIL_PROVIDER, settings.ANYMAIL).open():
        return Finding("smtp", State.BAD, f"{name}: {problem}", "STAMMKUNDE_MAIL_OPTIONS ergänzen")
    return _traffic(name, now)


def _traffic(name: str, now: outbox.MailHealth) -> Finding:
    trouble = jobs.health().mail_problem
    late = f", die älteste seit {now.oldest_waiting // 60} Minuten" if now.oldest_waiting else ""
    return _of(
        "smtp",
        not trouble and now.oldest_waiting < TOO_LONG,
        f"{name}: {now.waiting} E-Mails warten",
        f"{name} nimmt nichts an ({trouble or 'Rückstau'}): {now.waiting} E-Mails warten{late}",
        "Adresse, Zugangsdaten und Erreichbarkeit prüfen",
    )


def address() -> Iterator[Finding]:
    """The address under which people reach the house."""
    local = ENV.base_url.startswith(("http://127.", "http://localhost"))
    yield _of(
        "base_url",
        not local or ENV.mode != "production",
        f"Adresse: {ENV.base_url}",
        f"Adresse {ENV.base_url} gilt nur auf diesem Rechner",
        "STAMMKUNDE_BASE_URL setzen",
        soft=True,
    )
    yield _of(
        "https",
        settings.HTTPS or local,
        "Adresse verschlüsselt oder nur auf diesem Rechner",
        "Die Adresse ist unverschlüsselt",
        "einen Proxy mit https:// davorstellen",
        soft=True,
    )
    if settings.HTTPS:
        yield _of(
            "tls_proxy",
            ENV.tls_proxy,
            "Verschlüsselung: dem Proxy wird geglaubt (X-Forwarded-Proto)",
            "Verschlüsselung: der Proxy wird nicht danach gefragt, Browser bekommen kein HSTS",
            "den Proxy X-Forwarded-Proto setzen lassen, dann STAMMKUNDE_TLS_PROXY=true",
            soft=True,
        )


def imports() -> Iterator[Finding]:
    """Imports that were cut off; the look takes them back (ADR 18)."""
    ended = takeback.recover()
    yield _of(
        "imports",
        not ended,
        "Importe: keiner liegt halb da",
        f"Importe: {len(ended)} abgebrochene zurückgenommen",
        "Liste noch einmal einlesen",
        soft=True,
    )


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "Datenbank": database,
    "Tabellen": tables,
    "Datenverzeichnis": disk,
    "Hintergrundarbeiten": work,
    "Sicherung": backups,
    "Importe": imports,
    "E-Mail": mail,
    "Adresse": address,
}
