"""A mail server on loopback: says its address, takes everything, and counts once its input ends."""

from __future__ import annotations

import json
import sys
from typing import Any

from stammkunde.foundation.tests.sink import Sink


class Counting(Sink):
    """Keeps who got something, not what."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take it and forget the text."""
        said = await super().handle_DATA(server, session, envelope)
        self.accepted[-1].content = b""
        return said


def run() -> None:
    """Serve until the input ends; then one line of JSON."""
    sink = Counting()
    with sink.listening() as url:
        print(url, flush=True)
        sys.stdin.read()
        counts = sink.per_recipient()
        most = max(counts.values(), default=0)
        print(json.dumps({"accepted": len(counts), "most": most}), flush=True)


if __name__ == "__main__":
    run()
