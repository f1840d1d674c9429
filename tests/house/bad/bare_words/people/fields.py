"""Labels."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS = [_("Open"), pgettext_lazy("people", "Closed"), _("Two words"), _("Ends with a stop.")]
