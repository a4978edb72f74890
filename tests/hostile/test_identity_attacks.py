"""Who the mail says it is from (trust.md §1, §2.1, §3.4): nobody but Rina commands as Rina."""

import pytest
from hostile_office import CAMPUS, EVIL, RINA, Attack, Office, Result, Situation, check, with_header
from writing import write

pytestmark = pytest.mark.server
FORGED = "commands_refused|held|ticket_created|ignored|quarantined"


def from_line(value: str, verdict: str = "pass", domain: str = "evil.example") -> object:
    """Answer the notification with a From of its own; the attacker's domain is authenticated and signs."""

    def build(s: Situation) -> bytes:
        raw = s.from_rina(verdict=verdict)
        mallory = s.mallory.rpartition("<")[2].rstrip(">")
        lines = raw.split(b"\r\n")
        for at, line in enumerate(lines):
            if line.startswith(b"From:"):
                lines[at] = b"From: " + value.replace("mallory@evil.example", mallory).encode()
            if line.startswith(b"Authentication-Results:"):
                lines[at] = line.replace(b"header.from=kampus.example", b"header.from=" + domain.encode())
        signer = EVIL if domain == "evil.example" else CAMPUS
        return signer.sign(b"\r\n".join(lines))

    return build


def evil_from(name: str, value: str, disposition: str = "held|ticket_created|form_requested", mailed: str = "rina"):
    return Attack(name, from_line(value), disposition, mailed)


ATTACKS = (
    Attack("good order runs", lambda s: s.order(), "commands_executed", "rina student", "in_progress", "rina"),
    Attack(
        "address in upper case is the same domain",
        lambda s: s.order(sender="Rina <rina@KAMPUS.example>"),
        "commands_executed",
        "rina student",
        "in_progress",
        "rina",
    ),
    Attack(
        "local part in upper case is Rina or nobody",
        lambda s: s.order(sender="Rina <RINA@kampus.example>"),
        "form_requested",
        "rina",
    ),
    Attack("no verdict and no signature", lambda s: s.from_rina(verdict=""), "commands_refused"),
    Attack("dmarc=fail", lambda s: s.order(verdict="fail"), "commands_refused"),
    Attack("dmarc=fail without commands", lambda s: s.order("Sudah diperbaiki.", verdict="fail"), "held"),
    evil_from("two addresses, staff first", f"{RINA} <mallory@evil.example>", "ticket_created|held|form_requested"),
    evil_from("two addresses in a list", f"mallory@evil.example, {RINA}", "held", ""),
    evil_from("two addresses in a list, staff first", f"{RINA}, mallory@evil.example", "held", ""),
    evil_from("two angle addresses", f"<{RINA}> <mallory@evil.example>", "held", ""),
    evil_from(
        "display name is staff", f'"{RINA}" <mallory@evil.example>', "form_requested|ticket_created", "rina sender"
    ),
    evil_from(
        "display name is staff with angle brackets",
        f'"Rina <{RINA}>" <mallory@evil.example>',
        "form_requested|ticket_created",
        "rina sender",
    ),
    evil_from(
        "encoded display name is staff",
        "=?utf-8?q?rina=40kampus=2Eexample?= <mallory@evil.example>",
        "form_requested|ticket_created",
        "rina sender",
    ),
    evil_from(
        "encoded word decodes to address and comma",
        "=?utf-8?q?Rina_=3Crina=40kampus=2Eexample=3E=2C?= <mallory@evil.example>",
        "form_requested|ticket_created",
        "rina sender",
    ),
    evil_from("whole From is an encoded word", "=?utf-8?b?cmluYUBrYW1wdXMuZXhhbXBsZQ==?=", "held", ""),
    evil_from("encoded word inside the brackets", "Rina <=?utf-8?q?rina=40kampus=2Eexample?=>", "held", ""),
    evil_from("comment names staff", f"mallory@evil.example ({RINA})", "held|ticket_created"),
    evil_from("comment inside the address", "rina(x)@kampus.example", "held", ""),
    evil_from("source route", f"<@evil.example:{RINA}>", "held", ""),
    evil_from("group", f"Staf: {RINA};", "held", ""),
    evil_from("group around the attacker", f"{RINA}: mallory@evil.example;", "held", ""),
    evil_from("quoted local part", '"rina@kampus.example"@evil.example', "held", ""),
    evil_from("percent hack", "rina%kampus.example@evil.example", "form_requested|ticket_created", "rina sender"),
    evil_from("two at signs", "rina@kampus.example@evil.example", "held", ""),
    evil_from("zero width space in the local part", "Rina <ri\u200bna@kampus.example>", "held", ""),
    evil_from("right-to-left override in the address", "Rina <rina@kampus\u202e.example>", "held", ""),
    evil_from("soft hyphen in the domain", "Rina <rina@kam\u00adpus.example>", "held", ""),
    evil_from("Cyrillic letter in the local part", "Rina <rin\u0430@kampus.example>", "held", ""),
    evil_from("fullwidth at", "Rina <rina\uff20kampus.example>", "held", ""),
    evil_from(
        "IDN domain that looks alike",
        "Rina <rina@xn--kampus-9cf.example>",
        "form_requested|ticket_created|held",
        "rina",
    ),
    evil_from(
        "staff domain as a subdomain of the attacker's",
        "Rina <rina@kampus.example.evil.example>",
        "ticket_created|held|form_requested",
    ),
    evil_from("subdomain of the campus", "Rina <rina@x.kampus.example>", "ticket_created|held|form_requested"),
    evil_from("sub-address of staff", "Rina <rina+x@kampus.example>", "ticket_created|held|form_requested"),
    evil_from("trailing dot", "Rina <rina@kampus.example.>", "held", ""),
    evil_from("no From at all but a name", "Rina Contoh", "held", ""),
    evil_from("empty From", "", "held", ""),
    evil_from("null From", "<>", "held", ""),
    evil_from("folded From", f"Rina\r\n <{RINA}>", "commands_refused", ""),
    evil_from("address folded in the middle", "Rina <rina@\r\n kampus.example>", "held", ""),
    Attack(
        "NUL in the From",
        lambda s: s.order().replace(b"rina@kampus.example>\r\nTo", b"rina@kampus.example\0>\r\nTo"),
        "held",
    ),
    Attack("bare CR in the From", lambda s: s.order().replace(b"From: Rina", b"From: x\rFrom: Rina"), "held"),
    Attack("second From below", lambda s: with_header(s.order(), b"From: mallory@evil.example"), "held"),
    Attack("second From on top", lambda s: with_header(s.order(), f"From: {RINA}".encode(), top=True), "held"),
    Attack(
        "From with a space before the colon",
        lambda s: s.order().replace(b"From: Rina", b"From : Rina"),
        "held|commands_refused",
    ),
    Attack(
        "second Subject on top", lambda s: with_header(s.order(), b"Subject: lain", top=True), "held|ticket_created"
    ),
    Attack(
        "second To on top",
        lambda s: with_header(s.order(), b"To: bantuan@kampus.example", top=True),
        "held|ticket_created",
    ),
    Attack(
        "second Date", lambda s: with_header(s.order(), b"Date: Mon, 1 Jan 2001 00:00:00 +0000"), "held|ticket_created"
    ),
    Attack(
        "second Message-ID", lambda s: with_header(s.order(), b"Message-ID: <x@evil.example>"), "held|ticket_created"
    ),
    Attack("second Content-Type", lambda s: with_header(s.order(), b"Content-Type: text/html"), "held|ticket_created"),
    Attack(
        "Sender is staff, From is not",
        lambda s: EVIL.sign(with_header(s.from_rina(sender=s.mallory), f"Sender: {RINA}".encode())),
        "form_requested",
        "rina sender",
    ),
    Attack(
        "Reply-To is staff, From is not",
        lambda s: EVIL.sign(with_header(s.from_rina(sender=s.mallory), f"Reply-To: {RINA}".encode())),
        "form_requested",
        "rina sender",
    ),
    Attack(
        "Resent-From is staff",
        lambda s: EVIL.sign(with_header(s.from_rina(sender=s.mallory), f"Resent-From: {RINA}".encode())),
        "form_requested",
        "rina sender",
    ),
    Attack(
        "X-Original-From is staff",
        lambda s: EVIL.sign(with_header(s.from_rina(sender=s.mallory), f"X-Original-From: {RINA}".encode())),
        "form_requested",
        "rina sender",
    ),
    Attack(
        "Return-Path is staff",
        lambda s: EVIL.sign(
            b"Return-Path: <" + RINA.encode() + b">" + s.from_rina(sender=s.mallory).partition(b">")[2]
        ),
        "form_requested",
        "rina sender",
    ),
    Attack(
        "X-Loket headers mean nothing",
        lambda s: EVIL.sign(with_header(write(s.mallory, "!ambil"), b"X-Loket-Staff: rina\r\nX-Loket-Command: !ambil")),
        "form_requested",
        "rina sender",
    ),
)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    return office.run(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_nobody_but_rina_commands_as_rina(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])
