"""More reports in the words of one mail server or another."""

from __future__ import annotations

from stammkunde.messaging.tests.bounced import Case, original, plain

A, B = "anna.beck@post.example", "bernd@verein.example"


def _c(name, truth, text, *, back=True, **more):
    text = text.replace("ORIGINAL", original(next(iter(truth), A)))
    return Case(name, plain(text, **more), truth=truth, ids=back and "Message-ID" in text)


CASES = [
    _c(
        "Domino",
        {A: True},
        f"""------- Failure Reasons  --------

User anna.beck ({A}) not listed in public Name & Address Book
{A}

------- Returned Message --------

ORIGINAL""",
        sender="Postmaster@verein.example",
        subject="DELIVERY FAILURE",
    ),
    _c(
        "Sendmail, old",
        {A: True},
        f"""The original message was received at Mon, 2 Mar 2026 08:00:00 +0100
from app [192.0.2.7]

   ----- The following addresses had permanent fatal errors -----
<{A}>
    (reason: 550 5.1.1 <{A}>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.post.example.:
>>> DATA
<<< 550 5.1.1 <{A}>... User unknown
550 5.1.1 <{A}>... User unknown

   ----- Original message follows -----

ORIGINAL""",
        sender="Mail Delivery Subsystem <MAILER-DAEMON@fern.example>",
        subject="Returned mail: see transcript for details",
    ),
    _c(
        "Sendmail, warning",
        {A: False},
        f"""    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

   ----- The following addresses had transient non-fatal errors -----
<{A}>

   ----- Transcript of session follows -----
{A}... Deferred: Connection timed out with mx.post.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old""",
        back=False,
        sender="Mail Delivery Subsystem <MAILER-DAEMON@fern.example>",
        subject="Warning: could not send message for past 4 hours",
    ),
    _c(
        "Courier",
        {A: True},
        f"""This is a delivery status notification from fern.example,
running the Courier mail server.

The original message was received on Mon, 02 Mar 2026 08:00:00 +0100

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<{A}>:
    mx.post.example [192.0.2.9]:
>>> RCPT TO:<{A}>
<<< 550 User unknown.

---------------------------------------------------------------------------

ORIGINAL""",
        sender='"Courier mail server at fern.example" <>',
        subject="NOTICE: mail delivery status.",
    ),
    _c(
        "OpenSMTPD",
        {A: True},
        f"""    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

{A}: 550 5.1.1 Invalid recipient

    Below is a copy of the original message:

ORIGINAL""",
        sender="Mailer Daemon <MAILER-DAEMON@fern.example>",
        subject="Delivery status notification: error",
    ),
    _c(
        "hMailServer",
        {A: True},
        f"""Your message did not reach some or all of the intended recipients.

   Sent: Mon, 2 Mar 2026 08:00:00 +0100
   Subject: Sommerpause

The following recipient(s) could not be reached:

{A}
   Error Type: SMTP
   Remote server (192.0.2.9) issued an error.
   hMailServer sent: RCPT TO:<{A}>
   Remote server replied: 550 Unknown user

hMailServer""",
        back=False,
        sender="mailer-daemon@fern.example",
        subject="Message undeliverable: Sommerpause",
    ),
    _c(
        "MDaemon",
        {A: True},
        f"""The following data may contain information about why this message could not be delivered:

  --- Session Transcript ---
  RCPT To:<{A}>
  550 Recipient unknown

Failed address: {A}

: Message contains [1] file attachments""",
        back=False,
        sender="MDaemon@fern.example",
        subject="Permanent Delivery Failure",
    ),
    _c(
        "Messaging server",
        {A: True},
        f"""This report relates to a message you sent with the following header fields:

  Message-id: <abc.123@tanzhaus-linde.example>
  Subject: Sommerpause

Your message cannot be delivered to the following recipients:

  Recipient address: {A}
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 unknown""",
        back=False,
        sender="Internet Mail Delivery <postmaster@fern.example>",
        subject="Delivery Notification: Delivery has failed",
    ),
    _c(
        "IMail",
        {A: True},
        f"""Unknown user: {A}

RCPT TO generated following response:
550 not found

Original message follows.

ORIGINAL""",
        sender="Postmaster <postmaster@fern.example>",
        subject="Undeliverable Mail",
    ),
    _c(
        "SmarterMail",
        {A: False},
        f"""Could not deliver message to the following recipient(s):

Failed Recipient: {A}
Reason: Remote host said: 452 4.2.2 The mailbox is full

   -- The header and top 20 lines of the message follows --

ORIGINAL""",
        sender="System Administrator <admin@fern.example>",
        subject="Delivery Failure",
    ),
    _c(
        "French",
        {A: True},
        f"""Votre message n'a pas pu être remis aux destinataires suivants :

<{A}> : utilisateur inconnu (550)

ORIGINAL""",
        sender="postmaster@fern.example",
        subject="Non remis : Sommerpause",
    ),
    _c(
        "spam refused in words",
        {A: True},
        f"""<{A}>: host mx.post.example[192.0.2.9] said:
    554 5.7.1 Message rejected: high probability of spam (in reply to end of DATA command)

ORIGINAL""",
        subject="Undelivered Mail Returned to Sender",
    ),
]
