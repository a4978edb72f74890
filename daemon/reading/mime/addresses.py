"""Read address lists and message ids leniently, for display and for answering (RFC 5322 §3.4, §3.6.4).

What is read here is never an identity. Never raises.
"""

import re
from dataclasses import dataclass, field
from itertools import islice

from daemon.reading import limits
from daemon.reading.message import Mailbox
from daemon.reading.mime.encoded_words import decode_words, one_line, unfold

_MOST_CHARACTERS = 64 * 1024  # of one address list: far more than the mailboxes that are kept
_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[(),;:>]|[^"<(),;:>]+', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(r"(?:\"[^\"<>]{1,64}\"|[^\s<>()\",;:@\[\]]{1,200})@[^\s<>()\",;:@]{1,253}")
# "Name <local@domain>" with nothing in it that means anything else, as nearly all are written.
_ATOM = r"!#$%&*+./0-9?A-Z^_`a-z{|}~-"
_USUAL = re.compile(rf"([ {_ATOM}]*)<(['{_ATOM}]{{1,200}}@)([A-Za-z0-9.-]{{1,253}})>")
_USUAL_ID = re.compile(r"<([!-;=?-~]{1,998})>")  # printable ASCII without spaces
_ID = re.compile(r"<([^<>]{1,998})>")
_COMMENT = re.compile(r"\([^()]*\)")
_WHITE = re.compile(r"\s+")


@dataclass(slots=True)
class _Piece:
    """One mailbox while it is being read."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    words_before: int = 0  # how many of the words stand before the address in angle brackets
    has_address: bool = False
    is_empty: bool = True


def parse_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Return the mailboxes of a header value as written, at most as many as the limit allows."""
    usual = _USUAL.fullmatch(value)
    if usual is not None:
        return (Mailbox(usual[2] + usual[3].lower(), one_line(usual[1])),)
    text = unfold(value)[:_MOST_CHARACTERS]
    pieces = _pieces(text)
    mailboxes = tuple(_mailbox(piece) for piece in pieces)
    if mailboxes and not any(mailbox.address for mailbox in mailboxes) and "=?" in text:
        return tuple(_mailbox(piece) for piece in _pieces(decode_words(text)))  # addresses inside the encoded words
    return mailboxes


def parse_message_ids(value: str) -> tuple[str, ...]:
    """Return the message ids of a header value without angle brackets, in their order, each once."""
    usual = _USUAL_ID.fullmatch(value)
    if not value or (usual is not None and "=?" not in value):
        return (usual[1],) if usual is not None else ()
    text = unfold(value)
    text = decode_words(text) if "=?" in text else text
    ids = [_WHITE.sub("", found) for found in _ID.findall(text)]
    if not ids:
        words = text.split()
        ids = [word.strip("<>,;\"'()") for word in words if "@" in word or len(words) == 1]
    return tuple(dict.fromkeys(one_line(found) for found in ids if found))


def _pieces(text: str) -> list[_Piece]:
    """Split a list into its mailboxes; names with bare commas, groups and comments are seen to."""
    pieces, piece, depth = list[_Piece](), _Piece(), 0
    for lexeme in _LEXEME.findall(text):
        depth += lexeme == "("
        if depth:
            piece.comments.append(lexeme)
            depth -= lexeme == ")"
        elif lexeme in ",;" and (piece.has_address or lexeme == ";" or piece.is_empty):
            pieces.append(piece)
            piece = _Piece()
        elif lexeme == ":" and not piece.has_address:
            piece = _Piece()  # what stood before is the name of a group
        else:
            if lexeme[0] == "<" and "@" in lexeme and piece.angle and "@" in piece.angle:
                pieces.append(piece)
                piece = _without_comma(piece)
            _add(piece, lexeme)
    found = (one for one in [*pieces, piece] if not one.is_empty)
    return list(islice(found, limits.ADDRESSES))


def _without_comma(piece: _Piece) -> _Piece:
    """Begin the next mailbox with the words that stood behind the address of the last one, and take them off it."""
    following = _Piece(words=piece.words[piece.words_before :], is_empty=False)
    del piece.words[piece.words_before :]
    return following


def _add(piece: _Piece, lexeme: str) -> None:
    piece.is_empty = piece.is_empty and lexeme.isspace()
    if lexeme[0] == "<" and (piece.angle is None or "@" not in piece.angle):
        piece.angle = lexeme.strip("<>")
        piece.words_before = len(piece.words)
        piece.has_address = True
    elif lexeme != ">":  # left over of "<<a@b.example>>"
        piece.words.append(lexeme)
        piece.has_address = piece.has_address or ("@" in lexeme and lexeme[0] != '"')


def _mailbox(piece: _Piece) -> Mailbox:
    words = "".join(piece.words).replace(" @ ", "@")
    if piece.angle is not None:
        return Mailbox(_address(piece.angle), _name(piece.words) or _name(piece.comments))
    found = _ADDRESS.search(words)
    if found is None:
        return Mailbox("", _name(piece.words))
    rest = (words[: found.start()] + words[found.end() :]).strip(" \t<>\"'")
    return Mailbox(_address(found[0]), _name(piece.comments) or _name([rest]))


def _address(text: str) -> str:
    """Return an addr-spec out of what stood between angle brackets; a source route (RFC 5322 §4.4) goes."""
    bare = one_line(_WHITE.sub("", _COMMENT.sub("", decode_words(text))))
    if bare.startswith("@") and ":" in bare:
        bare = bare.rpartition(":")[2]
    bare = bare[7:] if bare[:7].lower() == "mailto:" else bare
    local, at, domain = bare.rpartition("@")
    return f"{local}@{domain.lower()}" if at and local and domain else ""


def _name(lexemes: list[str]) -> str:
    """Return a display name: quotes and parentheses removed, encoded words decoded."""
    name = one_line(decode_words("".join(map(_unquoted, lexemes))))
    if name.startswith("("):
        name = name[1:].removesuffix(")").strip()
    return name.strip("'").strip() if name.startswith("'") and name.endswith("'") else name


def _unquoted(lexeme: str) -> str:
    return _ESCAPED.sub(r"\1", lexeme[1:].removesuffix('"')) if lexeme.startswith('"') else lexeme
