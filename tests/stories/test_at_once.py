"""Rights that change hold with the next click, although nobody reads them twice for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.accounts import operations, roles
from stammkunde.foundation import clock
from stammkunde.people import statuses
from tests import cast

pytestmark = pytest.mark.db(transaction=True)


@pytest.fixture(autouse=True)
def shipped(transactional_db):
    """A transactional test begins with empty tables: the roles are shipped again."""
    roles.ship()
    statuses.ship()


@pytest.fixture
def office():
    """Somebody of the office at the list of customers, for the second time."""
    made = cast.user(roles=("office",))
    client = cast.logged_in(made)
    for _ in range(2):
        assert client.get("/customers/").status_code == 200
    return made, client


def test_who_asks_again_costs_no_statement_for_session_and_words(office):
    """PostgreSQL's snapshot moves with any database of the server: others test there meanwhile."""
    _made, client = office

    def statements():
        with CaptureQueriesContext(connection) as asked:
            client.get("/customers/")
        return " ".join(one["sql"] for one in asked)

    said = (statements() for _try in range(20))
    assert any("django_session" not in one and "accounts_" not in one for one in said)


def written_by_reading(client):
    """The statements that write, of every page that somebody only looks at."""
    made = cast.customer(last_name="Berg")
    pages = ["/", "/more/", "/customers/", "/customers/?q=berg", "/palette/?q=berg", "/settings/"]
    pages += [f"/customers/{made.pk}/{tab}" for tab in ("", "participants/", "contacts/")]
    with CaptureQueriesContext(connection) as asked:
        for page in pages:
            assert client.get(page).status_code == 200
    said = [one["sql"] for one in asked]
    return [
        one for one in said if one.startswith(("INSERT", "UPDATE", "DELETE")) or "FOR UP" in one
    ]


def test_whoever_only_looks_writes_nothing(office):
    assert written_by_reading(office[1]) == []


def test_a_page_that_writes_would_be_noticed(office, settings):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    assert written_by_reading(office[1])


def test_changed_roles_hold_with_the_next_click(office):
    made, client = office
    assert client.get("/customers/new/").status_code == 200
    operations.change_roles(actor=cast.system(), users=[made.pk], roles=["readonly"])
    assert client.get("/customers/new/").status_code == 403


def test_a_deactivated_account_is_out_with_the_next_click(office):
    made, client = office
    operations.deactivate_users(actor=cast.system(), users=[made.pk])
    assert client.get("/customers/").status_code == 302


def test_a_session_that_is_gone_or_over_is_out_with_the_next_click(office):
    _made, client = office
    Session.objects.all().delete()
    assert client.get("/customers/").status_code == 302


def test_a_session_that_runs_out_by_itself_is_asked_for_again(office, monkeypatch):
    _made, client = office
    later = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    with CaptureQueriesContext(connection) as asked:
        client.get("/customers/")
    assert any("django_session" in one["sql"] for one in asked)
