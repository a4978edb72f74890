"""Read answers that stand without their labels: one a line or parted by commas, in the order they were asked for."""

import re
from collections.abc import Iterable, Sequence

from daemon.reading.findings.field_values import found_field
from daemon.reading.findings.language import SMALL_WORDS
from daemon.reading.findings.short_replies import is_thanks
from daemon.reading.message import FoundField
from daemon.reading.vocabulary import FieldWords

_LONGEST_TEXT = 2000  # characters; a longer text is no bare answer
_MOST_PARTS = 12
_LONGEST_PART = 150  # characters of one answer
_MOST_WORDS = 8  # of one answer; more are a sentence
_IDENTIFIER = 6  # digits from which on a part is one
_MOST_NAMES = 6  # words of a name
_PARTING = re.compile(r"[\n;]")
_COMMA = re.compile(r"\s*,\s+|\s+[/|]\s+|\s+(?:dan|and|&)\s+")
_NUMBERING = re.compile(r"\s*(?:[-*\u2022]|\(?(?:\d{1,2}|[a-z])[.)])\s+", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:assalam|wa'?alaikum|selamat (?:pagi|siang|sore|malam)|yth|dear|halo|hai|hello|hi\b|salam|hormat|regards"
    r"|berikut|ini |baik|ok\b|oke|siap|iya|ya\b|mohon|maaf|wassalam|sincerely|best|kind)",
    re.IGNORECASE,
)


_SMALL_IN_NAMES = frozenset({"bin", "binti", "al", "van", "de"})


def plain_answers(
    text: str, wanted: Sequence[FieldWords], form_words: frozenset[str] = frozenset()
) -> tuple[FoundField, ...]:
    """Return the answers of a text to the fields that were asked for; empty when it reads like anything else.

    `form_words`: words, in lower case, that begin the labels of fields that hold no name; nor does what begins so.
    """
    if not wanted or len(text) > _LONGEST_TEXT:
        return ()
    parts = _parts(text)
    if not parts or len(parts) > _MOST_PARTS:
        return ()
    strict = [field for field in wanted if field.kind != "text"]
    found = list(_strict_answers(parts, strict))
    said = [part for part in parts if part not in {written for written, _ in found}]
    texts = [field for field in wanted if field.kind == "text"]
    if all(field.name.startswith("nama") for field in texts):  # identifiers were found by their structure already
        said = [part for part in said if sum(map(str.isdigit, part)) < _IDENTIFIER]
    no_names = frozenset(part for part in said if _is_no_name(part, text, form_words))
    answers = [answer for _, answer in found]
    return (*answers, *_text_answers(said, texts, no_names))


def _parts(text: str) -> list[str]:
    """Return what may be answers; the parts of a single line are parted by commas."""
    lines = [bare for line in _PARTING.split(text) if (bare := _NUMBERING.sub("", line, count=1).strip(" .\t"))]
    said = [line for line in lines if not _GREETING.match(line) and not is_thanks(line, "")]
    return [part for part in _COMMA.split(said[0]) if part] if len(said) == 1 else said


def _strict_answers(parts: Sequence[str], wanted: Iterable[FieldWords]) -> Iterable[tuple[str, FoundField]]:
    """Yield the parts that look like nothing but an answer of a kind, each for the first field that it fits."""
    free = list(parts)
    for field in wanted:
        for part in free:
            answer = found_field(field, part, is_labelled=False)
            if answer.is_valid and len(part.split()) <= _MOST_WORDS:
                free.remove(part)
                yield part, answer
                break


def _text_answers(
    parts: Sequence[str], wanted: Sequence[FieldWords], no_names: frozenset[str]
) -> tuple[FoundField, ...]:
    """Return the other parts in order, when there are as many as fields; a single name may come alone."""
    if not parts or len(parts) > len(wanted):
        return ()
    if len(parts) < len(wanted) and not (len(parts) == 1 and wanted[0].name.startswith("nama")):
        return ()
    pairs = list(zip(wanted, parts, strict=False))
    if not all(_is_answer(field, part) for field, part in pairs):
        return ()
    if any(_wants_name(field, part) and part in no_names for field, part in pairs):
        return ()
    return tuple(found_field(field, part, is_labelled=False) for field, part in pairs)


def _is_no_name(part: str, text: str, form_words: frozenset[str]) -> bool:
    """Say whether a part speaks of another field ("Kelasnya Kalkulus A"), is an order ("!ambil"), or a sentence."""
    first = part.casefold().split()[0]
    if part.startswith("!") or part == first:
        return True
    if first.removesuffix("nya") in form_words:
        return True
    has_ended = f"{part}." in text or f"{part}!" in text
    return has_ended and any(word[:1].islower() and word not in _SMALL_IN_NAMES for word in part.split())


def _wants_name(field: FieldWords, part: str) -> bool:
    """Say whether a field is for a name; a course may be called like a field ("Skripsi"), but not "Skripsinya"."""
    is_of_course = field.name == "nama_mk"
    return field.name.startswith("nama") and (not is_of_course or part.casefold().split()[0].endswith("nya"))


def _is_answer(field: FieldWords, part: str) -> bool:
    words = part.split()
    if len(part) > _LONGEST_PART or len(words) > _MOST_WORDS or "?" in part or ":" in part:
        return False
    if field.name.startswith("nama") and (len(words) > _MOST_NAMES or SMALL_WORDS & set(part.casefold().split())):
        return False
    return found_field(field, part, is_labelled=False).is_valid
