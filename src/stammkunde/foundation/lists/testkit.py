"""The tests that every list gets by being declared (house.md 7 and 9).

`assert_list_holds(CustomerList, actor, make_rows)` walks every sort, filter, lens and column of a
list on the database at hand. What it asserts is compared between databases by running it on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import export
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Choice, Filter, Flag, Prefix
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.members import Stored
from stammkunde.foundation.lists.picking import matching
from stammkunde.foundation.lists.printing import Sheet
from stammkunde.foundation.lists.source import Slice, Source
from stammkunde.foundation.lists.spans import Between
from stammkunde.foundation.lists.state import FILTER, State, parse
from stammkunde.foundation.lists.texts import Contains
from stammkunde.foundation.lists.views import LIVE, answer
from stammkunde.foundation.remember import remembering

SMALL = 4  # rows per page while walking, so that few rows already make many pages
Query = dict[str, str]


def assert_list_holds(
    page: type[Declared],
    actor: Actor,
    make_rows: Callable[[int], Any],
    *,
    searches: Sequence[str] = (),
) -> None:
    """Make rows with `make_rows(n)` (n more each time) and hold the list to its promises.

    searches: queries that find something among the rows, beside those that the kit makes up
    itself. Rows should differ in all sort columns, and some should be equal in each.
    """
    for _try in range(5):  # a search that finds nobody asks less
        make_rows(20)
        if not page.search or Source(parse(page, actor, {"q": "a"})).ids():
            break
    few = {name: queries(page, actor, query) for name, query in _shapes(page, actor)}
    make_rows(50)
    for name, query in _shapes(page, actor):
        many = queries(page, actor, query)
        if "q" in query and "sort" not in query and page.search:
            # One look per group that has hits, one per column that fetches its values and per
            # filter whose choices stand in a table, seven for the page itself and what stands
            # around every list: own lenses, beginnings, the house, what it holds, badges.
            fetching = sum(col.fetch is not None for col in page.columns_for(actor))
            fetching += sum(
                isinstance(getattr(one, "choices", None), Stored) for one in page.filters_for(actor)
            )
            most = 7 + len(page.search.groups) + fetching
            assert many <= most, f"{page.key} {name} asks {many} times"
        else:
            assert many == few[name], f"{page.key} {name}: {few[name]} queries became {many}"
    assert_sortable(page)
    for _name, query in [*_shapes(page, actor), *((text, {"q": text}) for text in searches)]:
        assert_same_everywhere(page, actor, query)
    told: dict[tuple[type, str], Query] = {}
    for one, value in filter_values(page, actor):
        query = {FILTER + one.key: value}
        assert_same_set(page, actor, query)
        told.setdefault((type(one), value), query)
    for query in (*told.values(), {"cols": page.columns[-1].key}, {"q": "zzyzx"}):
        assert_answers(page, actor, query)


def assert_same_everywhere(page: type[Declared], actor: Actor, query: Query) -> None:
    """Pages forth and back, the flat order, count and export name the same rows, each once."""
    source = Source(parse(page, actor, query))
    flat = assert_same_set(page, actor, query)
    assert walked(page, actor, query) == flat, f"{page.key} {query}: pages and order differ"
    assert walked(page, actor, query, back=True) == flat, (
        f"{page.key} {query}: the way back differs"
    )
    source.count(source.groups())
    if source.terms:
        unsorted = source.filtered().filter(page.search.found(source.terms))  # type: ignore[union-attr]
        assert set(unsorted.values_list("pk", flat=True)) == set(flat)
        if source.state.ranked:
            sizes = [source.sizes[group] for group in source.groups()]
            assert sum(sizes) == len(flat), f"{page.key} {query}: groups overlap or leak"


def assert_same_set(page: type[Declared], actor: Actor, query: Query) -> list[int]:
    """The flat order, count, export, paper and picking name the same rows, each once: their ids."""
    source = Source(parse(page, actor, query))
    flat = [row.pk for row in source.walk()]
    assert len(flat) == len(set(flat)), f"{page.key} {query} names a row twice"
    assert source.count(source.groups()) == len(flat), f"{page.key} {query} counts other rows"
    exported = [row.pk for row in export.rows(page, actor, query)]
    assert exported == flat, f"{page.key} {query} exports other rows"
    printed = [row.pk for row in Sheet(parse(page, actor, query)).found]
    assert printed == flat, f"{page.key} {query} prints other rows"
    assert set(matching(parse(page, actor, query))) == set(flat), f"{page.key} {query} picks others"
    return flat


def assert_answers(page: type[Declared], actor: Actor, query: Query) -> None:
    """Page, body and live fragment come, with the rows of the state and without an error."""
    ids = [row.pk for row in Listing(parse(page, actor, query)).slice.rows]
    for target in ("", "list", LIVE):
        body = ask(page, actor, query, target)
        assert 'id="list-results"' in body
        assert body.count('<th scope="row">') == len(ids), f"{page.key} {query} shows other rows"


def assert_sortable(page: type[Declared]) -> None:
    """Sort columns are NOT NULL: a keyset over NULLs loses rows, differently on each database."""
    model = page.source(_nobody()).model
    for col in page.columns:
        for path in col.order:
            field = _field(model, path.removeprefix("-"))
            assert not field.null, f"{page.key} sorts by {path}, which may be NULL"


def walked(page: type[Declared], actor: Actor, query: Query, *, back: bool = False) -> list[int]:
    """The ids of all pages, from the first to the last, or collected on the way back."""
    state, pages = parse(page, actor, query), []
    slice_, before, behind = _page(state)
    pages.append(slice_)
    while behind:
        slice_, before, behind = _page(state.but(after=behind))
        pages.append(slice_)
    if back:
        pages = [slice_]
        while before:
            slice_, before, _behind = _page(state.but(before=before))
            pages.insert(0, slice_)
    seen = 0
    for slice_ in pages:
        assert slice_.first == seen, f"{page.key} {query} says row {slice_.first}, it is {seen}"
        seen += len(slice_.rows)
    return [row.pk for slice_ in pages for row in slice_.rows]


def _page(state: State) -> tuple[Slice, str, str]:
    source = Source(state)
    source.look()
    slice_ = source.page(SMALL)
    assert not slice_.lost, f"{state.page.key} does not know its own cursor: {state.query}"
    return slice_, *(source.cursors(slice_) if slice_.rows else ("", ""))


def queries(page: type[Declared], actor: Actor, query: Query) -> int:
    """How many queries the page costs."""
    with CaptureQueriesContext(connection) as asked:
        ask(page, actor, query)
    return len(asked)


def ask(page: type[Declared], actor: Actor, query: Query, target: str = "") -> str:
    """The body of the answer: the page, or the fragment for an htmx target."""
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    request: Any = RequestFactory().get("/", query, headers=headers)
    request.actor = actor
    request.htmx = _Htmx() if target else None
    with remembering():
        response = answer(page, request)
    assert response.status_code == 200, f"{page.key} {query} answers {response.status_code}"
    return response.content.decode()


class _Htmx:
    history_restore_request = False


def _shapes(page: type[Declared], actor: Actor) -> Iterable[tuple[str, Query]]:
    """The plain list, each lens, each sort both ways, and a search in the order of each."""
    yield "plain", {}
    for lens in page.lenses_for(actor):
        yield f"lens {lens.key}", {"lens": lens.key}
    for col in page.columns_for(actor):
        if col.order:
            yield f"sort {col.key}", {"sort": col.key}
            yield f"sort -{col.key}", {"sort": f"-{col.key}"}
    if page.search:
        yield "search", {"q": "a"}
        yield "search, sorted", {"q": "a", "sort": page.sort}


def filter_values(page: type[Declared], actor: Actor) -> Iterable[tuple[Filter, str]]:
    """Values for each filter of a kind that the kit knows."""
    for one in page.filters_for(actor):
        values = {Flag: ["1"], Prefix: ["1"], Between: ["2000-01-01.."]}.get(type(one), [])
        if isinstance(one, Contains):
            values = ["a", "ler", "017"]
        if isinstance(one, Choice) and one.choices:
            values = [str(one.choices[0][0])]
        if one.empties:
            values = [*values, EMPTY, FILLED]
        yield from ((one, value) for value in values)


def _field(model: Any, path: str) -> Any:
    """The model field at the end of an ORM path."""
    field = None
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else _named(model, name)
        model = field.related_model or model
    return getattr(field, "field", field)


def _named(model: Any, name: str) -> Any:
    return next(
        field for field in model._meta.get_fields(include_hidden=True) if field.name == name
    )


def _nobody() -> Actor:
    return Actor(kind="system", id=None, label="")
