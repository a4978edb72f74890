"""Look at mails that came in, and tell which server writes Authentication-Results into them and where."""

from collections import Counter
from collections.abc import Iterable, Iterator

from daemon.reading.message import Header
from daemon.trust.authentication_results import ResultsSyntaxError, read_authserv_id, read_results
from daemon.value_objects import value_object

ENOUGH = 0.8  # share of the mails that our own server must have marked in the same place


@value_object
class Sighting:
    """A server that marks mails at one place."""

    authserv_id: str  # lower case
    own_received: int  # number of Received lines above the field; 0 is "top"
    mails: int  # that had it there
    mails_with_dmarc: int  # of these, that had a dmarc result in it

    @property
    def position(self) -> str:
        """The place as the configuration writes it."""
        return str(self.own_received) if self.own_received else '"top"'


def survey(mails: Iterable[tuple[Header, ...]]) -> tuple[Sighting, ...]:
    """Count who marked the mails and where, most frequent first; of each server only its topmost field in a mail."""
    seen: Counter[tuple[str, int]] = Counter()
    with_dmarc: Counter[tuple[str, int]] = Counter()
    for headers in mails:
        for place, has_dmarc in _marks(headers):
            seen[place] += 1
            with_dmarc[place] += has_dmarc
    ranked = sorted(seen, key=lambda place: (-seen[place], place[1], place[0]))
    return tuple(Sighting(*place, seen[place], with_dmarc[place]) for place in ranked)


def propose(sightings: tuple[Sighting, ...], mails: int) -> Sighting | None:
    """Choose what must be our own server: highest in the header among those that marked nearly all mails."""
    usual = [sighting for sighting in sightings if sighting.mails >= ENOUGH * mails]
    return min(usual, key=lambda sighting: sighting.own_received, default=None)


def _marks(headers: tuple[Header, ...]) -> Iterator[tuple[tuple[str, int], bool]]:
    """Yield each server's topmost place in one mail, and whether a dmarc result is there."""
    received, known = 0, set[str]()
    for header in headers:
        name = header.name.lower()
        received += name == "received"
        server = read_authserv_id(header.value) if name == "authentication-results" else None
        if server and server not in known:
            known.add(server)
            yield (server, received), _has_dmarc(header.value)


def _has_dmarc(value: str) -> bool:
    try:
        return any(result.method == "dmarc" for result in read_results(value))
    except ResultsSyntaxError:
        return False
