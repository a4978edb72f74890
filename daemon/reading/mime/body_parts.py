"""Choose the parts that are the body: what people read, what the sender typed, the HTML (trust.md §3.6, 2)."""

from daemon.reading.mime.structure import Part

_FILES = ("attachment", "form-data")  # dispositions
# Forms of the same text beside plain and HTML: no files, and the body when there is nothing better.
_OTHER_FORMS = ("text/enriched", "text/richtext", "text/markdown", "text/x-amp-html", "text/watch-html")
_READABLE = ("text/plain", "text/html", *_OTHER_FORMS)
_TYPED_FIRST = ("multipart/mixed", "multipart/related", "multipart/signed")
_STUB = 400  # octets: what only points to the HTML is shorter
_FIRST_ALONE = ("multipart/signed", "multipart/appledouble")


def is_readable(part: Part) -> bool:
    """Tell whether the part is text for people: unnamed, not sent as a file."""
    is_text = part.type in _READABLE or (part.type.startswith("multipart/") and not part.children)
    return is_text and not part.filename and part.disposition.main not in _FILES


def typed_part(part: Part) -> Part | None:
    """Return the sender's first text/plain part: the only one in which commands may stand; None when there is none."""
    if part.type in _TYPED_FIRST and part.children:
        return typed_part(part.children[0])
    if part.type == "multipart/alternative":
        return next((found for found in map(typed_part, part.children) if found), None)
    return part if part.type == "text/plain" and is_readable(part) else None


def html_part(part: Part) -> Part | None:
    """Return the first readable HTML part, never one of an attached mail; None when there is none."""
    return next((found for found in part.walk() if found.type == "text/html" and is_readable(found)), None)


def body_parts(raw: bytes, root: Part) -> list[Part]:
    """Return the parts that together are the body, in document order; of alternatives the plain one.

    A mail that is nothing but one named text is its own body.
    """
    found = _readable_parts(raw, root)
    if not found and root.type in _READABLE and root.disposition.main not in _FILES:
        return [root]
    return found


def _readable_parts(raw: bytes, part: Part) -> list[Part]:
    if part.type == "multipart/alternative" and part.children:
        return _best_alternative(raw, part)
    children = part.children[:1] if part.type in _FIRST_ALONE else part.children
    if children:
        return [found for child in children for found in _readable_parts(raw, child)]
    return [part] if is_readable(part) else []


def _best_alternative(raw: bytes, part: Part) -> list[Part]:
    """Return the plain alternative; with the next best when it is empty or only says that there is another."""
    choices = [found for found in (_readable_parts(raw, child) for child in part.children) if found]
    choices.sort(key=_rank)
    if len(choices) > 1 and _is_stub(raw, choices[0]):
        return choices[0] + choices[1]
    return choices[0] if choices else []


def _rank(choice: list[Part]) -> int:
    types = {part.type for part in choice}
    if types == {"text/plain"}:
        return 0
    return 1 if "text/html" in types else 2


def _is_stub(raw: bytes, choice: list[Part]) -> bool:
    """Tell whether a text is nothing, or "Your mail program does not show HTML"."""
    words = b"".join(raw[part.start : min(part.end, part.start + _STUB)] for part in choice).strip()
    return not words or (len(words) < _STUB and b"html" in words.lower())
