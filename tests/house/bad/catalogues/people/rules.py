"""Says things."""

from django.utils.translation import gettext as _

TEXTS = [_("Nobody has translated this."), _("This one is unsure."), _("Hello %(name)s, fine.")]
