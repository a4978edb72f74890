"""Hold the sizes up to which a mail is read (trust.md §4.4), and the refusal of what exceeds them."""

RAW_OCTETS = 25 * 1024 * 1024
HEADER_OCTETS = 256 * 1024  # of one header block
HEADER_LINE_OCTETS = 16 * 1024
HEADER_LINES = 2000  # of one header block
ADDRESSES = 100  # read of one address list; the rest is ignored
MIME_DEPTH = 20
PARTS = 500
ENCODED_WORDS = 100  # decoded of one header field; the rest stays as written
TEXT_CHARACTERS = 200_000  # of the body that people read
HTML_OCTETS = 1024 * 1024
ATTACHMENTS = 50  # decoded; the rest stays in the stored mail


class LimitExceeded(Exception):
    """Say which limit of trust.md §4.4 the mail exceeds; such a mail goes to quarantine unread."""

    def __init__(self, reason: str) -> None:
        """Keep the reason: one short English phrase without anything of the mail."""
        super().__init__(reason)
        self.reason = reason

    def __reduce__(self) -> tuple[type["LimitExceeded"], tuple[str]]:
        """Travel between processes."""
        return type(self), (self.reason,)
