"""The name plate of the foundation: what belongs to the house and to no room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import business
from stammkunde.foundation.lists.own import BEGIN, SHARE
from stammkunde.foundation.rooms import Room

room = Room(
    key="foundation",
    label=pgettext_lazy("foundation", "House"),
    words={
        SHARE: _("Share lenses with colleagues"),
        BEGIN: _("Choose the lens with which others begin"),
        business.WORD: _("Change the data of the business, start live operation"),
    },
)
