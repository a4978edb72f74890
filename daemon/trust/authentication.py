"""Decide how far we believe that a mail comes from the address in its From. Start reading at authenticate()."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from hashlib import sha256

from daemon.reading.message import Header
from daemon.reading.mime.dates import read_usual_date
from daemon.trust.dkim_rules import Claim, is_fresh
from daemon.trust.dkim_verification import SignatureFindings, describe_signatures, key_names, verify_signatures
from daemon.trust.header_block import HeaderBlockError, RawMail, split, unfold
from daemon.trust.identity import SINGLETONS, Identity, identify, is_one_of, read_recipients
from daemon.trust.keys import Keys
from daemon.trust.levels import Level
from daemon.trust.receiving_server import ask_receiving_server
from daemon.trust.settings import AuthenticationSettings, Require
from daemon.trust.verdict import Finding, Verdict
from daemon.value_objects import value_object

_SINGLETONS = frozenset(SINGLETONS)
_NOT_EVALUATED = Finding(Verdict.NONE, "not evaluated", is_blank=True)


class Shortfall(StrEnum):
    """What keeps a mail below A2; the first that applies."""

    NOTHING = ""
    HEADER = "header"  # the header block can be read in more than one way
    IDENTITY = "identity"  # no From by the strict grammar, or a header field twice
    TEMPORARY = "temporary"  # a name server did not answer
    EVIDENCE = "evidence"  # not all that the installation asks for
    NOT_ADDRESSED = "not-addressed"  # the desk is not in To (or a signed Cc): written to somebody else
    STALE = "stale"  # written or received too long ago: the sender may send it again


@value_object
class Examined:
    """A mail's header block and who it claims to come from, read once."""

    mail: RawMail | None
    identity: Identity
    fault: str = ""  # why the block cannot be read in exactly one way; "" when it can

    def wanted_keys(self, received_at: datetime, settings: AuthenticationSettings) -> tuple[str, ...]:
        """Name the DNS records that authenticating the mail will ask for, to look them up before."""
        if self.mail is None or self.identity.address is None or not settings.uses_dkim:
            return ()
        return key_names(self.mail, Claim(settings.signing_domains(self.identity.domain), received_at))


def examine(raw: bytes) -> Examined:
    """Read a mail's header block."""
    try:
        mail = split(raw)
    except HeaderBlockError as error:
        return Examined(None, Identity(None, ""), str(error))
    return Examined(mail, identify(mail.named))


@value_object
class Arrival:
    """A mail as it came, and when."""

    examined: Examined
    headers: tuple[Header, ...]  # as the reading stage understood them; held against our own reading
    received_at: datetime  # INTERNALDATE, aware UTC
    now: datetime  # aware UTC


@value_object
class Authentication:
    """How far a mail's From is believed, and why."""

    address: str | None  # addr-spec by the strict grammar, domain in lower case; None: nobody
    verdict: Verdict  # what the installation's policy says; NONE: no SPF, DKIM or DMARC result at all
    authentication_results: Verdict
    dkim: Verdict  # NONE: not signed, or not verified here
    level: Level  # A0, A1 or A2; whether the address belongs to staff, and tokens, are not looked at
    shortfall: Shortfall
    reason: str  # short English phrase for the log and `explain`, without personal data
    signature_hashes: tuple[str, ...]  # of all that a replay keeps; a mail commands only if each is new
    is_fresh: bool  # Date within 48 h before and 10 min after the arrival, and the arrival not too long ago
    is_addressed_to_us: bool
    is_pending: bool  # answers of the name server are on their way: authenticate again in a few seconds

    @property
    def is_temporary(self) -> bool:
        """Say whether authenticating again later may give more."""
        return self.verdict is Verdict.TEMPORARY


@value_object
class _Evidence:
    """All that the checks found out about one mail."""

    identity: Identity
    results: Finding
    signatures: SignatureFindings
    replay_hashes: tuple[str, ...]
    verdict: Verdict
    is_fresh: bool
    is_addressed: bool


def authenticate(arrival: Arrival, settings: AuthenticationSettings, keys: Keys) -> Authentication:
    """Authenticate a mail.

    Never blocks: while a key is being fetched the verdict is TEMPORARY and is_pending is set.
    """
    mail, identity = arrival.examined.mail, arrival.examined.identity
    if mail is None:
        return _nobody(Shortfall.HEADER, arrival.examined.fault)
    if not _is_read_alike(mail.headers, arrival.headers):
        return _nobody(Shortfall.HEADER, "header fields can be read in two ways")
    if identity.address is None:
        return _nobody(Shortfall.IDENTITY, identity.fault, _blank_verdict(mail))
    return _conclude(_gather(mail, identity, arrival, settings, keys), settings)


def _gather(
    mail: RawMail, identity: Identity, arrival: Arrival, settings: AuthenticationSettings, keys: Keys
) -> _Evidence:
    """Run the checks; signatures are not looked at when our own server already says that the mail is forged."""
    results = ask_receiving_server(mail.headers, identity.domain, settings)
    claim = Claim(settings.signing_domains(identity.domain), arrival.received_at)
    if not settings.uses_dkim:
        signatures = describe_signatures(mail)
    elif results.verdict is Verdict.FAIL:
        signatures = SignatureFindings(_NOT_EVALUATED)
    else:
        signatures = verify_signatures(mail, claim, keys)
    return _Evidence(
        identity=identity,
        results=results,
        signatures=signatures,
        replay_hashes=(*signatures.hashes, *_message_id_hash(mail, identity)),
        verdict=_decide(results, signatures.finding, settings.require),
        is_fresh=_is_fresh(mail, arrival, settings),
        is_addressed=_is_addressed(mail, settings, signs_cc=signatures.signs_cc),
    )


def _decide(results: Finding, dkim: Finding, require: Require) -> Verdict:
    """Apply the policy: a FAIL of our own server always wins, and what is missing counts as failed."""
    if results.is_blank and dkim.is_blank:
        return Verdict.NONE
    if results.verdict is Verdict.FAIL:
        return Verdict.FAIL
    wanted = {
        Require.BOTH: (results.verdict, dkim.verdict),
        Require.AUTHENTICATION_RESULTS: (results.verdict,),
        Require.DKIM: (dkim.verdict,),
    }[require]
    if any(verdict in (Verdict.FAIL, Verdict.NONE) for verdict in wanted):
        return Verdict.FAIL
    return Verdict.TEMPORARY if Verdict.TEMPORARY in wanted else Verdict.PASS


def _conclude(evidence: _Evidence, settings: AuthenticationSettings) -> Authentication:
    """Turn the evidence into a level and name what is short of A2."""
    results, dkim = evidence.results, evidence.signatures.finding
    has_pass = Verdict.PASS in (results.verdict, dkim.verdict) and results.verdict is not Verdict.FAIL
    shortfall = _shortfall(evidence)
    level = Level.A0 if not has_pass else Level.A1 if shortfall else Level.A2
    reasons = [f"Authentication-Results: {results.reason}"] if settings.uses_results else []
    reasons += [f"DKIM: {dkim.reason}"] if settings.uses_dkim else []
    return Authentication(
        address=evidence.identity.address,
        verdict=evidence.verdict,
        authentication_results=results.verdict,
        dkim=dkim.verdict,
        level=level,
        shortfall=shortfall,
        reason="; ".join(reasons) or "nothing is trusted here",
        signature_hashes=evidence.replay_hashes,
        is_fresh=evidence.is_fresh,
        is_addressed_to_us=evidence.is_addressed,
        is_pending=evidence.signatures.is_pending,
    )


def _shortfall(evidence: _Evidence) -> Shortfall:
    """Name the first thing that keeps a mail with an identity below A2."""
    if evidence.verdict is Verdict.TEMPORARY:
        return Shortfall.TEMPORARY
    if evidence.verdict is not Verdict.PASS:
        return Shortfall.EVIDENCE
    if not evidence.is_addressed:
        return Shortfall.NOT_ADDRESSED
    return Shortfall.NOTHING if evidence.is_fresh else Shortfall.STALE


def _nobody(shortfall: Shortfall, reason: str, verdict: Verdict = Verdict.FAIL) -> Authentication:
    """Describe a mail that comes from nobody we could name."""
    return Authentication(
        address=None,
        verdict=verdict,
        authentication_results=Verdict.NONE,
        dkim=Verdict.NONE,
        level=Level.A0,
        shortfall=shortfall,
        reason=reason,
        signature_hashes=(),
        is_fresh=False,
        is_addressed_to_us=False,
        is_pending=False,
    )


def _blank_verdict(mail: RawMail) -> Verdict:
    """Tell a mail that nobody ever checked or signed from one that was."""
    marks = ("authentication-results", "dkim-signature")
    return Verdict.FAIL if any(mail.values(mark) for mark in marks) else Verdict.NONE


def _message_id_hash(mail: RawMail, identity: Identity) -> tuple[str, ...]:
    """Name the sender's Message-ID, which must be signed: so two signatures of one mail cannot pass for two mails."""
    found = [unfold(value) for value in mail.values("message-id")]
    return tuple(sha256(f"message-id {identity.address} {each}".encode()).hexdigest() for each in found if each)


def _is_read_alike(ours: tuple[Header, ...], theirs: tuple[Header, ...]) -> bool:
    """Compare two readings of the fields that decide about identity and meaning."""
    if [(each.name, each.value.strip(" \t\r\n")) for each in ours] == [(each.name, each.value) for each in theirs]:
        return True  # as nearly always: no field differs

    def important(headers: tuple[Header, ...]) -> list[tuple[str, str]]:
        return [(name, unfold(each.value)) for each in headers if (name := each.name.lower()) in _SINGLETONS]

    return important(ours) == important(theirs)


def _is_fresh(mail: RawMail, arrival: Arrival, settings: AuthenticationSettings) -> bool:
    """Hold the Date field against the arrival, and the arrival against now."""
    if arrival.now - arrival.received_at > settings.command_max_age:
        return False
    stamps = [_read_date(value) for value in mail.values("date")]
    return len(stamps) == 1 and stamps[0] is not None and is_fresh(stamps[0], arrival.received_at)


def _read_date(value: str) -> datetime | None:
    """Read a Date field (RFC 5322 §3.3) as aware UTC; None when it is no date."""
    text = unfold(value)[:100]
    usual = read_usual_date(text)
    if usual is not None:
        return usual
    try:
        stamp = parsedate_to_datetime(text)
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    except (ValueError, TypeError, LookupError, OverflowError):
        return None


def _is_addressed(mail: RawMail, settings: AuthenticationSettings, *, signs_cc: bool) -> bool:
    """Say whether the desk is in To, or in a Cc that nobody can have added to somebody else's mail."""
    fields = (*mail.values("to"), *(mail.values("cc") if signs_cc else ()))
    return any(is_one_of(address, settings.own_addresses) for field in fields for address in read_recipients(field))
