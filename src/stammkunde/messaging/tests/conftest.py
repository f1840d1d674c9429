"""A mail server for messages that leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stammkunde.foundation.tests.sink import Sink


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def url(sink: Sink) -> Iterator[str]:
    with sink.listening() as address:
        yield address
