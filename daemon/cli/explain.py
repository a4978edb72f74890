"""Tell how mails would be understood, and why; nothing is changed, no configuration is needed."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from daemon.cli import Failure, JsonOption
from daemon.desk.complaint_types.catalogue import load as load_catalogue
from daemon.integrator.action import find_actions
from daemon.integrator.ordering import registry_of
from daemon.places import templates_folder
from daemon.printing import progress_bar
from daemon.readers.isolation import Readers, ReadingFailed
from daemon.reading.limits import LimitExceeded
from daemon.reading.message import Mailbox, Reading
from daemon.reading.vocabulary import Vocabulary
from daemon.trust.authentication import Arrival, authenticate, examine
from daemon.trust.keys import NoKeys
from daemon.trust.settings import AuthenticationSettings

_PREFIX = "PDI"  # of ticket numbers, as `loket init` proposes it
Explanation = dict[str, Any]  # one line of JSON (product.md §9)


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails as they came (RFC 5322).")],
    as_json: JsonOption = False,
) -> None:
    """Tell how each mail would be understood, and why. Changes nothing, needs no configuration.

    Exit status 1 when a file cannot be read; the others are explained all the same.
    """
    console = Console(highlight=False)
    with Readers(default_vocabulary()) as readers, _progress(console) as show:
        for number, explanation in enumerate(explain_files(files, readers), 1):
            show("Mails", number, len(files))
            if as_json:
                _print_line(explanation)
            else:
                console.print(_for_people(explanation))
    if unread := [str(file) for file in files if not file.is_file()]:
        raise Failure(f"cannot be read: {', '.join(unread)}")


def _progress(console: Console) -> AbstractContextManager[Callable[[str, int, int], None]]:
    """Return a bar, unless what is printed shows by itself how far the work is."""
    return nullcontext(lambda _what, _done, _total: None) if console.is_terminal else progress_bar()


def _print_line(explanation: Explanation) -> None:
    """Print one line of JSON in UTF-8; a file name that is not comes out as it went in."""
    line = json.dumps(explanation, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape"))


def default_vocabulary() -> Vocabulary:
    """Return the words of an installation that nobody has configured: the catalogue and commands that travel along."""
    blank = Vocabulary(
        fields=(),
        types=(),
        ticket_prefix=_PREFIX,
        own_addresses=(),
        message_id_domain="",
        loop_keys=(),
        command_names=tuple(registry_of(find_actions())),
    )
    return load_catalogue(templates_folder(None) / "catalogue").vocabulary(blank)


def explain_files(files: list[Path], readers: Readers) -> Iterator[Explanation]:
    """Yield one explanation for each file; one that cannot be read has its reason under "error"."""
    for file in files:
        try:
            raw = file.read_bytes()
        except OSError as error:
            yield {"file": str(file)} | _nothing() | {"error": error.strerror or "cannot be read"}
            continue
        yield {"file": str(file)} | _explain(raw, readers)


def _explain(raw: bytes, readers: Readers) -> Explanation:
    try:
        reading = readers.read(raw)
    except (LimitExceeded, ReadingFailed) as error:
        return _nothing() | {"error": error.reason}
    return _of_message(reading) | _of_conclusions(reading) | {"authentication": _authentication(raw, reading)}


def _nothing() -> Explanation:
    """Return the explanation of a mail of which nothing is known."""
    return {
        "subject": "",
        "from": _mailbox(Mailbox("", "")),
        "to": [],
        "message_id": "",
        "in_reply_to": "",
        "references": [],
        "kind": "ordinary",
        "bulk": False,
        "bounced_recipient": None,
        "text": "",
        "reply": "",
        "elided": "",
        "attachments": [],
        "authentication": {"verdict": "none", "reason": "not read"},
        "ticket": None,
        "commands": [],
        "fields": {},
        "category": None,
    }


def _of_message(reading: Reading) -> Explanation:
    message = reading.message
    return {
        "subject": message.subject,
        "from": _mailbox(message.sender),
        "to": [mailbox.address for mailbox in message.to if mailbox.address],
        "cc": [mailbox.address for mailbox in message.cc if mailbox.address],
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "date": message.date.isoformat() if message.date else None,
        "text": message.text,
        "attachments": [
            {
                "filename": attachment.filename,
                "content_type": attachment.content_type,
                "size": attachment.size,
                "sha256": attachment.sha256,
                "inline": attachment.inline,
            }
            for attachment in message.attachments
        ],
        "encrypted": message.is_encrypted,
        "signed": message.is_signed,
        "defects": list(message.defects),
    }


def _of_conclusions(reading: Reading) -> Explanation:
    classification, bounce, best = (
        reading.classification,
        reading.classification.bounce,
        reading.findings.suggestions[:1],
    )
    return {
        "kind": classification.kind.value,
        "why": classification.reason,
        "bulk": classification.is_bulk,
        "robot": classification.is_robot,
        "bounced_recipient": bounce.recipients[0] if bounce and bounce.recipients else None,
        "bounce": _bounce(reading),
        "reply": reading.reply.reply,
        "elided": reading.reply.elided,
        "forward": reading.reply.is_forward,
        "ticket": next(iter(reading.reference.ticket_numbers), None),
        "commands": [
            {"line": line.line, "name": line.name, "arguments": list(line.arguments)} for line in reading.commands.lines
        ],
        "faults": [fault.value for fault in reading.commands.faults],
        "fields": {found.name: found.value for found in reading.findings.fields},
        "category": best[0].category if best else None,
        "type": best[0].type_code if best else None,
        "language": reading.findings.language,
    }


def _bounce(reading: Reading) -> Explanation | None:
    bounce = reading.classification.bounce
    if bounce is None:
        return None
    return {
        "recipients": list(bounce.recipients),
        "permanent": bounce.is_permanent,
        "status": bounce.status,
        "reason": bounce.reason,
        "original_message_id": bounce.original_message_id,
    }


def _authentication(raw: bytes, reading: Reading) -> Explanation:
    """Judge the header alone: whom the installation trusts is in its configuration, keys are in the DNS."""
    date = reading.message.date or datetime(2000, 1, 1, tzinfo=UTC)
    arrival = Arrival(examine(raw), reading.message.headers, received_at=date, now=date)
    found = authenticate(arrival, AuthenticationSettings(own_addresses=()), NoKeys())
    return {"verdict": found.verdict.value, "reason": found.reason}


def _mailbox(mailbox: Mailbox) -> Explanation:
    return {"address": mailbox.address, "name": mailbox.name}


def _for_people(explanation: Explanation) -> Table:
    """Return the explanation as a table of what is there."""
    table = Table(title=Text(explanation["file"]), title_justify="left", show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in explanation.items():
        if name not in ("file", "text") and value not in ("", None, [], {}, False):
            table.add_row(name, Text(_shown(value)))
    return table


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_shown(part)}" for name, part in value.items() if part not in ("", None, [], {}))
    if isinstance(value, list):
        return "\n".join(_shown(part) for part in value)
    return str(value)
