"""Make what the outgoing server finds too large as small as it can be: the beginning of its text, and nothing else."""

LARGEST_TEXT = 20_000  # octets, as they are encoded
NOTE = (
    b"\r\n\r\n[Surat ini dipotong karena terlalu besar bagi server surat. Tanyakan sisanya kepada kami.]"
    b"\r\n[This mail was shortened: the mail server found it too large. Ask us for the rest.]\r\n"
)
_PARTS = b"\r\nContent-Type: multipart/"
_TEXT = b"\r\nContent-Type: text/plain"


def shortened(content: bytes) -> bytes | None:
    """Return a mail of ours with the beginning of its text/plain part alone; None when it is that already."""
    head, parts, body = content.partition(_PARTS)
    before, text, after = body.partition(_TEXT)
    if not parts or not text:
        return None
    delimiter = b"\r\n" + before[before.rfind(b"\r\n") + 2 :]
    inner, blank, octets = (text + after.partition(delimiter)[0]).partition(b"\r\n\r\n")
    if len(octets) > LARGEST_TEXT:
        octets = octets[: octets.rfind(b"\r\n", 0, LARGEST_TEXT)]  # whole lines, whatever their encoding
    return head + inner + blank + octets + NOTE
