"""Tags of the pages under *Kommunikation*."""

from __future__ import annotations

from typing import Any

from django import template

from stammkunde.messaging import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def communication_pages(context: Any) -> list[frame.ShownPage]:
    """The row of sub pages for whoever looks, the current one marked."""
    return frame.pages(context["actor"], context["request"].path)
