"""Make `mailto:` links that prefill an answer (RFC 6068)."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from daemon.value_objects import value_object


@value_object
class Links:
    """Where the links of one mail lead. Without an address there are none, only words."""

    address: str = ""  # of the mailbox with the reply token in it; "" where there is no sub-addressing
    subject: str = ""  # of the answer

    @property
    def are_there(self) -> bool:
        """Say whether links can be made."""
        return bool(self.address)

    @property
    def target(self) -> str:
        """Return where all links of the mail lead, and with which subject."""
        return f"mailto:{quote(self.address, safe='@+')}?subject={quote(self.subject)}"

    def write(self, body: str) -> str:
        """Return a link that opens an answer with this text; line ends become CRLF."""
        return self.target + prefilled(body)

    def form(self, lines: Iterable[tuple[str, str]]) -> str:
        """Return a link that opens an answer with the form, one "label: value" a line."""
        return self.write("".join(f"{label}: {value}\n" for label, value in lines))


NO_LINKS = Links()


def prefilled(body: str) -> str:
    """Return the part of a link that says what the answer begins with; line ends become CRLF."""
    return "&body=" + "%0D%0A".join([_quoted(line) for line in body.split("\n")])


@lru_cache(maxsize=500)
def _quoted(line: str) -> str:
    """Remember lines: most of a form's are those of the form before it."""
    return quote(line)
