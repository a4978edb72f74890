"""Know how browsers lay out elements, as far as text is concerned."""

import re
from collections.abc import Mapping

_NOT_SHOWN = frozenset(
    ("head", "script", "style", "template", "title", "noscript", "textarea", "select", "svg", "object")
)
_BLOCK_TAGS = """
    address article aside blockquote body caption center dd details div dl dt fieldset figure footer form header hr html
    li main nav ol p pre section summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
# Outlook writes every line as a paragraph of such a class, without space around it.
_LINE_CLASSES = ("MsoNormal", "MsoPlainText", "MsoNoSpacing")
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0*)?(?:;|$|!)|max-height:0(?![.1-9])"
)
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?:0(?![.1-9])")


def is_block(tag: str) -> bool:
    """Tell whether an element stands on lines of its own."""
    return tag in _BLOCKS


def is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether nothing inside the element is shown."""
    if tag in _NOT_SHOWN:
        return True
    return bool(attributes) and ("hidden" in attributes or _HIDING.search(_style(attributes)) is not None)


def font_size_is_none(attributes: Mapping[str, str]) -> bool | None:
    """Tell whether text directly in the element has font size zero; None when it has that of what is around it.

    Layouts reset it further inside.
    """
    style = _style(attributes)
    if "font-size:" not in style:
        return None
    size = style.rpartition("font-size:")[2]
    return size.startswith("0") and not size[1:2].isdigit() and not size.startswith("0.")


def is_spaced(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an empty line parts the element from what is around it."""
    if tag not in _PARAGRAPHS:
        return False
    return not attributes.get("class", "").startswith(_LINE_CLASSES) and not _NO_MARGIN.search(_style(attributes))


def bare_address(url: str) -> str:
    """Return a web address, or what is shown for one, without what browsers leave out."""
    return url.lower().partition("://")[2 if "://" in url else 0].removeprefix("www.").rstrip("/")


def _style(attributes: Mapping[str, str]) -> str:
    style = attributes.get("style")
    return "".join(style[:2000].lower().split()) if style else ""
