"""Builders for tests of the log: messages in every state, a gateway on loopback."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stammkunde.foundation import clock
from stammkunde.foundation.operations import building
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import Message
from stammkunde.messaging.operations import queue_messages
from stammkunde.messaging.search import MESSAGE_SEARCH
from stammkunde.people.models import Customer
from tests import cast

KIND = "messaging.message"
_count = itertools.count(1)


def written(customer: Customer | None, **more: Any) -> Message:
    """A message on the one path: queued, with what carries it."""
    said: dict[str, Any] = {"kind": KIND, "subject": "Ihr Kurs", "body": "Am **Montag** um 9."}
    draft = Draft(customer=customer.pk if customer else None, **(said | more))
    return queue_messages(actor=cast.system(), drafts=[draft]).done[0]


def message(customer: Customer | None = None, **more: Any) -> Message:
    """A row of the log in whatever state, past the one path."""
    now = clock.now()
    values: dict[str, Any] = {
        "dedupe_key": f"test:{next(_count)}",
        "customer": customer,
        "channel": "email",
        "category": "organisational",
        "kind": KIND,
        "recipient": "petra@example.test",
        "recipient_name": "Petra Wolff",
        "subject": "Ihr Kurs",
        "text": "Am Montag um 9.",
        "state": "sent",
        "created_at": now,
        "send_at": now,
        "state_at": now,
    }
    with building():
        row = Message.objects.create(**(values | more))
        MESSAGE_SEARCH.fill([row])
    return row


class Fake:
    """A gateway on loopback: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, Any]] = accepted
        self.url = ""


def accepted(body: dict[str, Any]) -> tuple[int, Any]:
    """As seven.io says yes."""
    number = next(_count)
    return 200, {"success": "100", "messages": [{"id": str(number), "success": True, "parts": 1}]}


@contextmanager
def fake_gateway() -> Iterator[Fake]:
    """A real server on 127.0.0.1 that speaks like a gateway; `answer` None hangs up instead."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            body = json.loads(self.rfile.read(size))
            fake.asked.append((self.path, dict(self.headers), body))
            status, said = fake.answer(body)
            if status == 0:
                self.close_connection = True
                self.connection.close()
                return
            data = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
