"""The index of settings and the way back to it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from stammkunde.foundation.rooms import SettingsEntry, slots
from tests import cast

pytestmark = pytest.mark.db


def test_the_settings_stand_under_headings_and_a_search_keeps_only_those_it_needs() -> None:
    client = cast.logged_in()
    said = client.get("/settings/").content.decode()
    headings = re.findall(r'<h2 class="over"[^>]*>([^<]+)', said)
    assert headings == ["Betrieb und Team", "Kunden", "Kommunikation"]
    assert said.index("E-Mail-Versand prüfen") > said.index(">Kommunikation</h2>")
    said = client.get("/settings/", {"q": "Schlagworte"}).content.decode()
    assert re.findall(r'<h2 class="over"[^>]*>([^<]+)', said) == ["Kunden"]


@pytest.mark.slow
def test_every_page_below_the_settings_leads_back_to_them() -> None:
    client, missing = cast.logged_in(), []
    entries: list[SettingsEntry] = slots.of("backoffice.settings", cast.owner())
    for url in (reverse(one.url_name) for one in entries):
        said = client.get(url).content.decode()
        way = re.search(r'<nav class="crumb".*?</nav>', said, re.S)
        if url.startswith("/settings/") and not (way and "/settings/" in way[0]):
            missing.append(url)
    assert missing == []
