"""Write a short working configuration."""

import secrets
import tomllib
from collections.abc import Callable, Mapping
from os import geteuid
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import StringConstraints, TypeAdapter, ValidationError

from daemon.cli import DEFAULT_PATHS, ConfigOption, Failure
from daemon.configuration.connections import Security
from daemon.configuration.starting import ANSWER_NAMES, Answers, existing_files, write_start
from daemon.configuration.values import Address, Domain, Host, Text, is_loopback
from daemon.value_objects import value_object

Password = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\r\n]*$")]
Known = Mapping[str, str]  # the answers so far


@value_object
class _Question:
    """One thing that a first configuration needs."""

    key: str  # name of the answer
    text: str
    kind: Any  # the type an answer must have
    default: Callable[[Known], str] = lambda _: ""  # "": there is none
    hidden: bool = False  # not shown while it is typed
    optional: bool = False  # "-" or nothing means that there is none
    unless: Callable[[Known], bool] = lambda _: False  # not asked then, and empty
    contradiction: Callable[[str, Known], str] = lambda _answer, _known: ""  # to the answers before; "": none


def _same(key: str) -> Callable[[Known], str]:
    return lambda known: known[key]


def _fixed(value: str) -> Callable[[Known], str]:
    return lambda _: value


def _mail_host(known: Known) -> str:
    return f"mail.{known['address'].rpartition('@')[2]}"


def _no_login(known: Known) -> bool:
    return not known["smtp_username"]


def _in_the_clear(host: str) -> Callable[[str, Known], str]:
    return lambda answer, known: (
        "none is for a server on this machine only" if answer == "none" and not is_loopback(known[host]) else ""
    )


def _of_the_desk(answer: str, known: Known) -> str:
    return "belongs to the desk already: name the person's own" if answer == known["address"] else ""


NONE = "-"  # typed for an optional answer that there is none
QUESTIONS = (
    _Question("institution", "Name of the institution", Text),
    _Question("unit", "Name of the unit that answers", Text),
    _Question("address", "Support address, to which people write", Address),
    _Question("imap_host", "IMAP server", Host, _mail_host),
    _Question(
        "imap_security",
        "  its security: tls, starttls or none",
        Security,
        _fixed("tls"),
        contradiction=_in_the_clear("imap_host"),
    ),
    _Question("imap_username", "  user name", Text, _same("address")),
    _Question("imap_password", "  password", Password, hidden=True),
    _Question("smtp_host", "SMTP server", Host, _same("imap_host")),
    _Question(
        "smtp_security",
        "  its security: tls, starttls or none",
        Security,
        _fixed("starttls"),
        contradiction=_in_the_clear("smtp_host"),
    ),
    _Question("smtp_username", "  user name, - for no login", Text, _same("imap_username"), optional=True),
    _Question("smtp_password", "  password", Password, _same("imap_password"), hidden=True, unless=_no_login),
    _Question("authserv_id", "Your server's name in Authentication-Results, - if unknown", Domain, optional=True),
    _Question("staff_name", "First member of staff: name", Text),
    _Question("staff_address", "  address", Address, contradiction=_of_the_desk),
    _Question("data", "Folder for tickets and mails", Text, lambda _: "/var/lib/loket" if geteuid() == 0 else "data"),
)


def command(
    config: ConfigOption = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="Ask nothing: take the answers from this TOML file."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a configuration that is there.")] = False,
) -> None:
    """Ask a few questions and write a short working configuration.

    Passwords go into files of their own that nobody else can read, and so does the key that signs reply addresses.
    A key that is there is kept. The keys of an --answers file: institution, unit, address, imap_host, imap_security,
    imap_username, imap_password, smtp_host, smtp_security, smtp_username, smtp_password, authserv_id, staff_name,
    staff_address, data.
    """
    path = (config or (DEFAULT_PATHS[-1] if geteuid() == 0 else DEFAULT_PATHS[0])).absolute()
    there = existing_files(path)
    if there and not force:
        raise Failure(f"{there[0]} is there already; --force replaces it, or choose another folder with --config")
    given = _ask() if answers is None else _read(answers)
    try:
        written = write_start(path, given, secrets.token_bytes)
    except OSError as error:
        raise Failure(f"{error.filename or path}: {error.strerror}") from error
    for file in written:
        typer.echo(f"wrote {file}")
    typer.echo(f"Next: loket check --online --config {path}")


def _ask() -> Answers:
    """Ask all questions on the terminal, each until its answer is one."""
    known: dict[str, str] = {}
    for question in QUESTIONS:
        known[question.key] = "" if question.unless(known) else _prompt(question, known)
    return Answers(**known)


def _prompt(question: _Question, known: Known) -> str:
    default = question.default(known) or (NONE if question.optional else None)
    while True:
        typed: str = typer.prompt(
            question.text, default=default, hide_input=question.hidden, show_default=not question.hidden
        )
        answer, fault = _judge(question, typed)
        fault = fault or question.contradiction(answer, known)
        if not fault:
            return answer
        typer.echo(f"  {fault}", err=True)


def _read(path: Path) -> Answers:
    """Take all answers from a file, the defaults for those left out.

    Raises: Failure naming every answer that is missing, wrong or unknown.
    """
    given = _load_answers(path)
    known: dict[str, str] = {}
    faults = [f"{key}: not asked for" for key in given if key not in ANSWER_NAMES]
    for question in QUESTIONS:
        value = given.get(question.key, "" if question.unless(known) else question.default(known))
        known[question.key], fault = _judge(question, value)
        faults += [f"{question.key}: {fault}"] if fault and not question.unless(known) else []
    if faults:
        raise Failure(f"{path}: {'; '.join(faults)}")
    return Answers(**known)


def _load_answers(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _judge(question: _Question, value: object) -> tuple[str, str]:
    """Return the answer and what is wrong with it, "" when nothing is."""
    if question.optional and value in {"", NONE}:
        return "", ""
    if value == "":
        return "", "is missing"
    try:
        answer: str = TypeAdapter(question.kind).validate_python(value, strict=True)
    except ValidationError as error:
        return "", error.errors()[0]["msg"].removeprefix("Value error, ")
    return answer, ""
