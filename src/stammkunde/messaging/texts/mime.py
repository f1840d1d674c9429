"""The message as it travels: mixed(alternative(text, related(html, logo)), attachments)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import Message
from email.mime.image import MIMEImage
from functools import lru_cache
from typing import Any

from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText

from stammkunde.foundation import files, images
from stammkunde.foundation.business import business
from stammkunde.messaging.texts.layout import LOGO
from stammkunde.messaging.texts.rendering import Rendered

_SIZE = (480, 96)  # twice the height that the layout shows


class TextMail(EmailMultiAlternatives):
    """A mail whose HTML carries its own pictures (`cid:logo`)."""

    logo: bytes = b""

    def _create_alternatives(self, msg: Message) -> Message:
        """Text first, then HTML: programs show the last kind that they understand."""
        ways = SafeMIMEMultipart(_subtype="alternative", encoding=self.encoding)
        ways.attach(msg)
        for content, _type in self.alternatives:
            page: Any = SafeMIMEText(str(content), "html", self.encoding or "utf-8")
            if self.logo:
                both = SafeMIMEMultipart(_subtype="related", encoding=self.encoding)
                both.attach(page)
                picture = MIMEImage(self.logo, "png")
                picture.add_header("Content-ID", f"<{LOGO}>")
                picture.add_header("Content-Disposition", "inline", filename="logo.png")
                both.attach(picture)
                page = both
            ways.attach(page)
        return ways


def message(
    rendered: Rendered,
    *,
    to: str,
    sender: str,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[tuple[str, bytes, str]] = (),
) -> TextMail:
    """The mail of a rendered text, for `foundation.mail.queue`.

    attachments: name, bytes, content type; names come out of `speaking(language)`.
    """
    mail = TextMail(
        rendered.subject,
        rendered.text,
        sender,
        [to],
        reply_to=[reply_to] if reply_to else None,
        headers=dict(headers or {}),
    )
    mail.attach_alternative(rendered.html, "text/html")
    key = business().logo_key
    mail.logo = _logo(key) if key else b""
    for name, data, kind in attachments:
        mail.attach(name, data, kind)
    return mail


@lru_cache(maxsize=4)
def _logo(key: str) -> bytes:
    """The logo as PNG, which every mail program shows, and small: it goes along with each mail."""
    return images.as_png(files.path_of(key), _SIZE)
