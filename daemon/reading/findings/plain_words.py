"""Split a text into plain words faster than an expression does, by way of its octets."""

_ONLY_LETTERS = bytes(octet if chr(octet) in "abcdefghijklmnopqrstuvwxyz" else 0x20 for octet in range(256))


def plain_words(text: str) -> list[bytes]:
    """Return the words of ASCII letters, in lower case; everything else parts them."""
    return text.casefold().encode("ascii", "replace").translate(_ONLY_LETTERS).split()
