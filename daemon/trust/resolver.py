"""Fetch DKIM keys in the background: the only door to dnspython.

The daemon asks lookup(), which answers at once from what is known and otherwise sends the question off. So nothing
that processes mail ever waits for a name server; only programs that handle what is there and end use PatientKeys.
"""

from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from ipaddress import ip_address
from threading import Lock

import dns.exception
import dns.resolver

from daemon.trust.keys import Answer, FetchedKeys, Found, KeyAnswer, Missing, Pending, Unavailable
from daemon.value_objects import value_object

LIFETIME = 3.0  # seconds for one question, all tries together
LONGEST, SHORTEST = 3600.0, 60.0  # seconds that an answer is kept, whatever its TTL
MISSING_KEPT = 60.0
UNAVAILABLE_KEPT = 15.0  # long enough for the mail that waited to see it, shorter than its next try
MAX_KNOWN = 2000  # names kept
MAX_WAITING = 200  # questions on their way; further ones are sent when asked for again
THREADS = 8


@value_object
class Reply:
    """What a name server said, and how long that holds."""

    answer: Answer
    kept: float  # seconds


class DnsServer:
    """One name server, or those of the system."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        """Use a server given by IP address and port; None: those in the system's configuration.

        Raises: ValueError when the host is no IP address.
        """
        self._server = server
        if server:
            ip_address(server[0])

    def ask_txt(self, name: str) -> Reply:
        """Ask for the TXT records of a host name; takes up to three seconds."""
        try:
            found = self._resolver().resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Reply(Missing(), MISSING_KEPT)
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return Reply(Unavailable(type(error).__name__), UNAVAILABLE_KEPT)
        records = tuple(b"".join(record.strings) for record in found)
        ttl = found.rrset.ttl if found.rrset is not None else 0
        return Reply(Found(records), min(max(float(ttl), SHORTEST), LONGEST))

    def has_names_below(self, name: str) -> bool | None:
        """Say whether a name, or any name below it, exists (RFC 8020); None when the name server cannot say."""
        try:
            self._resolver().resolve(name, "TXT", search=False)
        except dns.resolver.NXDOMAIN:
            return False
        except dns.resolver.NoAnswer:
            return True
        except (dns.exception.DNSException, OSError, ValueError):
            return None
        return True

    def _resolver(self) -> dns.resolver.Resolver:
        """Make a resolver of its own for each question: they keep state and are not made for threads."""
        resolver = dns.resolver.Resolver(configure=self._server is None)
        if self._server:
            resolver.nameservers = [self._server[0]]
            resolver.port = self._server[1]
        resolver.lifetime = LIFETIME
        resolver.use_edns(0, 0, 1232)
        return resolver


class Resolver:
    """Known keys, and the questions on their way. Safe to use from several threads."""

    def __init__(self, ask: Callable[[str], Reply], clock: Callable[[], float]) -> None:
        """Take what asks the name server (called in threads) and a monotonic clock in seconds."""
        self._ask = ask
        self._clock = clock
        self._known: OrderedDict[str, tuple[Answer, float]] = OrderedDict()  # until when, by the clock
        self._waiting: dict[str, Future[Reply]] = {}
        self._learnt = 0.0  # how often something was learnt
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="dns")

    def lookup(self, name: str) -> KeyAnswer:
        """Tell what is known about a name; when that is nothing, send the question off and say Pending."""
        with self._lock:
            self._collect()
            known = self._known.get(name)
            if known and self._clock() < known[1]:
                return known[0]
            if name not in self._waiting and len(self._waiting) < MAX_WAITING:
                self._waiting[name] = self._threads.submit(self._ask, name)
            return Pending()

    def news(self, told: MutableMapping[str, float]) -> dict[str, tuple[Answer, float]]:
        """Return what is known and was not told yet (see SharedKeys)."""
        with self._lock:
            self._collect()
            if told.get("") == self._learnt:
                return {}
            fresh = {name: known for name, known in self._known.items() if told.get(name) != known[1]}
            told.update({name: until for name, (_, until) in fresh.items()})
            told[""] = self._learnt
        return fresh

    def wait(self, seconds: float) -> bool:
        """Wait until no question is on its way any more; False when time ran out."""
        with self._lock:
            questions = list(self._waiting.values())
        return not wait(questions, seconds).not_done

    def close(self) -> None:
        """Send no more questions; those that run end by themselves within seconds."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _collect(self) -> None:
        """Take in the answers that have come; forget the names that were learnt first when there are too many."""
        for name in [name for name, question in self._waiting.items() if question.done()]:
            reply = _reply_of(self._waiting.pop(name))
            self._known[name] = (reply.answer, self._clock() + reply.kept)
            self._learnt += 1
            self._known.move_to_end(name)
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)


def _reply_of(question: Future[Reply]) -> Reply:
    """Read a finished question; one that broke or was cancelled is a name server that could not say."""
    if question.cancelled():
        return Reply(Unavailable("stopped"), UNAVAILABLE_KEPT)
    error = question.exception()
    if error is not None:
        return Reply(Unavailable(type(error).__name__), UNAVAILABLE_KEPT)
    return question.result()


class PatientKeys:
    """Look keys up and wait for the answer: for programs that handle what is there and end."""

    def __init__(self, keys: FetchedKeys) -> None:
        """Wait for the answers of these keys."""
        self._keys = keys

    def news(self, told: MutableMapping[str, float]) -> dict[str, tuple[Answer, float]]:
        """Return what is known and was not told yet (see SharedKeys)."""
        return self._keys.news(told)

    def lookup(self, name: str) -> KeyAnswer:
        """Tell what the name server says, after at most a few seconds."""
        answer = self._keys.lookup(name)
        if not isinstance(answer, Pending):
            return answer
        self._keys.wait(LIFETIME + 1)
        return self._keys.lookup(name)
