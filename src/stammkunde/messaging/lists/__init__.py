"""The lists of messaging; `foundation.rooms.autodiscover` looks here."""

from stammkunde.messaging.lists import addresses
from stammkunde.messaging.lists.inquiries import InquiryList
from stammkunde.messaging.lists.notices import NoticeList
from stammkunde.messaging.lists.sent import SentList, SmsList

__all__ = ["InquiryList", "NoticeList", "SentList", "SmsList", "addresses"]
