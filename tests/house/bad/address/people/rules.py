"""Addresses nobody."""

from django.utils.translation import gettext as _

TEXTS = [_("Only open invoices can be cancelled."), _("Fill in a name, please.")]
