"""Know the elements by which mail programs mark quotations and signatures in HTML.

Sources: mails of the programs named beside each mark.
An id or class may carry the prefix "x_": Outlook adds it to foreign mail.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Mark(StrEnum):
    """What an element says about its content."""

    NONE = "none"
    QUOTED = "quoted"  # the element is a quotation
    WRAPPER = "wrapper"  # attribution and quotation, and possibly answers between the quotations
    REST_QUOTED = "rest-quoted"  # everything from here to the end of the mail was not typed now
    SIGNATURE = "signature"


_WRAPPER_CLASSES = {
    "gmail_quote": "Gmail",
    "gmail_quote_container": "Gmail",
    "yahoo_quoted": "Yahoo",
    "yahoo_quoted_begin": "Yahoo",
    "protonmail_quote": "ProtonMail",
    "tutanota_quote": "Tutanota",
    "zmail_extra": "Zoho",
    "moz-forward-container": "Thunderbird",
    "bloop_original_html": "Airmail",
    "k9mail-quote": "K-9",
    "front-blockquote": "Front",
    "mail_quote": "Xiaomi",
    "mail-quote": "Open-Xchange",
    "ox-quote": "Open-Xchange",
}
_QUOTED_CLASSES = {
    "moz-cite-prefix": "Thunderbird: the attribution",
    "gmail_attr": "Gmail: the attribution",
    "apple-mail-quote": "Apple Mail",
    "WordSection1_quoted": "Outlook",
}
_REST_CLASSES = {"OutlookMessageHeader": "Outlook 2003", "ms-outlook-ios-reference": "Outlook mobile"}
_REST_IDS = {
    "divRplyFwdMsg": "Outlook on the web",
    "appendonsend": "Outlook on the web",
    "stopSpelling": "Hotmail",
    "zwchr": "Zimbra: a rule",
    "mail-editor-reference-message-container": "Outlook mobile and new Outlook",
    "OLK_SRC_BODY_SECTION": "Outlook for Mac",
    "replySplit": "webmail",
}
_WRAPPER_IDS = {
    "yahoo_quoted": "Yahoo",
    "reply-intro": "Roundcube: the attribution",
    "isForwardContent": "NetEase",
    "isReplyContent": "NetEase",
    "qt": "Fastmail",
    "mail_quote_area": "Xiaomi",
}
_SIGNATURE_CLASSES = {
    "gmail_signature": "Gmail",
    "gmail_signature_prefix": "Gmail",
    "moz-signature": "Thunderbird",
    "protonmail_signature_block": "ProtonMail",
    "bloop_sign": "Airmail",
    "k9mail-signature": "K-9",
    "front-signature": "Front",
    "io-ox-signature": "Open-Xchange",
    "sh-signature": "Superhuman",
    "ms-outlook-mobile-signature": "Outlook mobile",
    "tutanota_signature": "Tutanota",
}
_SIGNATURE_IDS = {
    "ms-outlook-mobile-signature": "Outlook mobile",
    "Signature": "Outlook on the web",
    "AppleMailSignature": "Apple Mail",
    "composer_signature": "Samsung",
    "_rc_sig": "Roundcube",
    "Zm-_Id_-Sgn": "Zoho",
    "ymail_android_signature": "Yahoo on Android",
    "signature": "webmail",
    "miui_signature": "Xiaomi",
}
_NAMES = {
    "quote": Mark.WRAPPER,  # GMX, web.de
    "messageReplySection": Mark.WRAPPER,  # Spark
    "messageSignatureSection": Mark.SIGNATURE,  # Spark
}
_MARKERS = {
    "__QUOTED_TEXT__": Mark.WRAPPER,  # Zimbra
    "__HEADERS__": Mark.QUOTED,  # Zimbra
    "__SIG_PRE__": Mark.SIGNATURE,  # Zimbra
    "__SIG_POST__": Mark.SIGNATURE,  # Zimbra
}
# Outlook's rule above "From: … Sent: …", desktop 2007 to now and Windows Mail.
_OUTLOOK_RULE = re.compile(
    r"border:none;border-top:solid(?:#[0-9a-f]{3,6}|windowtext)1\.0pt;padding:3\.0pt0(?:cm|in|mm|pt)0(?:cm|in|mm|pt)0(?:cm|in|mm|pt)"
    r"|padding-right:0(?:px|in|cm);padding-left:0(?:px|in|cm);padding-top:5px"
)
_REST_COMMENTS = ("originalmessage",)  # Samsung
_NO_QUOTE_STYLE = re.compile(r"border(?:-left)?:(?:none|0)", re.IGNORECASE)  # an indentation made with a blockquote


def mark_of(tag: str, attributes: Mapping[str, str]) -> Mark:
    """Return what an element with these attributes marks; names of attributes in lower case."""
    if not attributes:
        return Mark.QUOTED if tag == "blockquote" else Mark.NONE
    found = _by_names(attributes)
    if found is Mark.WRAPPER and tag == "blockquote":
        return Mark.QUOTED
    if found is not Mark.NONE:
        return found
    if tag == "blockquote":
        return _of_blockquote(attributes)
    if tag == "div" and _OUTLOOK_RULE.search(attributes.get("style", "")[:400].replace(" ", "").lower()):
        return Mark.REST_QUOTED
    return Mark.NONE


def mark_of_comment(text: str) -> Mark:
    """Return what a comment marks."""
    return Mark.REST_QUOTED if text.strip().lower() in _REST_COMMENTS else Mark.NONE


def _by_names(attributes: Mapping[str, str]) -> Mark:
    identity = attributes.get("id", "").removeprefix("x_")
    classes = [name.removeprefix("x_") for name in attributes.get("class", "")[:400].split()]
    if identity in _SIGNATURE_IDS or any(name in _SIGNATURE_CLASSES for name in classes):
        return Mark.SIGNATURE
    if identity in _REST_IDS or any(name in _REST_CLASSES for name in classes):
        return Mark.REST_QUOTED
    if (
        identity in _WRAPPER_IDS
        or identity.startswith("yahoo_quoted")
        or any(name in _WRAPPER_CLASSES for name in classes)
    ):
        return Mark.WRAPPER
    if any(name in _QUOTED_CLASSES for name in classes):
        return Mark.QUOTED
    if attributes.get("data-smartmail") == "gmail_signature":
        return Mark.SIGNATURE
    return _NAMES.get(attributes.get("name", ""), _MARKERS.get(attributes.get("data-marker", ""), Mark.NONE))


def _of_blockquote(attributes: Mapping[str, str]) -> Mark:
    if attributes.get("type", "").lower() == "cite" or "cite" in attributes:
        return Mark.QUOTED
    return Mark.NONE if _NO_QUOTE_STYLE.search(attributes.get("style", "")[:400].replace(" ", "")) else Mark.QUOTED
