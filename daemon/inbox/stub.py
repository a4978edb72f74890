"""Cut a mail that is over the size limit down to its header."""


def header_of(octets: bytes) -> bytes:
    """Return the header with the empty line behind it, or all octets when no header ends in them (RFC 5322 §2.1)."""
    ends = [(found, found + len(end)) for end in (b"\r\n\r\n", b"\n\n") if (found := octets.find(end)) >= 0]
    return octets[: min(ends)[1]] if ends else octets
