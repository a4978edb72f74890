"""Take out of letters to requesters what may not stand there: tokens, and what looks like a gap of ours."""

import re
from dataclasses import replace
from typing import Any

from daemon.desk.writing.letter_parts import Enclosures
from daemon.desk.writing.letters import (
    Audience,
    FormRequest,
    Letter,
    LetterContent,
    Rejection,
    Reply,
    Solution,
    StatusList,
)
from daemon.outbox import wording
from daemon.trust.scrubbing import scrub

_WITHIN_MARK = re.compile(r"(?<=\{)(?=[{%])|(?<=[}%])(?=\})")  # between the signs of one of leaks.PLACEHOLDERS


def scrubbed(letter: Letter) -> Letter:
    """Return the letter without tokens in what people wrote, when it goes to a requester (trust.md §3.5)."""
    content = letter.content
    if content.audience is not Audience.REQUESTER:
        return letter
    if isinstance(content, FormRequest | Reply | Solution | Rejection):
        content = replace(content, text=scrub(content.text))
    content, subject = _tamed_content(content), _tamed(scrub(letter.subject))
    enclosures = _tamed_names(letter.enclosures)
    if content is letter.content and subject == letter.subject and enclosures is letter.enclosures:
        return letter
    return replace(letter, content=content, subject=subject, enclosures=enclosures)


def _tamed_names(enclosures: Enclosures) -> Enclosures:
    """Do the same with the names of the files that go along."""
    if not any(_is_wild(file.filename) for file in enclosures.enclosed):
        return enclosures
    files = tuple(replace(file, filename=_tamed(file.filename)) for file in enclosures.enclosed)
    return replace(enclosures, enclosed=files)


def _tamed_content(content: LetterContent) -> LetterContent:
    """Break up what looks like a placeholder in what came by mail, so that the gate can tell it from one of ours."""
    changes: dict[str, Any] = {}
    if _is_wild(getattr(content, "subject", "")):
        changes["subject"] = _tamed(getattr(content, "subject", ""))
    for name in ("form", "missing"):
        fields = getattr(content, name, ())
        if any(_is_wild(field.value) for field in fields):
            changes[name] = tuple(replace(field, value=_tamed(field.value)) for field in fields)
    if isinstance(content, StatusList) and any(_is_wild(ticket.subject) for ticket in content.tickets):
        changes["tickets"] = tuple(replace(ticket, subject=_tamed(ticket.subject)) for ticket in content.tickets)
    return replace(content, **changes) if changes else content


def _is_wild(text: str) -> bool:
    """Say whether a text can hold what looks like a placeholder; hardly any does."""
    return "{" in text or "}" in text


def _tamed(text: str) -> str:
    """Return the text without marks of placeholders, also those that appear when what cannot be seen is taken out."""
    return _WITHIN_MARK.sub(" ", wording.clean(text)) if _is_wild(text) else text
