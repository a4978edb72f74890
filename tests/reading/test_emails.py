"""Hold what is understood of every mail in tests/emails: NAME.eml as a client formats it, NAME.toml with what it says.

Keys of NAME.toml, all optional:
client (what it imitates), subject, from, from_name, kind, bulk, signed, encrypted, forward, original_sender, ticket,
reply (exact but for white space), reply_has, language, type and category (of the best suggestion), keyword, thanks,
commands ("3 name argument|argument"), faults, text (after the commands), stray, fields (valid values by name),
invalid (names of fields with a value that does not fit), bounced, permanent, status, original_message_id, attachments.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from daemon.desk.complaint_types.catalogue import load
from daemon.places import templates_folder
from daemon.reading.message import Bounce, CommandLine, Reading
from daemon.reading.reader import read
from daemon.reading.vocabulary import Vocabulary

FOLDER = Path(__file__).parents[1] / "emails"
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))
COMMANDS = (
    *("ambil", "tugaskan", "lepas", "proses", "tunggu", "selesai", "tutup", "buka", "tolak", "solusi", "minta", "form"),
    *("isi", "jenis", "kategori", "prioritas", "label", "cc", "tenggat", "catatan", "balas", "gabung", "pisah", "kait"),
    *("untuk", "kanal", "setuju", "ya", "batal", "coba", "urung", "antrean", "cari", "lihat", "bantuan"),
)


@cache
def vocabulary() -> Vocabulary:
    installation = Vocabulary(
        fields=(),
        types=(),
        ticket_prefix="PDI",
        own_addresses=("helpdesk@kampus.example",),
        message_id_domain="loket.kampus.example",
        loop_keys=(),
        command_names=COMMANDS,
    )
    return load(templates_folder(None) / "catalogue").vocabulary(installation)


@cache
def reading(name: str) -> Reading:
    return read((FOLDER / f"{name}.eml").read_bytes(), vocabulary())


def squeezed(text: str) -> str:
    return " ".join(text.split())


def command(line: CommandLine) -> str:
    number = "" if line.target is None else f"{line.target} "
    return f"{number}{line.name} {'|'.join(line.arguments)}".strip()


def best(mail: Reading, key: str) -> str:
    return getattr(mail.findings.suggestions[0], key) if mail.findings.suggestions else ""


def bounce(mail: Reading) -> Bounce:
    assert mail.classification.bounce is not None
    return mail.classification.bounce


UNDERSTOOD: dict[str, Callable[[Reading], Any]] = {
    "subject": lambda mail: mail.message.subject,
    "from": lambda mail: mail.message.sender.address,
    "from_name": lambda mail: mail.message.sender.name,
    "kind": lambda mail: mail.classification.kind.value,
    "bulk": lambda mail: mail.classification.is_bulk,
    "signed": lambda mail: mail.message.is_signed,
    "encrypted": lambda mail: mail.message.is_encrypted,
    "forward": lambda mail: mail.reply.is_forward,
    "original_sender": lambda mail: mail.reference.original_sender and mail.reference.original_sender.address,
    "ticket": lambda mail: list(mail.reference.ticket_numbers),
    "reply": lambda mail: squeezed(mail.reply.reply),
    "language": lambda mail: mail.findings.language,
    "type": lambda mail: best(mail, "type_code"),
    "category": lambda mail: best(mail, "category"),
    "keyword": lambda mail: mail.findings.keyword,
    "thanks": lambda mail: mail.findings.is_thanks,
    "commands": lambda mail: [command(line) for line in mail.commands.lines],
    "faults": lambda mail: [fault.value for fault in mail.commands.faults],
    "text": lambda mail: squeezed(mail.commands.text),
    "stray": lambda mail: list(mail.commands.stray),
    "fields": lambda mail: {field.name: field.value for field in mail.findings.fields if field.is_valid},
    "invalid": lambda mail: [field.name for field in mail.findings.fields if not field.is_valid],
    "bounced": lambda mail: list(bounce(mail).recipients),
    "permanent": lambda mail: bounce(mail).is_permanent,
    "status": lambda mail: bounce(mail).status,
    "original_message_id": lambda mail: bounce(mail).original_message_id,
}


def expected(name: str) -> dict[str, Any]:
    stated = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    for key in ("reply", "text"):
        if key in stated:
            stated[key] = squeezed(stated[key])
    return stated


@pytest.mark.parametrize("name", NAMES)
def test_mail_is_understood(name: str) -> None:
    stated = expected(name)
    wanted = {key: value for key, value in stated.items() if key in UNDERSTOOD}
    mail = reading(name)
    assert {key: UNDERSTOOD[key](mail) for key in wanted} == wanted


@pytest.mark.parametrize("name", [name for name in NAMES if "reply_has" in expected(name)])
def test_reply_holds_what_the_sender_wrote(name: str) -> None:
    reply = squeezed(reading(name).reply.reply)
    assert [part for part in expected(name)["reply_has"] if part not in reply] == []


@pytest.mark.parametrize("name", [name for name in NAMES if "attachments" in expected(name)])
def test_attachments_are_complete(name: str) -> None:
    wanted = expected(name)["attachments"]
    found = [
        {"filename": one.filename, "content_type": one.content_type, "size": one.size}
        for one in reading(name).message.attachments
    ]
    assert [{key: one[key] for key in want} for one, want in zip(found, wanted, strict=True)] == wanted


def test_every_mail_states_only_what_is_checked() -> None:
    known = {*UNDERSTOOD, "client", "reply_has", "attachments"}
    assert {name: expected(name).keys() - known for name in NAMES if expected(name).keys() - known} == {}


def test_corpus_is_large_enough() -> None:
    assert len(NAMES) >= 80
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(NAMES)
