"""What proves that the mail is Rina's (trust.md §1, §2.1, §3.4): our server's verdict, her domain's signature."""

import re
import time
from dataclasses import replace

import pytest
from dns.rcode import SERVFAIL
from dns_stand_in import SILENT
from hostile_office import (
    AUTHSERV,
    CAMPUS,
    EVIL,
    RINA,
    Attack,
    Office,
    Result,
    Situation,
    check,
    with_header,
    with_verdict,
)
from signing import Signer, SigningKey, ed25519_key, rsa_key

pytestmark = pytest.mark.server
REFUSED = "commands_refused"
ASKED = "confirmation_requested"

# Made with `openssl genrsa -traditional 512`: the library of the tests makes no keys as weak as this.
WEAK_KEY = SigningKey(
    b"-----BEGIN RSA PRIVATE KEY-----\n"
    b"MIIBOgIBAAJBAMuBAy+SIbh393ecxECYLAP5iJzcn+rW8JaFRJQs6gsKVOWDKPht\n"
    b"jyv+QCmMK2OfKiEp8/V2ZIpeNkXpk/ADhRsCAwEAAQJAAsEZQPCSYkPFZqoJgfJN\n"
    b"TjR3Y+AcjfogwXjGR9cfx8xy0GUC5urMXJKLGxvHF0r4SPNmv5MoNkdlHVEFQMAr\n"
    b"6QIhAO7Uues5c8CblgzQn0ntOBQW9KwC8zSwv1O2z2W9GERPAiEA2iInPlgHAK0B\n"
    b"1e/nVuhjKtfKlLmu1Dvc0sS+0Hcyo3UCIFWBFVrQg892JF9MJWsLIaOXoFsg5z96\n"
    b"89Sdw1yyOUjjAiA+n7WCiYUhJYo0YFabNcZao28ueYx+s9z2ybM6aC4qjQIhAKAC\n"
    b"HHRLlvv7HsmaGvxX4/liK7x6jkyVT151Mrz17OfR\n"
    b"-----END RSA PRIVATE KEY-----\n",
    b"v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMuBAy+SIbh393ecxECYLAP5iJzc"
    b"n+rW8JaFRJQs6gsKVOWDKPhtjyv+QCmMK2OfKiEp8/V2ZIpeNkXpk/ADhRsCAwEAAQ==",
)
WEAK = Signer("kampus.example", WEAK_KEY, "weak")
SMALL = Signer("kampus.example", rsa_key(1024, 3), "small")
TESTING = Signer("kampus.example", rsa_key(), "testing")
REVOKED = Signer("kampus.example", rsa_key(), "revoked")
MODERN = Signer("kampus.example", ed25519_key(), "modern")
SUBDOMAIN = Signer("mail.kampus.example", rsa_key())
PARENT = Signer("example", rsa_key())
OLD = replace(CAMPUS, algorithm=b"rsa-sha1")
LAME = Signer("kampus.example", rsa_key(), "lame")
SILENT_KEY = Signer("kampus.example", rsa_key(), "silent")
GONE = Signer("kampus.example", rsa_key(), "gone")
SIMPLE = replace(CAMPUS, canonicalisation=(b"simple", b"simple"))


def results_say(value: str, **changes: str) -> object:
    """Answer with a good signature and another value of Authentication-Results."""

    def build(s: Situation) -> bytes:
        return CAMPUS.sign(with_verdict(s.from_rina(**changes), value))

    return build


def says(name: str, value: str, disposition: str = REFUSED, mailed: str = "") -> Attack:
    return Attack(name, results_say(value), disposition, mailed)


def runs(name: str, mail: object) -> Attack:
    return Attack(name, mail, "commands_executed", "rina student", "in_progress", "rina")


def asked(name: str, mail: object) -> Attack:
    return Attack(name, mail, ASKED, "rina")


def below_received(s: Situation) -> bytes:
    """Let a sender write our server's line himself: it stands below what our server added."""
    raw = s.from_rina(verdict="")
    forged = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=kampus.example"
    return with_header(raw, forged.encode())


def without_field(s: Situation, name: bytes) -> Signer:
    return replace(CAMPUS, headers=tuple(field for field in CAMPUS.headers if field != name))


GOOD = f"{AUTHSERV}; dmarc=pass header.from=kampus.example"
RESULTS = (
    runs(
        "many methods of our server",
        results_say(
            f"{AUTHSERV};\r\n spf=pass smtp.mailfrom=kampus.example;\r\n dkim=pass header.d=kampus.example;"
            "\r\n dmarc=pass (p=reject dis=none) header.from=kampus.example"
        ),
    ),
    runs("authserv-id in upper case with a version", results_say(GOOD.replace(AUTHSERV, AUTHSERV.upper() + " 1"))),
    asked("line below Received, forged by the sender", lambda s: CAMPUS.sign(below_received(s))),
    Attack("forged line below Received and no signature", below_received, REFUSED),
    asked("line of another server", results_say("mx.evil.example; dmarc=pass header.from=kampus.example")),
    asked(
        "another server's line in a comment of its own",
        results_say(f"mx.evil.example ({GOOD}); dmarc=pass header.from=kampus.example"),
    ),
    asked(
        "id that only starts like ours", results_say(f"{AUTHSERV}.evil.example; dmarc=pass header.from=kampus.example")
    ),
    asked("id in a quoted string of another", results_say(f'"x; {AUTHSERV}"; dmarc=pass header.from=kampus.example')),
    asked("no id at all", results_say("dmarc=pass header.from=kampus.example")),
    says("two dmarc results", f"{GOOD}; dmarc=fail header.from=kampus.example"),
    says("two passing dmarc results", f"{GOOD}; dmarc=pass header.from=evil.example"),
    says("dmarc=pass for another domain", f"{AUTHSERV}; dmarc=pass header.from=evil.example"),
    says("dmarc=pass for a subdomain", f"{AUTHSERV}; dmarc=pass header.from=x.kampus.example"),
    says("dmarc=pass for the parent", f"{AUTHSERV}; dmarc=pass header.from=example"),
    says("dmarc=pass without a domain", f"{AUTHSERV}; dmarc=pass"),
    says("domain in a comment", f"{AUTHSERV}; dmarc=pass (header.from=kampus.example) header.from=evil.example"),
    says("domain in a quoted string", f'{AUTHSERV}; dmarc=pass reason="header.from=kampus.example"'),
    says(
        "pass in a comment",
        f"{AUTHSERV}; dmarc=fail (dmarc=pass header.from=kampus.example) header.from=kampus.example",
    ),
    says("unclosed comment", f"{GOOD} (dmarc=fail"),
    says("softfail", f"{AUTHSERV}; dmarc=softfail header.from=kampus.example"),
    says("permerror", f"{AUTHSERV}; dmarc=permerror header.from=kampus.example"),
    says("fail by policy", f"{AUTHSERV}; dmarc=fail (p=none) header.from=kampus.example"),
    asked("SPF alone", results_say(f"{AUTHSERV}; spf=pass smtp.mailfrom=rina@kampus.example")),
    asked("DKIM result alone", results_say(f"{AUTHSERV}; dkim=pass header.d=kampus.example")),
    asked("dmarc=none", results_say(f"{AUTHSERV}; dmarc=none header.from=kampus.example")),
    Attack(
        "a passing line and a failing one",
        lambda s: with_header(
            s.order(), f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from=kampus.example".encode(), top=True
        ),
        REFUSED,
    ),
    Attack(
        "a passing line and one beyond repair",
        lambda s: with_header(s.order(), f"Authentication-Results: {AUTHSERV}; dmarc=(".encode(), top=True),
        REFUSED,
    ),
    Attack(
        "ARC alone",
        lambda s: with_header(
            with_header(s.from_rina(verdict=""), (f"ARC-Authentication-Results: i=1; {GOOD}").encode(), top=True),
            b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=google.com; s=arc; b=AAAA",
            top=True,
        ),
        REFUSED,
    ),
    Attack(
        "Received-SPF alone", lambda s: with_header(s.from_rina(verdict=""), b"Received-SPF: pass", top=True), REFUSED
    ),
    Attack(
        "X-Authentication-Results",
        lambda s: with_header(s.from_rina(verdict=""), f"X-Authentication-Results: {GOOD}".encode(), top=True),
        REFUSED,
    ),
    says("4 kB of results", f"{AUTHSERV}; " + "x=none; " * 600 + "dmarc=pass header.from=kampus.example"),
)

SIGNATURES = (
    asked("not signed", lambda s: s.from_rina()),
    runs("1024 bits", lambda s: SMALL.sign(s.from_rina())),
    runs("Ed25519", lambda s: MODERN.sign(s.from_rina())),
    runs("simple canonicalisation", lambda s: SIMPLE.sign(s.from_rina())),
    runs("a foreign signature on top of ours", lambda s: EVIL.sign(CAMPUS.sign(s.from_rina()))),
    runs(
        "Google signs no Content-Type, Outlook signs more",
        lambda s: replace(CAMPUS, headers=(*CAMPUS.headers, b"content-type", b"mime-version")).sign(s.from_rina()),
    ),
    runs(
        "fields signed once more than they are there",
        lambda s: replace(CAMPUS, headers=(*CAMPUS.headers, b"from", b"subject", b"to")).sign(s.from_rina()),
    ),
    asked("512 bits", lambda s: WEAK.sign(s.from_rina())),
    asked("key in test mode", lambda s: TESTING.sign(s.from_rina())),
    asked("revoked key", lambda s: REVOKED.sign(s.from_rina())),
    asked("no such key", lambda s: GONE.sign(s.from_rina())),
    asked("rsa-sha1", lambda s: OLD.sign(s.from_rina())),
    asked("signed by a subdomain", lambda s: SUBDOMAIN.sign(s.from_rina())),
    asked("signed by the parent", lambda s: PARENT.sign(s.from_rina())),
    asked("signed by somebody else", lambda s: EVIL.sign(s.from_rina())),
    asked("l= with text behind it", lambda s: CAMPUS.sign(s.from_rina(), extra=b"l=8") + b"tambahan\r\n"),
    asked("l= that covers all", lambda s: CAMPUS.sign(s.from_rina(), extra=b"l=8")),
    asked("Subject not signed", lambda s: without_field(s, b"subject").sign(s.from_rina())),
    asked("To not signed", lambda s: without_field(s, b"to").sign(s.from_rina())),
    asked("Date not signed", lambda s: without_field(s, b"date").sign(s.from_rina())),
    asked("Message-ID not signed", lambda s: without_field(s, b"message-id").sign(s.from_rina())),
    asked(
        "x= in the past",
        lambda s: CAMPUS.sign(s.from_rina(), extra=b"x=%d" % (time.time() - 60), signed_at=time.time() - 900),
    ),
    asked("t= in the future", lambda s: CAMPUS.sign(s.from_rina(), signed_at=time.time() + 3600)),
    asked("t= of last week", lambda s: CAMPUS.sign(s.from_rina(), signed_at=time.time() - 7 * 86400)),
    asked("changed body", lambda s: CAMPUS.sign(s.from_rina("!proses")).replace(b"!proses", b"!ambil")),
    asked("changed Subject", lambda s: CAMPUS.sign(s.from_rina()).replace(b"NIK salah\r\nDate", b"NIK  beda\r\nDate")),
    asked(
        "signature of nonsense",
        lambda s: with_header(
            s.from_rina(), b"DKIM-Signature: v=1; a=rsa-sha256; d=kampus.example; s=s1; bh=x; b=y; h=from", top=True
        ),
    ),
    asked("signature without tags", lambda s: with_header(s.from_rina(), b"DKIM-Signature: nonsense", top=True)),
    asked("good signature below six bad ones", lambda s: EVIL.field(s.from_rina()) * 6 + CAMPUS.sign(s.from_rina())),
    Attack("Subject prepended", lambda s: b"Subject: lain\r\n" + s.order(), "held"),
    Attack("To prepended", lambda s: b"To: bantuan@kampus.example\r\n" + s.order(), "held"),
    Attack("name server fails", lambda s: LAME.sign(s.from_rina()), "held"),
    Attack("name server is silent", lambda s: SILENT_KEY.sign(s.from_rina()), "held"),
    Attack(
        "our own server had no DNS",
        lambda s: CAMPUS.sign(with_verdict(s.from_rina(), f"{AUTHSERV}; dmarc=temperror header.from=kampus.example")),
        "held",
    ),
    Attack("our own server says fail, DNS is broken", lambda s: LAME.sign(s.from_rina(verdict="fail")), REFUSED),
)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    for signer in (WEAK, SMALL, MODERN, SUBDOMAIN, PARENT):
        office.dns.add_key(signer.key_name, signer.key.record)
    office.dns.add_key(TESTING.key_name, TESTING.key.record.replace(b"v=DKIM1;", b"v=DKIM1; t=y;"))
    office.dns.add_key(REVOKED.key_name, re.sub(rb"p=.*", b"p=", REVOKED.key.record))
    office.dns.troubles |= {LAME.key_name: SERVFAIL, SILENT_KEY.key_name: SILENT}
    return office.run(RESULTS + SIGNATURES)


@pytest.mark.parametrize("attack", RESULTS, ids=lambda attack: attack.name)
def test_only_our_own_servers_verdict_counts(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])


@pytest.mark.parametrize("attack", SIGNATURES, ids=lambda attack: attack.name)
def test_only_a_whole_signature_of_her_domain_counts(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])


def test_broken_dns_is_not_a_forgery_and_nobody_is_told(office: Office, results: dict[str, Result]) -> None:
    waiting = [row for row in office.loket.rows("inbox") if row["state"] == "waiting"]
    assert len(waiting) == 3
    assert not any(row["commands"] for row in waiting)
    assert all(row["from"] == RINA and row["message_id"] and "NIK salah" in row["subject"] for row in waiting)
