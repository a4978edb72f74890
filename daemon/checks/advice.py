"""Say what an administrator should know about the campus's own mail system, for `loket check`: advice, no faults."""

from collections.abc import Iterable

from daemon.config import Config
from daemon.reading.message import Header
from daemon.trust.header_block import values
from daemon.trust.resolver import DnsServer

_MARK = "(Postfix)"
_SMUGGLING = (
    "your server is Postfix: `postconf smtpd_forbid_bare_newline` must say normalize, yes or reject, or mails can be "
    "smuggled in under your own domain (CVE-2023-51764; docs/admin.md)"
)


def staff_domains_without_dkim(config: Config) -> tuple[str, ...]:
    """Ask the name server whether the domains that staff write from have DKIM keys; one line for each without.

    Selectors cannot be listed, but a domain without anything below _domainkey has none (RFC 8020). A name server that
    does not answer says nothing.
    """
    section = config.authentication
    server = DnsServer((section.resolver.host, section.resolver.port) if section.resolver else None)
    domains = {address.rpartition("@")[2] for person in config.staff if person.enabled for address in person.addresses}
    return tuple(
        f"{domain} has no DKIM keys, and staff write from it: their commands can only be believed on the word of "
        "Authentication-Results, and a mail that was forwarded not at all"
        for domain in sorted(domains)
        if not _may_sign(server, section.dkim_domains.get(domain, (domain,)))
    )


def _may_sign(server: DnsServer, signers: Iterable[str]) -> bool:
    """Say whether one of the domains may have DKIM keys, as far as is known."""
    return any(server.has_names_below(f"_domainkey.{signer}") is not False for signer in signers)


def smuggling(mails: Iterable[tuple[Header, ...]]) -> tuple[str, ...]:
    """Return what to look at when Postfix received one of these mails last, given their headers; empty when not."""
    last = (next(iter(values(headers, "received")), "") for headers in mails)
    return (_SMUGGLING,) if any(_MARK in value for value in last) else ()
