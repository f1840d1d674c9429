"""Writes so many messages by the one path there is, 500 at a time, as a notice does."""

from __future__ import annotations

import os
import sys

TEXT = """\
{{ kunde.anrede }},

ab dem 7. Dezember beginnt der Kurs am Dienstag eine Stunde später, um 18 Uhr.
Am Ort ändert sich nichts.

- Wer schon bezahlt hat, muss nichts tun.
- Wer an dem Tag nicht kann, meldet sich bitte.

Mit freundlichen Grüßen
{{ betrieb.name }}
"""
AT_ONCE = 500


def run(count: int) -> None:
    """Queue a message to each of the first `count` customers; every one gets an address of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stammkunde.settings")
    import django

    django.setup()
    from stammkunde.foundation import actors, mail
    from stammkunde.messaging.drafting import Draft
    from stammkunde.messaging.operations import queue_messages
    from stammkunde.people import queries

    mail.purpose("bench.mail", "Messung")
    actor = actors.system()
    ids = list(queries.in_use(actor).order_by("pk").values_list("pk", flat=True)[:count])
    for start in range(0, len(ids), AT_ONCE):
        drafts = [
            Draft(
                pk, "bench.mail", subject="Neue Uhrzeit für {{ kunde.name }}", body=TEXT,
                recipient=f"n{pk}@bench.example", dedupe_key=f"bench:{pk}",
            )
            for pk in ids[start : start + AT_ONCE]
        ]  # fmt: skip
        queue_messages(actor=actor, drafts=drafts)


if __name__ == "__main__":
    run(int(sys.argv[1]))
