"""Turn HTML bodies into text that reads well, and mark the lines that the sender did not type.

Contract for the readers of a reply: `to_text(html)` (kept as `InboundMessage.html_text`) returns

- `text`: visible text only (nothing hidden by style or attribute, no scripts). One line per line of the page:
  a `<br>`, block or table row ends a line, paragraphs are parted by an empty line, cells of a row by one tab,
  items start with "- " or "1. ". Lines inside a `<blockquote>` that is a quotation start with ">" once per level,
  as in plain text, so interleaved answers stand out.
- `quoted`: half-open ranges of lines inside the containers of quotations and forwards, with their attribution
  (Gmail, Yahoo, Thunderbird, Zimbra, ProtonMail, Outlook's "from here on" rules …);
  answers between the quotations of one container are not in them.
- `signatures`: half-open ranges of lines inside the signature containers.

libxml2 reads the page as events, without a tree: linear as long as elements are not nested absurdly deep, so a page
deeper than any mail program writes is read without its structure. (lexbor needs 9 s for 100 000 nested `<div>`.)
"""

import re
from html import unescape

from lxml.etree import HTMLParser, LxmlError  # type: ignore[import-untyped]  # has no annotations

from daemon.reading.markup.html_layout import Layout, TooDeep
from daemon.reading.message import HtmlText

_CHUNK = 16 * 1024  # characters given to the parser at once, so that an absurd page is left early
_TAG = re.compile(r"<[^<>]*>")
_BREAKING_TAG = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|blockquote)\b[^<>]*>", re.IGNORECASE)


def to_text(html: str) -> HtmlText:
    """Return an HTML document or fragment as text; never raises."""
    layout = Layout()
    parser = HTMLParser(target=layout, huge_tree=True, remove_pis=True)
    try:
        for start in range(0, len(html), _CHUNK):
            parser.feed(html[start : start + _CHUNK])
        return parser.close() if html else HtmlText("", (), ())
    except (TooDeep, LxmlError):
        return HtmlText(_without_tags(html), (), ())


def _without_tags(html: str) -> str:
    lines = unescape(_TAG.sub("", _BREAKING_TAG.sub("\n", html))).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
