"""Start page, command palette, settings, guide: all filled by the rooms."""

from stammkunde.backoffice.views.business import settings_business, settings_retention
from stammkunde.backoffice.views.guide import guide, guide_page, guide_picture
from stammkunde.backoffice.views.palette import palette
from stammkunde.backoffice.views.settings import settings
from stammkunde.backoffice.views.setup import back_up, demo, setup, test_mail
from stammkunde.backoffice.views.today import today
from stammkunde.backoffice.views.trial import held, start_live, start_trial

__all__ = [
    "back_up",
    "demo",
    "guide",
    "guide_page",
    "guide_picture",
    "held",
    "palette",
    "settings",
    "settings_business",
    "settings_retention",
    "setup",
    "start_live",
    "start_trial",
    "test_mail",
    "today",
]
