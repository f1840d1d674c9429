"""Mail by a provider's interface: the stored bytes rebuilt, its answers told apart, its id kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from stammkunde.foundation.mail import provider, queue
from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.foundation.mail.provider import Provider, rebuilt
from stammkunde.foundation.mail.sender import Postman
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.settings.environment import BadConfiguration, read_environment
from tests import cast

pytestmark = pytest.mark.db


@dataclass
class Esp:
    """A provider on loopback: answers with `status` and `said`, or is silent until it closes."""

    status: int = 200
    said: dict[str, Any] = field(default_factory=dict)
    silent: bool = False
    closing: threading.Event = field(default_factory=threading.Event)
    got: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Serve on a free port."""
        esp = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                esp.got.append(json.loads(self.rfile.read(length)))
                if esp.silent:
                    esp.closing.wait(30)
                body = json.dumps(esp.said).encode()
                self.send_response(esp.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *args: None  # type: ignore[method-assign] - who hangs up
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            esp.closing.set()
            server.shutdown()
            server.server_close()


GOOD = {"ErrorCode": 0, "Message": "OK", "MessageID": "abc-123", "To": "petra@example.test"}


@pytest.fixture(autouse=True)
def live_operation(db: None) -> None:
    cast.live()


@pytest.fixture
def esp(settings: Any) -> Iterator[Esp]:
    made = Esp(said=dict(GOOD))
    with made.listening() as url:
        settings.MAIL_PROVIDER = "postmark"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "geheim", "POSTMARK_API_URL": url, "REQUESTS_TIMEOUT": 20,
        }  # fmt: skip
        yield made


def put(**more: Any) -> OutgoingMail:
    mail = EmailMultiAlternatives(
        "Größe & Termin", "Hallo Petra,\nbis bald", "Hof Grün <hof@example.test>",
        ["Petra Wölff <petra@example.test>"], reply_to=["office@example.test"],
        headers={"List-Unsubscribe": "<https://x.example/u>"},
    )  # fmt: skip
    mail.attach_alternative('<p>Hallo <img src="cid:logo"></p>', "text/html")
    picture = MIMEImage(b"\x89PNG....", "png")
    picture.add_header("Content-ID", "<logo>")
    picture.add_header("Content-Disposition", "inline", filename="logo.png")
    mail.attach(picture)
    mail.attach("Plan für Mai.pdf", b"%PDF-1.7", "application/pdf")
    for name, value in more.items():
        setattr(mail, name, value)
    row = queue(mail)
    assert row is not None
    return row


def send() -> OutgoingMail:
    cast.deliver()
    return OutgoingMail.objects.get()


def test_the_stored_bytes_become_the_same_mail_again(esp: Esp) -> None:
    row = put(bcc=["still@example.test"])
    mail = rebuilt(row)
    assert mail.subject == "Größe & Termin"
    assert mail.body.split() == ["Hallo", "Petra,", "bis", "bald"]
    assert mail.to == ['"Petra Wölff" <petra@example.test>']
    assert mail.bcc == ["still@example.test"]
    assert mail.reply_to == ["office@example.test"]
    assert mail.extra_headers["Message-ID"] == row.message_id
    assert mail.extra_headers["List-Unsubscribe"] == "<https://x.example/u>"
    assert "cid:logo" in str(mail.alternatives[0][0])
    picture, plan = mail.attachments
    assert isinstance(picture, MIMEBase)
    assert (picture["Content-ID"], picture.get_content_type()) == ("<logo>", "image/png")
    assert (plan[0], plan[2]) == ("Plan für Mai.pdf", "application/pdf")  # type: ignore[index]


def test_a_provider_gets_the_mail_with_our_message_id_and_its_own_id_is_kept(esp: Esp) -> None:
    row = put()
    ended = send()
    assert (ended.state, ended.provider, ended.provider_id) == (
        MailState.ACCEPTED, "postmark", "abc-123",
    )  # fmt: skip
    (got,) = esp.got
    headers = {one["Name"]: one["Value"] for one in got["Headers"]}
    assert headers["Message-ID"] == row.message_id
    assert got["Subject"] == "Größe & Termin"
    assert [one["Name"] for one in got["Attachments"]] == ["logo.png", "Plan für Mai.pdf"]


@pytest.mark.parametrize(
    ("status", "said", "silent", "state", "words"),
    [
        (
            422,
            {"ErrorCode": 300, "Message": "Invalid 'To' address: 'petra@example.test'."},
            False,
            "failed",
            "Invalid",
        ),
        (413, {}, False, "failed", "413"),
        (401, {"Message": "bad token"}, False, "queued", "bad token"),
        (429, {}, False, "queued", "429"),
        (503, {}, False, "queued", "503"),
        (500, {}, False, "unclear", "500"),
        (502, {}, False, "unclear", "502"),
        (504, {}, False, "unclear", "504"),
        (200, {"nothing": "known"}, False, "unclear", ""),
        (200, GOOD, True, "unclear", "Timeout"),
    ],
)
def test_the_answers_of_a_provider_are_told_apart(
    esp: Esp,
    settings: Any,
    status: int,
    said: dict[str, Any],
    silent: bool,
    state: str,
    words: str,
) -> None:
    esp.status, esp.said, esp.silent = status, said, silent
    if silent:
        settings.ANYMAIL = settings.ANYMAIL | {"REQUESTS_TIMEOUT": 0.2}
    put()
    ended = send()
    assert (ended.state, words in ended.last_error) == (state, True)
    assert "Hallo Petra" not in ended.last_error
    assert len(esp.got) == 1


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"sent"}, "accepted"),
        ({"queued"}, "accepted"),
        ({"sent", "rejected"}, "accepted"),
        ({"rejected"}, "failed"),
        ({"invalid", "failed"}, "failed"),
        ({"rejected", "unknown"}, "unclear"),
        ({"unknown"}, "unclear"),
        (None, "unclear"),
    ],
)
def test_only_a_yes_of_the_provider_is_a_yes(
    esp: Esp, monkeypatch: pytest.MonkeyPatch, said: set[str] | None, state: str
) -> None:
    class Says:
        """A backend of django-anymail that raises nothing, whatever came of it."""

        def open(self) -> None:
            return None

        def close(self) -> None:
            return None

        def send_messages(self, messages: list[Any]) -> None:
            for one in messages:
                one.anymail_status = SimpleNamespace(status=said, message_id="abc-123")

    monkeypatch.setattr(provider, "backend_of", lambda _name: Says)
    put()
    ended = send()
    assert ended.state == state
    assert ended.provider_id == ("abc-123" if state == "accepted" else "")


@pytest.mark.parametrize("name", ["../base", "base.EmailBackend", "", "no such"])
def test_only_a_plain_name_is_looked_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(provider, "import_string", looked.append)
    with pytest.raises(ImportError):
        provider.backend_of(name)
    assert looked == []


def test_a_provider_that_cannot_be_reached_makes_nothing_unclear(settings: Any) -> None:
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "geheim", "POSTMARK_API_URL": "http://127.0.0.1:9/",
    }  # fmt: skip
    put()
    assert send().state == MailState.QUEUED


def test_a_missing_key_costs_no_mail_an_attempt(settings: Any) -> None:
    settings.MAIL_PROVIDER, settings.ANYMAIL = "postmark", {}
    put()
    postman = Postman()
    assert postman.step() is False
    assert "POSTMARK_SERVER_TOKEN" in postman.problem
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == (MailState.QUEUED, 0)


PROVIDERS = {
    "brevo": {"BREVO_API_KEY": "x"},
    "mailersend": {"MAILERSEND_API_TOKEN": "x"},
    "mailgun": {"MAILGUN_API_KEY": "x", "MAILGUN_SENDER_DOMAIN": "x.example"},
    "mailjet": {"MAILJET_API_KEY": "x", "MAILJET_SECRET_KEY": "x"},
    "mailtrap": {"MAILTRAP_API_TOKEN": "x"},
    "mandrill": {"MANDRILL_API_KEY": "x"},
    "postal": {"POSTAL_API_URL": "http://127.0.0.1:9/", "POSTAL_API_KEY": "x"},
    "postmark": {"POSTMARK_SERVER_TOKEN": "x"},
    "resend": {"RESEND_API_KEY": "x"},
    "scaleway": {"SCALEWAY_SECRET_KEY": "x", "SCALEWAY_PROJECT_ID": "x"},
    "sendgrid": {"SENDGRID_API_KEY": "x"},
    "sparkpost": {"SPARKPOST_API_KEY": "x"},
    "unisender_go": {"UNISENDER_GO_API_KEY": "x", "UNISENDER_GO_API_URL": "http://127.0.0.1:9/"},
}


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_can_be_set_up_and_understands_the_mail(name: str, settings: Any) -> None:
    settings.ANYMAIL = PROVIDERS[name]
    made = Provider(name, settings.ANYMAIL)
    assert made.open() == ""
    message = rebuilt(put(attachments=[]))
    assert made._backend.build_message_payload(message, {}) is not None
    made.close()


def test_an_unknown_answer_has_no_code() -> None:
    assert [Answer(End.NEVER, text).code for text in ("550 5.1.1 no", "550 no", "postmark: x")] == [
        "5.1.1", "550", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MAIL_PROVIDER", "taubenpost", "taubenpost"),
        ("MAIL_PROVIDER", "base", "base"),
        ("MAIL_OPTIONS", "[1]", "JSON"),
        ("MAIL_OPTIONS", "{nein", "JSON"),
        ("SMTP_URL", "smtp://mail.example", "MAIL_PROVIDER"),
    ],
)
def test_a_wrong_set_up_is_refused_at_start_in_german(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv("STAMMKUNDE_MAIL_PROVIDER", "postmark")
    monkeypatch.setenv(f"STAMMKUNDE_{name}", value)
    with pytest.raises(BadConfiguration) as problem:
        read_environment()
    assert said in problem.value.message
