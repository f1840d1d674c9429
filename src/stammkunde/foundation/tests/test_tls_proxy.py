"""A proxy that encrypts: believed only where the operator says so (`STAMMKUNDE_TLS_PROXY`)."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from stammkunde.foundation import checkup
from stammkunde.foundation.checkup import State

ASK = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django
django.setup()
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
asked = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"})
answer = SecurityMiddleware(lambda request: HttpResponse())(asked)
print(asked.is_secure(), "Strict-Transport-Security" in answer)
"""


def told(tmp_path: Any, **env: str) -> str:
    """Whether a request that claims to have come by https is believed, and whether HSTS is sent."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("STAMMKUNDE_")}
    own |= {
        "STAMMKUNDE_MODE": "test",
        "STAMMKUNDE_DATA_DIR": str(tmp_path),
        "STAMMKUNDE_BASE_URL": "https://kunden.example",
        "STAMMKUNDE_ALLOWED_HOSTS": "testserver",
        **env,
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=own, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.pure
@pytest.mark.slow
def test_nobody_is_believed_to_come_by_https_unless_the_operator_says_so(tmp_path: Any) -> None:
    assert told(tmp_path) == "False False"
    assert told(tmp_path, STAMMKUNDE_TLS_PROXY="true") == "True True"


@pytest.mark.db
@pytest.mark.parametrize(("believed", "state"), [(False, State.HINT), (True, State.GOOD)])
def test_the_doctor_says_when_https_is_not_heard_of(
    believed: bool, state: State, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {one.key: one.state for one in checkup.address()}
    assert "tls_proxy" not in found
    settings.HTTPS = True
    monkeypatch.setattr(checkup, "ENV", checkup.ENV.model_copy(update={"tls_proxy": believed}))
    assert {one.key: one.state for one in checkup.address()}["tls_proxy"] is state
