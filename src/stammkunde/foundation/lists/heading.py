"""What stands above the rows as markup: lenses, titles of columns, the cells of the filter row.

Written here and not in templates, as cells are: they are on every page and on every key stroke of a
search. A filter is still a template, rendered once for all that it says: nothing of it is ever old,
because everything that it shows is part of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from stammkunde.foundation.lists.cells import escape
from stammkunde.foundation.lists.parts import Face, Head, LensLink
from stammkunde.foundation.templatetags.house import icon

# What is kept: so many filters, each in what was asked of it lately; of long ones (a hundred groups
# are 20 kB) only a few.
_KEPT, _LONG, _KEPT_LONG = 1_000, 30, 50


def lenses(links: Iterable[LensLink], path: str, *, live: bool) -> SafeString:
    """The links to lenses with their counts; `live`: those that are shown stay (hx-preserve)."""
    changed = escape(pgettext("list", "changed"))
    dot = f'<span class="dot" title="{changed}"></span><span class="sr">{changed}</span>'
    kept, written = " hx-preserve" * live, []
    for link in links:
        url = escape(path + link.url)
        current = ' aria-current="page"' if link.current else ""
        title = f' title="{escape(link.said)}"' if link.said else ""
        written.append(
            f'<a class="lens" href="{url}" hx-get="{url}"{current}{title}>{escape(link.lens.label)}'
            f'<span class="c" id="list-c-{escape(link.id)}"{kept}>{link.count or ""}</span>'
            f"{dot if link.changed else ''}</a>\n"
        )
    return mark_safe("".join(written))  # noqa: S308


def widths(heads: Iterable[Head]) -> SafeString:
    """The columns of the table with their widths."""
    return mark_safe("".join(f'<col class="{head.col.css}">' for head in heads))  # noqa: S308


def titles(heads: Iterable[Head], path: str) -> SafeString:
    """The titles of the columns; those that sort are links."""
    return mark_safe("".join(_title(head, path) for head in heads))  # noqa: S308


def _title(head: Head, path: str) -> str:
    label = escape(head.col.label)
    if head.url:
        url = escape(path + head.url)
        arrow = (
            icon("arrow-up" if head.sorted == "ascending" else "arrow-down") if head.sorted else ""
        )
        label = f'<a href="{url}" hx-get="{url}">{label}{arrow}</a>'
    css = f' class="{head.col.css_cell}"' if head.col.css_cell else ""
    now = f' aria-sort="{head.sorted}"' if head.sorted else ""
    return f'<th scope="col"{css}{now}>{label}</th>\n'


def filters(heads: Sequence[Head], path: str) -> SafeString:
    """The cells of the filter row."""
    language = get_language()
    cells = []
    for head in heads:
        css = f' class="{head.col.css_cell}"' if head.col.css_cell else ""
        face = head.input.face if head.input else None
        inner = _filter(face, path, language) if face else ""
        label = f' data-label="{escape(face.label)}"' if face else ""
        cells.append(f"<td{css}{label}>{inner}</td>")
    return mark_safe("".join(cells))  # noqa: S308


def _filter(face: Face, path: str, language: Any) -> str:
    return (_short if len(face.options) <= _LONG else _long)(face, path, language)


def _written(face: Face, path: str, _language: Any) -> str:
    return render_to_string("foundation/list/_filter.html", {"one": face, "path": path}).strip()


_short, _long = lru_cache(maxsize=_KEPT)(_written), lru_cache(maxsize=_KEPT_LONG)(_written)
