"""A page of the office about texts: its words are read by the staff."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

TEXTS = [
    _("Choose a template."), _("The Sie text goes out."), _("Your answer"), _("Write it down."),
    pgettext("to customers: answer", "We have your message."),
]
