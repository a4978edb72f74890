"""Read a story: what people write, and what each of them must get. tests/stories/README.md tells the form."""

import re
from dataclasses import dataclass, field
from pathlib import Path

_WRITES = re.compile(r">>> (?P<who>\w+) with (?P<program>[\w ]+?) (?P<verb>writes|answers|forwards)(?: (?P<what>.+))?")
_GETS = re.compile(r"<<< (?P<who>\S+) (?P<kind>[\w-]+)(?: to (?P<copied>.+))?")
_LATER = re.compile(r"=== later (?P<count>\d+) (?P<unit>minutes|hours|days)")
_TICKET = re.compile(r"=== ticket (?P<number>\d+): (?P<facts>.+)")
_OPTION = re.compile(r"(?P<name>[a-z]+): (?P<value>.*)")
_OPTIONS = {"subject", "file", "cc", "to", "from", "date", "verdict", "as"}


@dataclass(slots=True)
class Incoming:
    """A mail that somebody writes."""

    line: int
    who: str
    program: str  # a key of mail_programs.PROGRAMS
    verb: str  # writes, answers, forwards
    what: str  # the subject; the kind of letter that is answered; how it is forwarded: inline or attached
    options: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""


@dataclass(slots=True)
class Outgoing:
    """A mail that somebody must get because of the one before."""

    line: int
    who: str
    kind: str
    copied: tuple[str, ...]  # who else gets the same mail, in Cc
    has: list[str] = field(default_factory=list)  # words of the subject or the text
    lacks: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # names of attached files, all of them


@dataclass(slots=True)
class Later:
    """Time passes."""

    line: int
    count: int
    unit: str


@dataclass(slots=True)
class TicketState:
    """How a ticket must stand now."""

    line: int
    number: int  # 1 is the story's first ticket
    facts: dict[str, str]


Step = Incoming | Outgoing | Later | TicketState


@dataclass(slots=True)
class Story:
    """A whole script."""

    title: str = ""
    config: str = ""  # TOML that is added to the installation's configuration
    people: dict[str, str] = field(default_factory=dict)  # name → "Siti Contoh <siti@…>"
    steps: list[Step] = field(default_factory=list)


def read_story(path: Path) -> Story:
    """Return the script in a file. Raises: ValueError with the line that is not understood."""
    head, *blocks = _blocks(path.read_text("utf-8"))
    story = _head(head[1])
    story.steps = [_step(path.name, line, text) for line, text in blocks]
    return story


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Split at the lines that begin a step; the first block is the head."""
    blocks: list[tuple[int, list[str]]] = [(1, [])]
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith((">>> ", "<<< ", "=== ")):
            blocks.append((number, []))
        blocks[-1][1].append(line)
    return blocks


def _head(lines: list[str]) -> Story:
    story = Story(title=lines[0].removeprefix("# "))
    for line in lines[1:]:
        if line.startswith("person: "):
            name, _, mailbox = line.removeprefix("person: ").partition(" = ")
            story.people[name] = mailbox
        elif line.startswith("    "):
            story.config += line[4:] + "\n"
    return story


def _step(name: str, number: int, lines: list[str]) -> Step:
    first, rest = lines[0].rstrip(), lines[1:]
    if found := _WRITES.fullmatch(first):
        return _incoming(number, found, rest)
    if found := _GETS.fullmatch(first):
        return _outgoing(number, found, rest)
    if found := _LATER.fullmatch(first):
        return Later(number, int(found["count"]), found["unit"])
    if found := _TICKET.fullmatch(first):
        facts = dict(fact.split("=", 1) for fact in re.split(r" (?=[a-z_]+=)", found["facts"]))
        return TicketState(number, int(found["number"]), facts)
    raise ValueError(f"{name}:{number}: not understood: {first}")


def _incoming(number: int, found: re.Match[str], rest: list[str]) -> Incoming:
    mail = Incoming(number, found["who"], found["program"], found["verb"], found["what"] or "")
    while rest and (option := _OPTION.fullmatch(rest[0])) and option["name"] in _OPTIONS:
        mail.options.setdefault(option["name"], []).append(option["value"])
        rest = rest[1:]
    mail.text = "\n".join(rest).strip("\n")
    return mail


def _outgoing(number: int, found: re.Match[str], rest: list[str]) -> Outgoing:
    copied = tuple(found["copied"].split()) if found["copied"] else ()
    mail = Outgoing(number, found["who"], found["kind"], copied)
    for line in filter(None, map(str.strip, rest)):
        if line.startswith("not: "):
            mail.lacks.append(line.removeprefix("not: "))
        elif line.startswith("file: "):
            mail.files.append(line.removeprefix("file: "))
        elif not line.startswith("# "):
            mail.has.append(line)
    return mail
