"""Speaks with customers."""

from django.utils.translation import gettext as _

TEXTS = [_("Your booking is confirmed."), _("Your place is safe.")]
