"""The tables of messaging, a file per noun. No rules here beyond what the database can hold."""

from __future__ import annotations

from stammkunde.messaging.models.addresses import AddressKind, AddressState, MailboxMark
from stammkunde.messaging.models.asking import ConsentAsked
from stammkunde.messaging.models.birthdays import BirthdaySettings
from stammkunde.messaging.models.inquiry import (
    OPEN,
    Inquiry,
    InquirySettings,
    InquirySource,
    InquiryState,
    Wanted,
)
from stammkunde.messaging.models.letter import Letter, Letterhead, PrintRun, RunState
from stammkunde.messaging.models.message import (
    SUPPRESSED,
    Attachment,
    Category,
    Channel,
    Direction,
    Message,
    Reason,
    State,
)
from stammkunde.messaging.models.notice import ABOUT_NOTICE, Notice, NoticeFile, NoticeState
from stammkunde.messaging.models.settings import BodyPolicy, MessagingSettings
from stammkunde.messaging.models.sms import OutgoingSms, SmsState
from stammkunde.messaging.models.template import MessageTemplate, PersonalSignature

__all__ = [
    "ABOUT_NOTICE",
    "OPEN",
    "SUPPRESSED",
    "AddressKind",
    "AddressState",
    "Attachment",
    "BirthdaySettings",
    "BodyPolicy",
    "Category",
    "Channel",
    "ConsentAsked",
    "Direction",
    "Inquiry",
    "InquirySettings",
    "InquirySource",
    "InquiryState",
    "Letter",
    "Letterhead",
    "MailboxMark",
    "Message",
    "MessageTemplate",
    "MessagingSettings",
    "Notice",
    "NoticeFile",
    "NoticeState",
    "OutgoingSms",
    "PersonalSignature",
    "PrintRun",
    "Reason",
    "RunState",
    "SmsState",
    "State",
    "Wanted",
]
