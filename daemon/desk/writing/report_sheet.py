"""A report in words: what the mail, the HTML page and the terminal show alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    href: str


Cell = str | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column."""

    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in words; the first of a row names it."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of what a table beside it says."""

    name: str  # "stages": its Content-ID before the @
    alt: str  # what it shows, for who does not see it
    png: bytes = b""  # for mail; empty where a page was asked for
    svg: str = ""  # for a page; empty where mail was asked for


@dataclass(frozen=True, slots=True)
class SheetSection:
    """One matter: what it is, its pictures if there are any, and its figures."""

    code: str  # "stages"; an anchor in the page
    title: str
    note: str  # one paragraph; "" for none
    table: Table | None = None
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report, in one language."""

    title: str
    subtitle: str  # the period
    sections: tuple[SheetSection, ...]
    hint: str  # where there is more; "" for nowhere
