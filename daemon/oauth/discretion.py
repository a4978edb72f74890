"""Repeat what a server says without repeating our secrets, even when the server does."""

LONGEST = 200  # characters
_PIECE = 8  # characters of a secret that give it away


def discreet(text: str, *secrets: str) -> str:
    """Return the text as one printable line, each word that holds a piece of a secret replaced by "…"."""
    pieces = {secret[start : start + _PIECE] for secret in secrets for start in range(0, len(secret), _PIECE)}
    telling = {piece for piece in pieces if len(piece) == _PIECE} | {
        secret for secret in secrets if 0 < len(secret) < _PIECE
    }
    words = ["…" if any(piece in word for piece in telling) else word for word in text.split()]
    return "".join(character for character in " ".join(words) if character.isprintable())[:LONGEST]
