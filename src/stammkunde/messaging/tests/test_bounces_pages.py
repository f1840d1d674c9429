"""Marked addresses on the record and in the list; the page of birthdays."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.models import AddressState, BirthdaySettings
from stammkunde.messaging.operations import record_deliveries
from stammkunde.people import operations as people
from stammkunde.people.lists import CustomerList
from tests import cast

pytestmark = pytest.mark.db


def bounced(address="ada@post.example", what=What.DEAD):
    row = cast.customer(email=address)
    news = News(what, address, clock.now(), "5.1.1", "550 nobody here")
    record_deliveries(actor=cast.system(), news=[news])
    return row


def test_the_record_says_that_an_address_is_dead_and_one_click_says_it_is_not():
    row = bounced()
    client = cast.logged_in()
    page = client.get(reverse("people:record", args=[row.pk]))
    assert b"ada@post.example" in page.content
    url = reverse("messaging:address_clear", args=[row.pk])
    assert url.encode() in page.content
    answer = client.post(url, {"address": "ada@post.example"})
    assert answer.status_code == 302
    assert AddressState.objects.get().cleared_at is not None
    assert url.encode() not in client.get(reverse("people:record", args=[row.pk])).content
    assert client.post(url, {"address": "ada@post.example"}).status_code == 302


def test_the_mark_costs_the_record_no_question_more():
    plain, marked = cast.customer(), bounced()
    client = cast.logged_in()
    counts = []
    for _ in range(2):
        for row in (plain, marked):
            with CaptureQueriesContext(connection) as seen:
                client.get(reverse("people:record", args=[row.pk]))
            counts.append(len(seen))
    assert counts[2] == counts[3]


def test_the_lens_holds_those_whose_address_is_gone():
    dead, _soft = bounced(), bounced("soft@post.example", What.LATER)
    archived = bounced("alt@post.example")
    people.archive_customers(actor=cast.system(), customers=[archived.pk])
    client = cast.logged_in()
    page = client.get(reverse("people:list"), {"lens": "messaging.undeliverable"})
    assert reverse("people:record", args=[dead.pk]).encode() in page.content
    assert reverse("people:record", args=[archived.pk]).encode() not in page.content
    assert page.content.count(b"<tbody") == 1
    assert [one.key for one in CustomerList.lenses].count("messaging.undeliverable") == 1


def test_the_page_of_birthdays_shows_who_is_next_and_keeps_what_is_set():
    cast.customer(
        first_name="Ada",
        last_name="Weiß",
        birth_date=date(1980, clock.today().month, clock.today().day),
    )
    client = cast.logged_in()
    url = reverse("messaging:settings_birthdays")
    page = client.get(url)
    assert "Ada Weiß".encode() in page.content
    assert client.post(url, {"on": "on", "hour": "7", "animals": "on"}).status_code == 302
    row = BirthdaySettings.objects.get()
    assert (row.on, row.hour, row.animals, row.former) == (True, 7, True, False)
    assert client.post(url, {"on": "on", "hour": "99"}).status_code == 422


def test_who_only_reads_sees_the_mark_without_the_button():
    row = bounced()
    page = cast.logged_in(roles=("readonly",)).get(reverse("people:record", args=[row.pk]))
    url = reverse("messaging:address_clear", args=[row.pk])
    assert url.encode() not in page.content
