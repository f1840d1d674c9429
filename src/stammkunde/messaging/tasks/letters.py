"""Background work of letters: what was printed goes after two weeks."""

from __future__ import annotations

from stammkunde.foundation import actors, clock
from stammkunde.foundation.jobs import every, job
from stammkunde.messaging import operations
from stammkunde.messaging.queries import letters as queries

AT_ONCE = 200


@every("messaging.forget_letters", at="03:05")
@job(lease=1800, tries=3)
def forget_letters() -> None:
    """Delete files of old print runs, and texts of printed letters that the log does not keep."""
    actor = actors.system(door="job")
    before = clock.now() - operations.KEPT_LETTERS
    for run in queries.runs_to_forget(actor, before):
        operations.forget_print_runs(actor=actor, runs=[run])
    due = queries.letters_to_forget(actor, before)
    for start in range(0, len(due), AT_ONCE):
        operations.forget_letters(actor=actor, letters=due[start : start + AT_ONCE])
