"""The room's name plate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.rooms import Room
from stammkunde.foundation.web import strangers
from stammkunde.messaging.hung import (
    birthdays,
    bounces,
    inquiries,
    letters,
    log,
    post,
    texts,
    writing,
)

room = Room(
    key="messaging",
    label=pgettext_lazy("messaging", "Communication"),
    menu=[*inquiries.MENU, *log.MENU],
    words={
        "messaging.see": _("See messages to customers"),
        "messaging.write": _("Write to a customer"),
        "messaging.write_many": _("Write to many customers at once"),
        "messaging.templates": _("Change templates and signature"),
        "messaging.inquiries": _("Answer enquiries"),
        "messaging.settings": _("Change the settings for messages"),
    },
)

letters.hang()
strangers.welcome(
    "messaging:confirm",
    "messaging:mail_hook",
    "messaging:register",
    "messaging:sms_hook",
    "messaging:unsubscribe",
)

log.hang()
post.hang()
texts.hang()
inquiries.hang()
writing.hang()
birthdays.hang()
bounces.hang()
