"""The short ways through a template say what Django says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template, TemplateDoesNotExist, engines
from django.template.base import Node, VariableNode
from django.template.defaulttags import URLNode
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from stammkunde.foundation.web import engine as ours
from stammkunde.foundation.web.links import link

pytestmark = pytest.mark.pure
BOTH = (Template, ours.QuickTemplate)
I18N = "{% load i18n %}"


@dataclass
class Person:
    """Somebody to ask for names."""

    name: str = "Ida & Co"
    secret: str = "<b>"

    def greeting(self) -> str:
        return "Hallo"

    def called(self, other: str) -> str:
        return other

    def wrecked(self) -> str:
        raise TypeError("not this way")

    def remove(self) -> str:
        return "gone"

    remove.alters_data = True  # type: ignore[attr-defined]

    @property
    def broken(self) -> str:
        raise AttributeError("inside")

    @property
    def missing(self) -> str:
        raise Absent


class Absent(Exception):
    """Says that nothing is there, as Django's own do."""

    silent_variable_failure = True


class Kept:
    """A class that templates do not call."""

    do_not_call_in_templates = True
    label = "Klasse"


class Case(dict):  # type: ignore[type-arg]
    """A dictionary of another kind, with an attribute."""

    items_count = 3


KNOWN: dict[str, Any] = {
    "person": Person(),
    "text": "<i>&'\"",
    "safe": SafeString("<i>"),
    "lazy": gettext_lazy("Yes"),
    "odd": lazystr("<u>"),
    "late": SimpleLazyObject(lambda: "spät <"),
    "number": 12345,
    "price": 1.5,
    "day": date(2026, 11, 22),
    "at": datetime(2026, 11, 22, 5, 0, tzinfo=UTC),
    "nothing": None,
    "yes": True,
    "plain": {"a": {"b": "tief"}, "items": "eigenes"},
    "case": Case(a="x"),
    "list": ["eins", "zwei"],
    "pair": ("x", {"k": "v"}),
    "call": lambda: "gerufen",
    "kept": Kept,
    "key": "Search",
    "one": 1,
    "many": 7,
}

SOURCES = [
    "{{ text }}|{{ safe }}|{{ lazy }}|{{ odd }}|{{ late }}|{{ nothing }}|{{ yes }}",
    "{{ number }}|{{ price }}|{{ day }}|{{ at }}|{{ at|date:'H:i' }}|{{ number|add:one }}",
    (
        "{{ person.name }}|{{ person.greeting }}|{{ person.called }}|{{ person.remove }}|"
        "{{ person.nope }}"
    ),
    "{{ person.missing }}|{{ plain.a.b }}|{{ plain.items }}|{{ plain.x }}|{{ plain.keys }}",
    "{{ case.a }}|{{ case.items_count }}|{{ case.b }}|{{ list.1 }}|{{ list.9 }}|{{ pair.1.k }}",
    (
        "{{ call }}|{{ kept.label }}|{{ kept }}|{{ gone }}|{{ gone.more }}|{{ dicts }}|"
        "{{ autoescape }}"
    ),
    (
        "{{ gone|default:'–' }}|{{ text|upper }}|{{ safe|upper }}|{{ text|safe }}|"
        "{{ list|join:', <' }}"
    ),
    "{{ text|default:person.name|lower }}|{{ 'fest <' }}|{{ 5 }}|{{ _('Yes') }}|{{ list|length }}",
    "{% autoescape off %}{{ text }}{{ safe }}{{ lazy }}{{ list|join:'<' }}{% endautoescape %}",
    (
        "{% if gone %}a{% elif person.nope %}b{% elif person.name %}c{% endif %}"
        "{% if not gone.x %}d{% endif %}"
    ),
    (
        "{% for one in list %}{{ forloop.counter }}{{ one }}"
        "{% ifchanged one %}!{% endifchanged %}{% endfor %}"
    ),
    "{% for k, v in plain.a.items %}{{ k }}{{ v }}{% empty %}leer{% endfor %}",
    "{% with x=person.name y=gone %}{{ x }}{{ y }}{% endwith %}{% firstof gone text %}",
    I18N
    + "{% translate 'Yes' %}{% translate key %}{% translate 'Yes' as said %}{{ said }}{{ said }}",
    I18N
    + "{% translate 'Search' context 'foundation' %}{% translate '100 %' %}{% translate 'Yes' noop %}",
    I18N + "{% blocktranslate with label=text %}, edit {{ label }}{% endblocktranslate %}",
    I18N + "{% blocktranslate with label=gone.x %}, edit {{ label }}{% endblocktranslate %}",
    I18N + "{% blocktranslate %}, edit {{ label }} 5 %{% endblocktranslate %}",
    I18N
    + "{% blocktranslate trimmed with label=number %}\n , edit {{ label }}\n{% endblocktranslate %}",
    I18N + "{% blocktranslate count n=many %}one{% plural %}{{ n }} of them{% endblocktranslate %}",
    I18N + "{% blocktranslate asvar said %}Hm {{ text }}{% endblocktranslate %}{{ said }}",
    (
        "{% url 'foundation:undo' one %}|{% url 'foundation:undo' number as u %}{{ u }}|"
        "{% url 'foundation:more' %}"
    ),
    "{% url 'foundation:arrange' 'people.customers' %}|{% url 'foundation:arrange' key %}",
    "{% url 'foundation:file' key='a&b c' %}|{% url 'foundation:nowhere' as u %}[{{ u }}]",
    "{% include 'foundation/_status.html' with tone='g' label=text %}{% include piece %}",
    "{% include 'foundation/_status.html' with label='x' only %}{{ label }}",
    (
        "{% icon 'phone' %}{% filter upper %}a{{ text }}{% endfilter %}"
        "{% spaceless %}<p> <b>{{ text }}</b>{% endspaceless %}"
    ),
]


def said(kind: type[Template], source: str, **more: Any) -> str:
    """What a template of this kind makes of the source, twice: what is remembered says the same."""
    engine = engines["django"].engine
    known = {**KNOWN, "piece": engine.get_template("foundation/_mark.html"), **more}
    template = kind(source, engine=engine)
    first, second = (template.render(Context(known)) for _try in range(2))
    assert first == second
    return first


@pytest.mark.parametrize("source", SOURCES, ids=range(len(SOURCES)))
@pytest.mark.parametrize("language", ["de", "en", "de-informal"])
def test_a_template_says_what_django_says(source: str, language: str) -> None:
    with override(language):
        plain, short = (said(kind, source) for kind in BOTH)
    assert short == plain
    assert isinstance(short, SafeString)


def test_a_translation_follows_the_language() -> None:
    template = ours.QuickTemplate(I18N + "{% translate 'Yes' %}", engine=engines["django"].engine)
    found = []
    for language in ("de", "en", "de"):
        with override(language):
            found.append(template.render(Context()))
    assert found == ["Ja", "Yes", "Ja"]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{{ person.wrecked }}", TypeError),
        ("{{ person.broken }}", AttributeError),
        ("{% url 'foundation:nowhere' %}", NoReverseMatch),
        ("{% include 'foundation/_no_such_piece.html' %}", TemplateDoesNotExist),
        ("{{ text|add:gone }}", Exception),
    ],
)
def test_what_django_refuses_is_refused(source: str, problem: type[Exception]) -> None:
    for kind in BOTH:
        with pytest.raises(problem):
            said(kind, source)


def test_every_template_goes_the_short_way() -> None:
    template = engines["django"].engine.get_template("people/_field.html")
    assert isinstance(template, ours.QuickTemplate)
    kinds = {type(node) for node in template.nodelist.get_nodes_by_type(Node)}
    assert kinds & {ours.Value, ours.Link, ours.Piece, ours.Words}
    assert not kinds & {VariableNode, URLNode}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("people:record", [7]),
        ("people:edit", [7, "note"]),
        ("people:edit", [7, "überschrift"]),
        ("people:edit", [80_000_000_000, "note"]),
        ("foundation:more", []),
    ],
)
def test_an_address_is_the_one_that_django_finds(name: str, args: list[Any]) -> None:
    for _try in range(2):
        assert link(name, args) == reverse(name, args=args)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("people:record", [-1]),
        ("people:record", [True]),
        ("people:record", [1.5]),
        ("people:record", ["7"]),
        ("people:edit", [7, "a/b"]),
        ("people:nowhere", [7]),
        ("people:record", [10**12]),
        (object(), []),
    ],
)
def test_what_is_not_plain_is_left_to_django(name: Any, args: list[Any]) -> None:
    assert link(name, args) is None


def test_other_addresses_give_other_links(settings: Any) -> None:
    before = link("people:record", [7])
    settings.ROOT_URLCONF = "stammkunde.backoffice.urls"
    assert link("people:record", [7]) != before or before is None


def test_a_request_with_an_application_of_its_own_is_left_to_django() -> None:
    request = RequestFactory().get("/")
    request.current_app = "people"  # type: ignore[attr-defined]
    source = "{% url 'foundation:undo' 5 %}"
    assert said(ours.QuickTemplate, source, request=request) == "/undo/5/"
