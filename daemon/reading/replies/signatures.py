"""Find where the sender's own words end and a signature, a "sent from" line, a disclaimer or a list footer begins."""

import re
from collections.abc import Sequence

from daemon.reading.replies.signature_phrases import (
    BANNERS,
    CLOSINGS,
    DEVICES,
    DISCLAIMERS,
    EXCUSES,
    SENT_FROM,
    SENT_FROM_ENDINGS,
    SENT_FROM_OWN,
    THANKS,
)

_INVISIBLE = "\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad"
_EMPHASIS = " \t*_\u00a0\u200b\ufeff"
_RULE_CHARACTERS = frozenset("-_=*~#\u2013\u2014\u2500\u2501\u2014\u1427 ")
_DASH_NAME = re.compile(r"(?:[-\u2013\u2014~/]|--|- )(?=[^\W\d_])[^\W\d_][\w.'’]*(?: [^\W\d_][\w.'’]*){0,3}[.!]?$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_CLOSING_WORDS = frozenset(_FIRST_WORD.findall(phrase)[0] for phrase in (*CLOSINGS, *THANKS))
_CLOSING_BEGINNINGS = frozenset(word[:2] for word in (*_CLOSING_WORDS, "wassalam"))
_NUMBER = re.compile(r"(?<![\d+])[1-9]\d{7,17}(?!\d)")
_ARMOR_HEAD = "-----begin pgp signed message-----"  # RFC 4880 §7
_ARMOR_TAIL = "-----BEGIN PGP SIGNATURE-----"
_MAX_ROUNDS = 12  # of cutting one thing after the other
_MAX_SIGNATURE = 14  # lines below "-- "
_SENTENCE = 5  # words; shorter ones stand in signatures, too
_LONG_SENTENCE = 12  # words
_MAX_CLOSING = 14  # lines below "Hormat saya,"
_MAX_GREETING = 6  # words of "Wassalamualaikum warahmatullahi wabarakatuh"
_MAX_THANKS = 4  # lines below "Terima kasih,"
_LONG_LINE = 90  # characters; a line of a signature is shorter
_LONG_PROSE = 130  # characters; below "--" even titles and addresses are shorter
_DISCLAIMER_BEGINNINGS = frozenset(phrase[:2] for phrase in DISCLAIMERS)
_DISCLAIMER_WORDS = frozenset(phrase.split()[0] for phrase in DISCLAIMERS)
_ONE_WORD_DISCLAIMERS = tuple(phrase for phrase in DISCLAIMERS if " " not in phrase)
_DISCLAIMER_DEPTH = 60  # lines from the end in which a disclaimer is looked for
_FEW_WORDS = 8
_SENT_FROM_LENGTH = 110  # characters, addresses of app shops taken off


def banner_end(lines: Sequence[str]) -> int:
    """Return how many lines at the top are a gateway's warning or the head of an OpenPGP signature; 0: none."""
    first = next((index for index, line in enumerate(lines) if line.strip(_EMPHASIS)), None)
    if first is None or not _plain(lines[first]).startswith((*BANNERS, _ARMOR_HEAD)):
        return 0
    for index in range(first, min(first + 8, len(lines))):
        if not lines[index].strip(_EMPHASIS):
            return index
    return 0


def own_end(lines: Sequence[str], labels: frozenset[str], *, is_last: bool) -> int:
    """Return how many of the lines are the sender's own words; the rest is signature, disclaimer or footer.

    `labels` are the names of form fields, lower case: what follows "Terima kasih" is not cut when it holds such data.
    `is_last` is False for words that are followed by a quotation and more own words: only sure signs are cut there.
    """
    end = _trim(lines, len(lines))
    is_closed = False  # the letter's closing was met: a rule above it parts the letter, not a signature
    for _ in range(_MAX_ROUNDS):
        before = end
        end = _trim(lines, _cut_disclaimer(lines, end) if is_last else end)
        end = end if is_closed else _trim(lines, _cut_delimited(lines, end))
        end = _trim(lines, _cut_sent_from(lines, end))
        if is_last:
            unclosed = end
            end = _trim(lines, _cut_closing(lines, end, labels))
            is_closed = is_closed or end < unclosed
            end = _trim(lines, _cut_dash_name(lines, end))
        if end == before:
            break
    return end


def is_rule(line: str) -> bool:
    """Say whether a line is nothing but dashes, underscores and the like, at least three."""
    text = line.strip(" \t\u00a0")
    return len(text) >= 3 and set(text) <= _RULE_CHARACTERS


def is_sent_from(line: str) -> bool:
    """Say whether a line is a device's or program's "Dikirim dari iPhone saya"."""
    text = _plain(line.split("<http", 1)[0].split("(http", 1)[0].split("[http", 1)[0][: _SENT_FROM_LENGTH + 1])
    text = text.lstrip("-\u2013\u2014> <(").rstrip(" >)")
    if not text or len(text) > _SENT_FROM_LENGTH:
        return False
    begins, ends = text.startswith(SENT_FROM), text.rstrip(".!").endswith(SENT_FROM_ENDINGS)
    if not begins and not ends:
        return False
    if _is_sentence(text):
        return False
    is_boast = text.startswith(SENT_FROM_OWN) and len(text.split()) <= _FEW_WORDS
    return is_boast or any(_has_word(text, device) for device in DEVICES)


def _is_sentence(text: str) -> bool:
    """Say whether more than a device's boast stands in the line: "Sent from my desk, is much easier than my phone"."""
    boast, comma, clause = text.partition(", ")
    if clause.startswith(EXCUSES):
        return len(boast.split()) > _FEW_WORDS
    return bool(comma) and len(clause.split()) > 3


def _has_word(text: str, word: str) -> bool:
    start = text.find(word)
    if start <= 0 or not word.isascii():
        return start >= 0
    return not (text[start - 1].isalnum() and text[start - 1].isascii())


def _plain(line: str) -> str:
    return line.strip(_EMPHASIS).casefold()


def _trim(lines: Sequence[str], end: int) -> int:
    while end > 0 and not lines[end - 1].strip(_EMPHASIS + _INVISIBLE):
        end -= 1
    return end


def _cut_disclaimer(lines: Sequence[str], end: int) -> int:
    for index in range(max(0, end - _DISCLAIMER_DEPTH), end):
        beginning = lines[index][:2]
        if beginning.isalnum() and (
            beginning.casefold()[:2] not in _DISCLAIMER_BEGINNINGS or not _begins_like_disclaimer(lines[index])
        ):
            continue  # nothing is taken off such a line, as most are
        text = " ".join(lines[index][:200].lstrip(_EMPHASIS + "-=[(>\"'").casefold().split())
        if (
            text[:2] in _DISCLAIMER_BEGINNINGS
            and text.startswith(DISCLAIMERS)
            and (index == 0 or _starts_paragraph(lines, index))
        ):
            return _before_rule(lines, index)
    return end


def _begins_like_disclaimer(line: str) -> bool:
    word = line[:200].split(None, 1)[0].casefold()
    return word in _DISCLAIMER_WORDS or word.startswith(_ONE_WORD_DISCLAIMERS)


def _starts_paragraph(lines: Sequence[str], index: int) -> bool:
    above = lines[index - 1].strip(_EMPHASIS)
    return not above or is_rule(lines[index - 1]) or above.endswith((".", ":", "!"))


def _before_rule(lines: Sequence[str], index: int) -> int:
    index = _trim(lines, index)
    while index > 0 and is_rule(lines[index - 1]):
        index = _trim(lines, index - 1)
    return index


def _cut_delimited(lines: Sequence[str], end: int) -> int:
    """Cut from the topmost "-- " line, or another rule, under which nothing longer than a signature stands."""
    limit = max(0, end - 3 * _MAX_SIGNATURE)
    # Most lines begin with a letter, and no delimiter with any but this one.
    for index in [
        index for index in range(limit, end) if not (first := lines[index][:1]).isalpha() or first == "\u1427"
    ]:
        if _is_delimiter(lines[index]) and _is_signature(lines, index + 1, end):
            return index
    return end


def _is_delimiter(line: str) -> bool:
    text = line.strip(" \t\u00a0\u200b")
    if text == _ARMOR_TAIL:
        return True
    return text in ("--", "\u2014", "\u2013", "- -", "---", "__", "--=20", "\u1427") or (
        len(text) >= 4 and set(text) <= {"_", "-", "="}
    )


def _is_signature(lines: Sequence[str], start: int, end: int) -> bool:
    below = [line.strip() for line in lines[start:end] if line.strip(_EMPHASIS)]
    if lines[start - 1].strip() != "--" and any(_bare(line.casefold()) in CLOSINGS for line in below[1:]):
        return False  # a letter goes on below the rule, and closes there
    if lines[start - 1] in ("-- ", "--=20", "--\u00a0", _ARMOR_TAIL):  # as RFC 3676 §4.3 wants it
        return True
    is_dashes = lines[start - 1].strip() == "--"
    if not is_dashes and any(len(line.split()) >= _SENTENCE and _is_prose(line) for line in below):
        return False
    longest = _LONG_PROSE if is_dashes else _LONG_LINE
    return len(below) <= _MAX_SIGNATURE and all(len(line) <= longest or "http" in line for line in below)


def _cut_sent_from(lines: Sequence[str], end: int) -> int:
    """Cut a "sent from" line that ends the words, with the translation that some devices add."""
    while end > 0 and is_sent_from(lines[end - 1]):
        end = _trim(lines, end - 1)
    return end


def _cut_closing(lines: Sequence[str], end: int, labels: frozenset[str]) -> int:
    filled = 0
    for index in range(end - 1, -1, -1):
        line = lines[index].strip(_EMPHASIS)
        if not line:
            continue
        if _begins_like_closing(line) and _closes(line, _shown(lines[index + 1 : end]), labels):
            return index if index and _trim(lines, index) else end
        filled += 1
        if filled > _MAX_CLOSING or len(line) > _LONG_LINE:
            return end
    return end


def _shown(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.strip(_EMPHASIS)]


def _begins_like_closing(line: str) -> bool:
    """Say whether the first word of a line is that of a closing or of thanks."""
    if line[:2].isalnum() and line[:2].casefold()[:2] not in _CLOSING_BEGINNINGS:
        return False  # most lines
    found = _FIRST_WORD.search(line.casefold())
    return found is not None and (found[0] in _CLOSING_WORDS or found[0].startswith("wassalam"))


def _closes(line: str, below: Sequence[str], labels: frozenset[str]) -> bool:
    """Say whether a line is the closing of a letter; what stands below is looked at when its words are those of one."""
    if not _reads_like_closing(line, below):
        return False
    return not any(_is_data(other, labels) or _is_prose(other) for other in below)


def _reads_like_closing(line: str, below: Sequence[str]) -> bool:
    folded = line.casefold()
    phrase, _, name = folded.partition(",")
    phrase, whole = _bare(phrase), _bare(folded)
    if whole in CLOSINGS or (whole.startswith("wassalam") and len(whole.split()) <= _MAX_GREETING):
        return True
    if phrase in CLOSINGS:
        return len(_bare(name).split()) <= 4
    if whole in THANKS:
        return 0 < len(below) <= _MAX_THANKS and _is_name(below[0])
    return phrase in THANKS and 0 < len(_bare(name).split()) <= 4 and _is_name(line.partition(",")[2])


def _is_prose(line: str) -> bool:
    """Say whether a line reads like a sentence: then what stands above it is a greeting, not a closing."""
    words = line.split()
    if words and words[-1].count(".") > 1:
        return False  # a name ends in its titles: "Ahmad Contoh, M.Pd.I."
    return len(words) > _LONG_SENTENCE or (len(words) >= 4 and line.rstrip(_EMPHASIS).endswith((".", "?", "!", ",")))


def _bare(text: str) -> str:
    """Return a text without the punctuation and emoji around it."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def _is_name(line: str) -> bool:
    words = line.strip(" .,!*_-\t\u00a0()").split()
    if not 1 <= len(words) <= 6 or line.rstrip().endswith(("?", ":")):
        return False
    return all(not any(character.isdigit() for character in word) for word in words) and (
        len(words) == 1 or words[0][:1].isupper()
    )


def _is_data(line: str, labels: frozenset[str]) -> bool:
    """Say whether a line below a closing holds what a form asks for."""
    label, colon, value = line.partition(":")
    if colon and value.strip() and label.strip(_EMPHASIS + "-.").casefold() in labels:
        return True
    first = line.split(maxsplit=1)
    if (
        len(first) == 2
        and first[0].casefold().strip(".:") in labels
        and any(character.isdigit() for character in first[1])
    ):
        return True
    return bool(_NUMBER.search(line.replace(" ", ""))) and not any(sign in line for sign in "+()@/")


def _cut_dash_name(lines: Sequence[str], end: int) -> int:
    """Cut "-Nama" or "/Nama" that ends the words in a line of its own."""
    if end < 2 or not _DASH_NAME.match(lines[end - 1].strip()):
        return end
    line = lines[end - 1].strip()
    above = lines[_trim(lines, end - 1) - 1].lstrip()
    is_item = line[:2] == "- " or above[:1] in ("-", "/", "*", "\u2022")
    return end if is_item or len(line) > 40 else end - 1
