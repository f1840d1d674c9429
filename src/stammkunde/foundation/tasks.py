"""The foundation's own nightly work."""

from __future__ import annotations

from stammkunde.foundation import batches, drafts, files, once, planning, presence
from stammkunde.foundation.backup import nightly
from stammkunde.foundation.jobs import every, health, job
from stammkunde.foundation.mail import outbox


@every("foundation.prune_jobs", at="03:10")
@job(lease=900, tries=3)
def prune_jobs() -> None:
    """Remove jobs that ended long ago."""
    health.prune()


@every("foundation.prune_mail", at="03:20")
@job(lease=900, tries=3)
def prune_mail() -> None:
    """Empty mails that were delivered long ago."""
    outbox.prune()


@every("foundation.sweep_files", at="03:30")
@job(lease=1800, tries=3)
def sweep_files() -> None:
    """Remove files that were never finished and bytes without a row."""
    files.sweep()


@every("foundation.sweep_receipts", at="03:35")
@job(lease=900, tries=3)
def sweep_receipts() -> None:
    """Forget which forms were posted."""
    once.sweep()


@every("foundation.prune_presence", at="03:40")
@job(lease=900, tries=3)
def prune_presence() -> None:
    """Forget who had which record open."""
    presence.prune()


@every("foundation.prune_import_reports", at="03:45")
@job(lease=900, tries=3)
def prune_import_reports() -> None:
    """Forget whom the reports of old imports name."""
    batches.prune()


@every("foundation.sweep_import_drafts", at="03:25")
@job(lease=1800, tries=3)
def sweep_import_drafts() -> None:
    """Remove imports that nobody has gone on with for a week, with their lists."""
    drafts.sweep()


@every("foundation.look_at_tables", at="03:50")
@job(lease=900, tries=3)
def look_at_tables() -> None:
    """Tell SQLite's planner how big its tables have become."""
    planning.look_again()


@every("foundation.backup", at="02:00")
@job(lease=7200, tries=2)
def back_up() -> None:
    """The nightly backup, proven by restoring it beside."""
    nightly.tonight()
