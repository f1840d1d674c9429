"""Reports in the words of one system or another, without the standard form."""

# ruff: noqa: E501 - lines as mail systems write them
from __future__ import annotations

from stammkunde.messaging.tests.bounced import Case, original, plain

A, B = "anna.beck@post.example", "bernd@verein.example"


def _c(name, truth, text, *, back=True, **more):
    text = text.replace("ORIGINAL", original(next(iter(truth), A)))
    return Case(name, plain(text, **more), truth=truth, ids=back and "Message-ID" in text)


CASES = [
    _c(
        "qmail",
        {A: True},
        f"""Hi. This is the qmail-send program at fern.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{A}>:
192.0.2.9 does not like recipient.
Remote host said: 550 5.1.1 unknown user
Giving up on 192.0.2.9.

--- Below this line is a copy of the message.

ORIGINAL
Hallo""",
    ),
    _c(
        "qmail, mailbox full",
        {A: False, B: True},
        f"""Hi. This is the qmail-send program at fern.example.

<{A}>:
user is over quota

<{B}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

ORIGINAL""",
    ),
    _c(
        "Exim",
        {A: True},
        f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {A}
    SMTP error from remote mail server after RCPT TO:<{A}>:
    host mx.post.example [192.0.2.9]: 550 No such user here

------ This is a copy of the message, including all the headers. ------

ORIGINAL""",
        sender="Mail Delivery System <Mailer-Daemon@fern.example>",
        subject="Mail delivery failed: returning message to sender",
        more=f"Return-Path: <>\nX-Failed-Recipients: {A}\nAuto-Submitted: auto-replied\n",
    ),
    _c(
        "Exim, delayed",
        {A: False},
        f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on fern.example.

The address to which the message has not yet been delivered is:

  {A}
    host mx.post.example [192.0.2.9]: Connection timed out

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.""",
        back=False,
        sender="Mailer-Daemon@fern.example",
        subject="Warning: message 1abcDE-0001 delayed 24 hours",
    ),
    _c(
        "GMX",
        {A: True},
        f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

"{A}":
SMTP error from remote server for RCPT TO command, host: mx.post.example (192.0.2.9) reason: 550 5.1.1
The email account that you tried to reach does not exist.

--- The header of the original message is following. ---

ORIGINAL""",
        sender="mailer-daemon@gmx.example",
        subject="Mail delivery failed: returning message to sender",
    ),
    _c(
        "web.de, mailbox full",
        {A: False},
        f"""Diese Nachricht wurde automatisch von einer Mailserver-Software erstellt.

Eine Ihrer Nachrichten konnte nicht an den Empfänger zugestellt werden.

{A}:
Das Postfach des Empfängers ist voll.

--- Kopie Ihrer Nachricht ---
ORIGINAL""",
        sender="Mail Delivery System <mailer-daemon@web.example>",
        subject="Nachricht nicht zustellbar",
    ),
    _c(
        "Ionos / 1&1",
        {A: True},
        f"""Diese E-Mail wurde automatisch erzeugt.

Ihre Nachricht konnte dem folgenden Empfänger nicht zugestellt werden:

{A}
host mx.post.example[192.0.2.9] said:
550 Requested action not taken: mailbox unavailable

--- Der Header der ursprünglichen Nachricht ---

ORIGINAL""",
        sender="Mail Delivery System <mailer-daemon@kundenserver.example>",
        subject="Zustellung fehlgeschlagen",
    ),
    _c(
        "1&1, older",
        {A: True},
        f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients.
The following addresses failed:

    <{A}>
    For the following reason:
    Mail size limit exceeded. For explanation visit

--- The header of the original message is following. ---

ORIGINAL""",
        sender="mailer-daemon@kundenserver.example",
    ),
    _c(
        "T-Online",
        {A: True},
        f"""|------------------------- Message log follows: -------------------------|
Die folgende Mail konnte nicht zugestellt werden.

Empfänger: {A}
Grund: 550-5.1.1 unknown user

ORIGINAL""",
        sender="Postmaster <postmaster@t-online.example>",
        subject="Unzustellbare Mail",
    ),
    _c(
        "Strato",
        {A: True},
        f"""Ihre E-Mail konnte nicht zugestellt werden.

Der Empfänger <{A}> ist unbekannt.

Server-Antwort: 554 5.4.0 unknown user

ORIGINAL""",
        sender="MAILER-DAEMON@rzone.example",
        subject="Undelivered Mail Returned to Sender",
    ),
    _c(
        "mailbox.org",
        {A: True},
        f"""Dies ist das Mailsystem auf Host mx.mailbox.example.

Es tut uns leid, Ihnen mitteilen zu müssen, dass Ihre Nachricht nicht zugestellt werden konnte.

<{A}>: Empfängeradresse existiert nicht (in reply to RCPT TO command)

ORIGINAL""",
        subject="Unzustellbare E-Mail zurück an Absender",
    ),
    _c(
        "Gmail",
        {A: True},
        f"""Delivery to the following recipient failed permanently:

     {A}

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain.
The error that the other server returned was: 550 5.1.1 unknown recipient.

----- Original message -----

ORIGINAL""",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        subject="Delivery Status Notification (Failure)",
        more=f"Return-Path: <>\nX-Failed-Recipients: {A}\n",
    ),
    _c(
        "Gmail, German",
        {A: True},
        f"""** Adresse nicht gefunden **

Deine Nachricht wurde nicht an {A} zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.

Antwort:
550 5.1.1 The email account that you tried to reach does not exist.""",
        back=False,
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        subject="Benachrichtigung zum Zustellstatus (Fehlgeschlagen)",
    ),
    _c(
        "Yahoo",
        {A: True},
        f"""Sorry, we were unable to deliver your message to the following address.

<{A}>:
Remote host said:
554 delivery error: dd This user doesn't have a yahoo.example account ({A}) [0]

--- Below this line is a copy of the message.

ORIGINAL""",
        sender="MAILER-DAEMON@yahoo.example",
    ),
    _c(
        "Exchange 2003",
        {A: True},
        f"""Your message did not reach some or all of the intended recipients.

      Subject:\tSommerpause
      Sent:\t02.03.2026 08:00

The following recipient(s) could not be reached:

      {A} on 02.03.2026 08:01
            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address.
            <mail.fern.example #5.1.1>""",
        back=False,
        sender="System Administrator <postmaster@fern.example>",
        subject="Undeliverable: Sommerpause",
    ),
    _c(
        "Exchange, German, in words",
        {A: True},
        f"""Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.

      Betreff:\tSommerpause
      Gesendet am:\t02.03.2026 08:00

Folgende(r) Empfänger kann/können nicht erreicht werden:

      {A} am 02.03.2026 08:01
            Das E-Mail-Konto ist in der Organisation, an die die Nachricht gesendet wurde, nicht vorhanden.
            <mail.fern.example #5.1.1>""",
        back=False,
        sender="Systemadministrator <postmaster@fern.example>",
        subject="Unzustellbar: Sommerpause",
    ),
    _c(
        "Office 365 in HTML",
        {A: True},
        f"""<html><head><style>p {{ }}</style></head><body><table><tr><td>
<p>Your message to <a href="mailto:{A}">{A}</a> couldn't be delivered.</p></td></tr><tr><td>
anna.beck wasn't found at post.example.</td></tr></table><p>Original message headers:</p>
<pre>Received: from x</pre></body></html>""",
        back=False,
        kind="text/html; charset=utf-8",
        sender="postmaster@post.example",
        subject="Undeliverable: Sommerpause",
    ),
]
