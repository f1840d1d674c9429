"""Words to customers."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

TEXTS = [_("All the best to you."), ngettext("Your day", "Your days", 2), _("The day"), _("Only du: “Sie”")]
OTHER = [pgettext("one", "For you"), pgettext("two", "For you")]
