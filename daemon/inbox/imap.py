"""Talk to one folder on an IMAP server: the only door to imap_tools.

imap_tools opens folders, encodes their names and logs in. Mail is fetched as octets and never through its parser;
its `flag` and `move` are not used because they may expunge what a person only flagged as deleted.
Standards: RFC 3501, RFC 2177 (IDLE), RFC 6851 (MOVE), RFC 2342 (NAMESPACE).
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from imap_tools import BaseMailBox, ImapToolsError, MailboxLoginError
from imap_tools.errors import UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from daemon.config import ImapMailbox, read_secret
from daemon.inbox import HEADER_OCTETS, Unreachable
from daemon.inbox.imap_answers import Fetched, fetched_mails, fetched_sizes
from daemon.inbox.imap_wire import LONGEST_LINE, Server, TooMuch, WatchedClient
from daemon.oauth import Bearer, TokenRefused, TokenTrouble, bearer_of, discreet, exchange

FLAG = "$Loket"
SLOWEST = 20_000  # octets a second; a slower server is given up
_TOGETHER = 200  # mails moved by one command
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # RFC 3501 §9
_OVERHEAD = 2_000  # octets of an answer beside one mail
_HEARTBEAT = 0.5  # seconds between looks at whether waiting is to end
# RFC 5530 §3; OVERQUOTA is also what Gmail says when an account used up its bandwidth.
_TEMPORARY = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|THROTTLED|CONTACTADMIN|OVERQUOTA)\]", re.IGNORECASE)
_LONGEST_REASON = 200  # characters
_PERSONAL_PREFIX = re.compile(rb'\(\("([^"]*)"')


class LoginRefused(Unreachable):
    """The server does not take the user name and password or token, or there is no token to be had."""


class Declined(Unreachable):
    """The server says no to one command; the session still works."""


class BrokenAnswer(Unreachable):
    """The server did not keep to the protocol, or to the sizes it announced."""


class ImapSession:
    """One connection with one folder open. Not for several threads.

    All methods raise Unreachable when the server cannot be reached or understood; the session is useless then.
    """

    def __init__(self, box: ImapMailbox) -> None:
        """Connect and log in. Raises: LoginRefused, Unreachable; the connection is closed then."""
        self._box = box
        bearer = bearer_of(box.oauth2, box.username) if box.oauth2 is not None else None
        secret = _password(box) if bearer is None else _token(bearer)  # before a connection waits for it
        self._is_writable = True
        self.uidvalidity = 0  # of the folder, since `select`
        with _translated():
            self._mailbox = _Connection(_server(box))
        self._client = self._mailbox.client
        try:
            if bearer is None:
                self._log_in(secret)
            else:
                self._log_in_with_token(bearer, secret)
        except Unreachable:
            self.discard()
            raise

    def select(self) -> int:
        """Open the folder, afresh when it is open, and return its UIDVALIDITY."""
        with _translated():
            try:
                self._mailbox.folder.set(self._box.folder)
            except imaplib.IMAP4.readonly:
                self._mailbox.folder.set(self._box.folder, readonly=True)
            self._is_writable = "READ-ONLY" not in self._client.untagged_responses
            self.uidvalidity = self._number("UIDVALIDITY")
            self._client.untagged_responses.pop("EXISTS", None)  # told again, it is news
        return self.uidvalidity

    def uids(self, above: int = 0) -> list[int]:
        """Return the UIDs of the folder's mails that are greater than `above`, in order."""
        with _translated():
            self._client.allow(LONGEST_LINE, self._seconds(LONGEST_LINE))
            answer = self._client.uid("SEARCH", "UID", f"{above + 1}:*") if above else self._client.uid("SEARCH", "ALL")
            words = b" ".join(piece for piece in _checked(answer) if isinstance(piece, bytes)).split()
            # "n:*" means the last mail too when its UID is below n (RFC 3501 §6.4.8)
            return sorted({uid for uid in map(int, words) if uid > above})

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Return the octets of each mail that is still there, by UID."""
        return dict(fetched_sizes(self._fetch(uids, "(UID RFC822.SIZE)", len(uids) * _OVERHEAD)))

    def mails(self, uids: Sequence[int], octets: int) -> list[Fetched]:
        """Return the mails that are still there, whole; `octets` is how many they may have together."""
        answer = self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])", octets + len(uids) * _OVERHEAD)
        return [mail for mail in fetched_mails(answer) if mail.uid in uids]

    def header(self, uid: int) -> list[Fetched]:
        """Return one mail's header, at most HEADER_OCTETS of it; empty when the mail is gone."""
        item = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>)"
        answer = self._fetch([uid], item, HEADER_OCTETS + _OVERHEAD)
        return [mail for mail in fetched_mails(answer) if mail.uid == uid]

    def mark(self, uids: Sequence[str]) -> bool:
        """Move or flag mails as the configuration says, and return whether the server lets us.

        Mails that are gone are no fault. Nothing is ever deleted or expunged.
        """
        if not self._is_writable or self._box.finished == "leave":
            return False
        with _translated():
            if self._box.finished == "move" and "MOVE" in self._client.capabilities:
                self._move(uids)
                return True
            return self._flag(uids)

    def bring_back(self, since: datetime) -> int:
        """Move finished mail that came since that day back to where it was, and return how many mails that was.

        The session has another folder open afterwards, or none.
        """
        client: Any = self._client
        with _translated():
            try:
                self._mailbox.folder.set(self._prefix() + self._box.finished_folder)
            except UnexpectedCommandStatusError:
                return 0  # nothing was ever finished
            day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
            self._client.allow(LONGEST_LINE, self._seconds(LONGEST_LINE))
            answer = _checked(self._client.uid("SEARCH", "SINCE", day))
            uids = b" ".join(piece for piece in answer if isinstance(piece, bytes)).decode("ascii").split()
            for start in range(0, len(uids), _TOGETHER):
                _checked(client.uid("MOVE", _uid_set(uids[start : start + _TOGETHER]), encode_folder(self._box.folder)))
        return len(uids)

    def idle(self, seconds: float, interrupted: Callable[[], bool]) -> None:
        """Return when the folder has news since `select`, after so many seconds, or when `interrupted` says so.

        At most 29 minutes, then the server may hang up (RFC 2177 §3).
        """
        client: Any = self._client
        with _translated():
            tag = client._command("IDLE")
            while client._get_response() is not None:
                _check_idling(client, tag)
            waited = 0.0
            while waited < seconds and not interrupted() and "EXISTS" not in client.untagged_responses:
                if client.await_line(min(_HEARTBEAT, seconds - waited)):
                    client._get_response()
                    _check_idling(client, tag)
                else:
                    waited += _HEARTBEAT
            client.await_line(0)
            client.send(b"DONE\r\n")
            client._get_tagged_response(tag)

    @property
    def can_idle(self) -> bool:
        """Say whether the server can tell of new mail by itself."""
        return "IDLE" in self._client.capabilities

    def close(self) -> None:
        """Log out and close the connection."""
        try:
            with _translated():
                self._client.logout()
        except Unreachable:
            self.discard()

    def discard(self) -> None:
        """Close the connection without a word."""
        self._client.discard()

    def _log_in(self, password: str) -> None:
        client: Any = self._client
        with _translated():
            log_in = self._mailbox.login if (self._box.username + password).isascii() else self._mailbox.login_utf8
            try:
                log_in(self._box.username, password, initial_folder=None)
            except (MailboxLoginError, imaplib.IMAP4.error) as error:
                raise _refused(error) from error
            client._get_capabilities()  # MOVE and IDLE are often told only after the login

    def _log_in_with_token(self, bearer: Bearer, token: str) -> None:
        """Log in, and when the token is refused once more with a fresh one."""
        try:
            self._say_token(token)
        except LoginRefused:
            fresh = _replacement(bearer, token)
            if fresh is None:
                raise
            self._say_token(fresh)

    def _say_token(self, token: str) -> None:
        client: Any = self._client
        offered = [name.removeprefix("AUTH=") for name in client.capabilities if name.startswith("AUTH=")]
        words = exchange(offered, self._box.username, token)
        if words is None:
            raise LoginRefused("the server takes no OAuth2 tokens: it offers neither XOAUTH2 nor OAUTHBEARER")
        with _translated():
            try:
                client.authenticate(words.mechanism, words.answers())
            except imaplib.IMAP4.error as error:
                refusal = _refused(error)
                raise type(refusal)(discreet(str(refusal), token)) from None
            client._get_capabilities()

    def _fetch(self, uids: Sequence[int], items: str, octets: int) -> list[Any]:
        with _translated():
            self._client.allow(octets, self._seconds(octets))
            answer = self._client.uid("FETCH", _uid_set(uids), items)
            # some say no because a mail among them is gone, and tell of the others all the same
            return self._client.untagged_responses.pop("FETCH", None) or _checked(answer)

    def _move(self, uids: Iterable[str]) -> None:
        client: Any = self._client
        folder = encode_folder(self._prefix() + self._box.finished_folder)
        answer = client.uid("MOVE", _uid_set(uids), folder)
        if answer[0] == "NO" and client.create(folder)[0] == "OK":
            client.subscribe(folder)
            answer = client.uid("MOVE", _uid_set(uids), folder)
        _checked(answer)

    def _flag(self, uids: Iterable[str]) -> bool:
        """Set our keyword where the server keeps keywords, and return whether it does (RFC 3501 §7.1)."""
        permanent = str(self._client.untagged_responses.get("PERMANENTFLAGS", "")).lower()
        if "\\*" not in permanent and FLAG.lower() not in permanent:
            return False
        _checked(self._client.uid("STORE", _uid_set(uids), "+FLAGS.SILENT", f"({FLAG})"))
        return True

    def _prefix(self) -> str:
        """Return what the names of a person's own folders begin with, as "INBOX." does on some servers."""
        if "NAMESPACE" not in self._client.capabilities:
            return ""
        found = _PERSONAL_PREFIX.match(b"".join(part for part in _checked(self._client.namespace()) if part))
        prefix = found[1].decode("ascii", "replace") if found else ""
        return "" if self._box.finished_folder.startswith(prefix) else prefix

    def _number(self, code: str) -> int:
        value = (self._client.untagged_responses.get(code) or [b""])[-1]
        if not isinstance(value, bytes) or not value.isdigit():
            raise BrokenAnswer(f"the server tells no {code}")
        return int(value)

    def _seconds(self, octets: int) -> float:
        return self._box.timeout.total_seconds() + octets / SLOWEST


class _Connection(BaseMailBox):
    """imap_tools over a client that a server cannot hold up."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__()

    def _get_mailbox_client(self) -> WatchedClient:
        return WatchedClient(self._server)


def _password(box: ImapMailbox) -> str:
    """Return the password as it is now. Raises: Unreachable."""
    try:
        return read_secret(box.password_file) if box.password_file is not None else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"the password cannot be read: {type(error).__name__}") from error


def _token(bearer: Bearer) -> str:
    """Return a token that is good now. Raises: LoginRefused, Unreachable."""
    try:
        return bearer.token()
    except TokenTrouble as trouble:
        raise _no_token(trouble) from None


def _replacement(bearer: Bearer, refused: str) -> str | None:
    """Return another token than the refused one, None when there is none. Raises: LoginRefused, Unreachable."""
    try:
        return bearer.replacement(refused)
    except TokenTrouble as trouble:
        raise _no_token(trouble) from None


def _no_token(trouble: TokenTrouble) -> Unreachable:
    return LoginRefused(str(trouble)) if isinstance(trouble, TokenRefused) else Unreachable(str(trouble))


def _server(box: ImapMailbox) -> Server:
    tls = None if box.security == "none" else ssl.create_default_context(cafile=box.ca_file)
    return Server(box.host, box.port, box.timeout.total_seconds(), tls, starttls=box.security == "starttls")


def _uid_set(uids: Iterable[int | str]) -> str:
    """Return the UIDs as a set for a command, neighbours as ranges. Raises: ValueError when one is no number."""
    ranges: list[list[int]] = []
    for uid in sorted(map(int, uids)):
        if ranges and uid <= ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return the data of an answer. Raises: UnexpectedCommandStatusError when it is not OK."""
    if answer[0] != "OK":
        raise UnexpectedCommandStatusError(answer, "OK")
    return answer[1]


def _check_idling(client: Any, tag: bytes) -> None:
    """Raise unless IDLE goes on: a BYE comes as an ordinary answer, and a NO ends it."""
    if "BYE" in client.untagged_responses or client.tagged_commands[tag] is not None:
        raise client.abort("the server ended IDLE")


def _refused(error: Exception) -> Unreachable:
    """Return what a failed login means: only a lasting refusal may make us wait long."""
    trouble = _trouble(error)
    is_lasting = isinstance(trouble, Declined) and not _TEMPORARY.search(str(trouble))
    return LoginRefused(str(trouble)) if is_lasting else Unreachable(str(trouble))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what imaplib, imap_tools and the network raise into Unreachable."""
    try:
        yield
    except (OSError, ImapToolsError, imaplib.IMAP4.error, TooMuch) as error:
        raise _trouble(error) from error
    except (ValueError, LookupError, TypeError) as error:
        # the libraries take for granted what a server may say otherwise
        raise BrokenAnswer(f"the server's answer cannot be read ({type(error).__name__})") from error


def _trouble(error: Exception) -> Unreachable:
    """Return what an error means for the session, with one line that holds no part of a mail."""
    if isinstance(error, UnexpectedCommandStatusError):
        data = error.command_result[1]
        return Declined(_line(b" ".join(part for part in data if isinstance(part, bytes)).decode("ascii", "replace")))
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    if "unexpected response" in text or "unterminated line" in text:
        return BrokenAnswer("the server does not keep to the protocol")
    if isinstance(error, TooMuch):
        return BrokenAnswer(text)
    is_answer = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
    return Declined(_line(text)) if is_answer else Unreachable(_line(text))


def _line(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:_LONGEST_REASON]
