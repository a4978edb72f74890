"""A report in words: what the mail, the HTML page and the terminal show alike."""

from daemon.value_objects import value_object


@value_object
class Link:
    """A cell that leads somewhere."""

    text: str
    href: str


Cell = str | Link


@value_object
class Heading:
    """The head of a column."""

    title: str
    is_number: bool = False


@value_object
class Table:
    """Cells in words; the first of a row names it."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@value_object
class Chart:
    """A picture of what a table beside it says."""

    name: str  # "stages": its Content-ID before the @
    alt: str  # what it shows, for who does not see it
    png: bytes = b""  # for mail; empty where a page was asked for
    svg: str = ""  # for a page; empty where mail was asked for


@value_object
class SheetSection:
    """One matter: what it is, its pictures if there are any, and its figures."""

    code: str  # "stages"; an anchor in the page
    title: str
    note: str  # one paragraph; "" for none
    table: Table | None = None
    charts: tuple[Chart, ...] = ()


@value_object
class Sheet:
    """A whole report, in one language."""

    title: str
    subtitle: str  # the period
    sections: tuple[SheetSection, ...]
    hint: str  # where there is more; "" for nowhere
