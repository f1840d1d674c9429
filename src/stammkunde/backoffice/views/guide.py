"""The user guide as pages and in the drawer beside every page."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stammkunde.backoffice import guide as book
from stammkunde.foundation.web import fragments

HITS = 20
DAY = 86_400


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The table of contents, what is found for `q`, or what helps on the page named by `for`."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:100]
    helps = book.page_of(request.GET.get("for", "")[:100])
    if query:
        return _show(request, None, query=query, hits=book.search(query, HITS))
    if helps is not None:
        return _show(request, helps[0], anchor=helps[1])
    return _show(request, book.pages().get(book.CONTENTS))


@require_safe
def guide_page(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the guide."""
    found = book.pages().get(page)
    if found is None:
        raise Http404
    return _show(request, found)


@require_safe
def guide_picture(request: HttpRequest, picture: str) -> FileResponse:
    """A picture of the guide."""
    path = book.picture(picture)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={DAY}"
    return response


def _show(request: HttpRequest, shown: book.GuidePage | None, **more: object) -> HttpResponse:
    context = {"page": shown, "contents": book.CONTENTS, **more}
    return fragments.page(
        request, "backoffice/guide.html", context, fragment="backoffice/_guide.html"
    )
