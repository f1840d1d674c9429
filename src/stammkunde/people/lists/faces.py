"""What stands before a name in lists: the logo or initials of an organisation, a picture, the marker.

Plain markup, written once per row; the address of pictures is worked out once per process.
"""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stammkunde.foundation import files
from stammkunde.foundation.templatetags.house import initials, tone
from stammkunde.people.models import Kind

_NOBODY = mark_safe('<span class="lo em"></span>')
ANY = "0" * 48


def face(row: Any) -> SafeString:
    """Before the name of a customer; a marker comes first, the office has chosen it (CLS-18)."""
    if row.marker:
        return format_html('<span class="lo em">{}</span>', row.marker)
    if row.picture_id:
        address = files.url(ANY, small=True).replace(ANY, row.picture_id)
        return format_html('<span class="lo pic"><img src="{}" alt=""></span>', address)
    if row.kind == Kind.ORGANISATION:
        name = row.short_name or row.organisation
        said = initials(name), tone(name)
        return format_html('<span class="lo {}" aria-hidden="true">{}</span>', said[1], said[0])
    return _NOBODY
