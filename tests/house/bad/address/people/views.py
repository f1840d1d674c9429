"""Speaks with the staff."""

from django.utils.translation import gettext as _

TEXTS = [_("Your list is empty."), _("Choose a file.")]
