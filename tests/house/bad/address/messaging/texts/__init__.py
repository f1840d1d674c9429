"""Words to customers."""

from django.utils.translation import gettext as _

TEXTS = [_("We look forward to you."), _("Bring your dog."), _("See you soon."), _("Your answer")]
