"""Ask what our own mail server found out about a mail: choose its Authentication-Results and weigh them."""

from itertools import groupby
from operator import itemgetter

from daemon.reading.message import Header
from daemon.trust.authentication_results import MethodResult, ResultsSyntaxError, read_authserv_id, read_results
from daemon.trust.settings import AuthenticationSettings
from daemon.trust.verdict import Finding, Verdict

_WORST_FIRST = (Verdict.FAIL, Verdict.TEMPORARY, Verdict.PASS, Verdict.NONE)
_BAD = frozenset({"fail", "permerror", "hardfail", "softfail", "reject", "quarantine"})
_SPEAKING = _BAD | {"pass", "temperror"}
_METHODS = frozenset({"spf", "dkim", "dmarc"})
_NOTHING = Finding(Verdict.NONE, "no Authentication-Results of ours", is_blank=True)


def ask_receiving_server(headers: tuple[Header, ...], domain: str, settings: AuthenticationSettings) -> Finding:
    """Weigh the dmarc results that our servers wrote about a From domain (lower case).

    NONE means that no field of ours has a dmarc result for or against the domain. Fields of other servers and
    everything but Authentication-Results (ARC, Received-SPF, X- names) never count.
    """
    fields = _own_fields(headers, settings)
    by_server = [[value for _, value in group] for _, group in groupby(fields, key=itemgetter(0))]
    findings = [_weigh(group, domain) for group in by_server]
    return min(findings, key=lambda finding: _WORST_FIRST.index(finding.verdict), default=_NOTHING)


def _own_fields(headers: tuple[Header, ...], settings: AuthenticationSettings) -> list[tuple[str, str]]:
    """List (authserv-id, value) of the fields of our servers above the first foreign Received, sorted by id."""
    found: list[tuple[str, str]] = []
    received = 0
    for header in headers:
        name = header.name.lower()
        received += name == "received"
        if received > settings.own_received:
            break
        if name != "authentication-results":
            continue
        server = read_authserv_id(header.value)
        if server in settings.authserv_ids:
            found.append((server, header.value))
    return sorted(found, key=itemgetter(0))


def _weigh(values: list[str], domain: str) -> Finding:
    """Weigh all fields of one server together.

    A field that cannot be read spoils the others: who can break the real one could add a forged one beside it.
    """
    results: list[MethodResult] = []
    for value in values:
        try:
            results.extend(read_results(value))
        except ResultsSyntaxError as error:
            return Finding(Verdict.FAIL, f"Authentication-Results unreadable: {error}")
    verdicts = [result for result in results if result.method.partition("/")[0] == "dmarc"]
    if len(verdicts) > 1:
        return Finding(Verdict.FAIL, "more than one dmarc result")
    if verdicts and verdicts[0].result in _SPEAKING:
        return _weigh_dmarc(verdicts[0], domain)
    is_blank = all(result.result == "none" for result in results if result.method in _METHODS)
    return Finding(Verdict.NONE, "no dmarc verdict", is_blank=is_blank)


def _weigh_dmarc(dmarc: MethodResult, domain: str) -> Finding:
    """Weigh the one dmarc result, which must speak of exactly the From domain (RFC 8601 §2.7.6)."""
    if dmarc.result in _BAD:
        return Finding(Verdict.FAIL, f"dmarc={dmarc.result}")
    if dmarc.result == "temperror":
        return Finding(Verdict.TEMPORARY, "dmarc=temperror")
    named = [value.lower() for name, value in dmarc.properties if name == "header.from"]
    if not dmarc.is_regular or dmarc.method != "dmarc" or named != [domain]:
        return Finding(Verdict.FAIL, "dmarc=pass for another domain")
    return Finding(Verdict.PASS, "dmarc=pass")
