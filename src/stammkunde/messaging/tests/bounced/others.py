"""What is no bounce: people, newsletters, automatic answers, and bounces that people hand on."""

# ruff: noqa: E501 - lines as mail systems write them
from __future__ import annotations

from stammkunde.messaging.tests.bounced import US, Case, group, plain, report

A = "anna.beck@post.example"
QUOTED = f"""> Hi. This is the qmail-send program at fern.example.
> <{A}>:
> Sorry, no mailbox here by that name. (#5.1.1)"""


def _o(name, text, **more):
    more.setdefault("more", "Return-Path: <anna@post.example>\n")
    more.setdefault("sender", f"Anna Beck <{A}>")
    return Case(name, plain(text, **more), kind="ordinary")


def _a(name, text, **more):
    more.setdefault("sender", f"Anna Beck <{A}>")
    return Case(name, plain(text, **more), kind="auto_reply")


CASES = [
    _o("a question", "Hallo, ist am Dienstag Training?", subject="Frage"),
    _o("a person quotes a bounce", f"Das kam zurück:\n\n{QUOTED}", subject="AW: failure notice"),
    _o(
        "a person with Undelivered in the subject",
        "My parcel was undelivered, can you help? user unknown",
        subject="Undelivered parcel",
    ),
    _o(
        "forwarded inline",
        f"FYI\n\n---- Weitergeleitete Nachricht ----\nVon: MAILER-DAEMON\n\n{QUOTED}",
        subject="WG: Undelivered Mail Returned to Sender",
    ),
    Case(
        "forwarded as an attachment",
        (
            f"From: Anna <{A}>\nTo: {US}\nSubject: Fwd: Undelivered Mail\nContent-Type: multipart/mixed; boundary=zz\n\n"
            "--zz\nContent-Type: text/plain\n\nSchau mal, unzustellbar.\n--zz\nContent-Type: message/rfc822\n\n"
        ).encode()
        + report("x", [group("x@y.example", "failed", "5.1.1")])
        + b"\n--zz--\n",
        kind="ordinary",
    ),
    Case(
        "forwarded with its parts",
        report(
            "x",
            [group("x@y.example", "failed", "5.1.1")],
            sender=f"Anna <{A}>",
            subject="WG: Undelivered Mail",
        )
        .replace(b"multipart/report; report-type=delivery-status;", b"multipart/mixed;")
        .replace(b"Return-Path: <>", b"Return-Path: <anna@post.example>"),
        kind="ordinary",
    ),
    _o(
        "newsletter",
        "Unser Sommer! Konnte nicht zugestellt werden? Abmelden: post@laden.example",
        sender="Laden <newsletter@laden.example>",
        subject="Neues aus dem Laden",
        more="List-Unsubscribe: <https://laden.example/u>\nPrecedence: bulk\n",
    ),
    _o(
        "parcel service",
        "Ihr Paket konnte nicht zugestellt werden. Der Empfänger war nicht da.",
        sender="Paketdienst <noreply@paket.example>",
        subject="Zustellung fehlgeschlagen",
    ),
    _o(
        "the postmaster writes himself",
        "Wir warten am Samstag die Server. Fragen an technik@fern.example.",
        sender="Postmaster <postmaster@fern.example>",
        subject="Wartung am Samstag",
    ),
    _o(
        "the postmaster answers",
        f"Das Postfach war voll, jetzt geht es wieder.\n\n{QUOTED}",
        sender="Postmaster <postmaster@fern.example>",
        subject="Re: Zustellung an Anna",
        more="Return-Path: <postmaster@fern.example>\nIn-Reply-To: <x@tanzhaus-linde.example>\n",
    ),
    _o("absence of a child", "Emil ist krank.", subject="Abwesenheit von Emil am Dienstag"),
    _o("holiday of a parent", "Wir sind vom 3. bis 10. weg.", subject="Urlaub im August"),
    _o(
        "error code in a text",
        "Beim Bezahlen kam Fehler 550 5.1.1, was tun?",
        subject="Fehler beim Bezahlen",
    ),
    _o(
        "delivery in the subject",
        "Wann kommt die Lieferung?",
        subject="Delivery problem with my order",
    ),
    _o(
        "list mail with a mailer's name",
        "Protokoll im Anhang",
        sender="Vorstand <liste-bounces@verein.example>",
        subject="[Liste] Protokoll",
        more="Precedence: list\nList-Id: <liste.verein.example>\n",
    ),
    _o(
        "mail of machines that is no answer",
        "cron: backup done",
        sender="cron@fern.example",
        subject="backup",
        more="Auto-Submitted: auto-generated\n",
    ),
    _o(
        "a system's log by mail",
        "Unknown users:\n550 5.1.1 <x@y.example>: user unknown\n<z@y.example>: 3 times",
        sender="root <root@fern.example>",
        subject="Logwatch for fern.example",
        more="",
    ),
    _o(
        "quarantine digest",
        "The message from spam@x.example to y@z.example was blocked: 550 rejected",
        sender="postmaster@fern.example",
        subject="Quarantine digest",
        more="",
    ),
    _o("empty", "", subject=""),
    Case("nothing at all", b"", kind="ordinary"),
    Case("only noise", bytes(range(256)) * 20, kind="ordinary"),
    _o(
        "tells of a moved address",
        "Meine alte Adresse x@y.example gibt es nicht mehr, bitte diese nehmen.",
        subject="Neue E-Mail-Adresse",
    ),
    _a(
        "vacation, German",
        "Ich bin bis 12.3. nicht da.",
        subject="Automatische Antwort: Sommerpause",
        more="Return-Path: <>\nAuto-Submitted: auto-replied\n",
    ),
    _a(
        "vacation by subject only",
        "Ich bin im Urlaub.",
        subject="Abwesenheitsnotiz: Sommerpause",
        more="",
    ),
    _a(
        "out of office",
        "I am away. Mail to x@y.example could not be answered.",
        subject="Out of Office: Sommerpause",
        more="",
    ),
    _a("X-Autoreply", "bin weg", subject="Re: Sommerpause", more="X-Autoreply: yes\n"),
    _a(
        "Precedence auto_reply",
        "bin weg",
        subject="Re: Sommerpause",
        more="Precedence: auto_reply\n",
    ),
    _a(
        "ticket system",
        "Ihre Anfrage ist eingegangen.",
        subject="[#4711] Eingangsbestätigung",
        sender="Support <hilfe@laden.example>",
        more="Auto-Submitted: auto-replied\nReturn-Path: <>\n",
    ),
    _a(
        "no longer at the company",
        "Ich arbeite nicht mehr hier. Die Adresse gibt es nicht mehr, bitte b@c.example.",
        subject="Automatic reply: Sommerpause",
        more="Return-Path: <>\nAuto-Submitted: auto-replied\nIn-Reply-To: <a@b>\n",
    ),
    _a(
        "French absence",
        "Je suis absent",
        subject="Réponse automatique : Sommerpause",
        more="Auto-Submitted: auto-generated\n",
    ),
]
