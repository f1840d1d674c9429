"""The one layout of a mail: a table of 600 pixels that old and new mail programs show alike.

The style sheet is written into the elements (css-inline), because many programs drop it.
"""

from __future__ import annotations

from html import escape

import css_inline

LOGO = "logo"  # the Content-ID of the picture
# No scheme of a page: colours of mail must stand on white and on black alike.
_CSS = """
body { margin: 0; padding: 0; background: #f2f3f5; }
.all { width: 100%; background: #f2f3f5; }
.sheet { width: 100%; max-width: 600px; background: #ffffff; border-radius: 8px; }
.head { padding: 24px 32px 0; font: 600 18px/1.4 Arial, Helvetica, sans-serif; color: #1d2733; }
.text { padding: 20px 32px 8px; }
.sign { padding: 0 32px 24px; }
.foot { padding: 16px 32px 24px; }
p, li, .button { font: 16px/1.55 Arial, Helvetica, sans-serif; color: #1d2733; }
p { margin: 0 0 16px; }
ul, ol { margin: 0 0 16px; padding: 0 0 0 24px; }
li { margin: 0 0 4px; }
a { color: #0b5cad; text-decoration: underline; }
.button { margin: 8px 0 24px; }
.button a { display: inline-block; padding: 12px 20px; border-radius: 6px; background: #0b5cad;
  color: #ffffff; font-weight: 600; text-decoration: none; }
.sign p { margin: 0 0 12px; font-size: 14px; color: #4a5563; }
.foot p { margin: 0; font-size: 12px; color: #5f6b7a; }
.foot a { color: #5f6b7a; }
"""
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title></title></head>
<body><table role="presentation" class="all" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td align="center" style="padding: 24px 12px">
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0">
<tr><td class="head">{head}</td></tr>
<tr><td class="text">{body}</td></tr>
{sign}{foot}</table></td></tr></table></body></html>
"""
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=_CSS)


def page(body: str, sign: str, foot: str, head: str, language: str, *, logo: bool) -> str:
    """The whole HTML of a mail; `body`, `sign`, `foot` are clean HTML that may hold marks.

    head: the name of the business, which the logo says, too. language: for screen readers.
    """
    name = escape(head)
    if logo:
        name = f'<img src="cid:{LOGO}" alt="{name}" height="48" border="0">'
    return _INLINER.inline(
        _PAGE.format(
            language=language.partition("-")[0],
            head=name,
            body=body,
            sign=f'<tr><td class="sign">{sign}</td></tr>' if sign else "",
            foot=f'<tr><td class="foot">{foot}</td></tr>' if foot else "",
        )
    )
