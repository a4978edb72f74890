"""Print rows for people as tables, and for programs as JSON lines."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import typer
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from daemon.desk.writing.report_sheet import Cell as ReportCell
from daemon.desk.writing.report_sheet import Sheet
from daemon.desk.writing.report_sheet import Table as ReportTable
from daemon.value_objects import value_object

MAX_CELL = 120  # characters
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "?")  # foreign text may move the cursor


@value_object
class Column:
    """A heading and the key of the row's value."""

    title: str
    key: str


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object a line."""
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))


def print_table(title: str, columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print a table, or one line when there are no rows."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column.title, overflow="fold")
    for row in rows:
        table.add_row(*(cell(row.get(column.key)) for column in columns))
    console = Console()
    if table.row_count:
        console.print(table)
    else:
        console.print(f"{title}: nothing there.")


def repeat(show: Callable[[], object], seconds: float) -> None:
    """Show something anew every so many seconds, on a terminal on an empty screen, until the user interrupts."""
    console = Console()
    while True:
        if console.is_terminal:
            console.clear()
        show()
        time.sleep(seconds)


def print_facts(facts: Mapping[str, Any]) -> None:
    """Print names and values, one a line."""
    console = Console()
    for name, value in facts.items():
        console.print(f"[bold]{escape(name)}[/bold]: {cell(value)}", soft_wrap=True)


def print_sheet(sheet: Sheet) -> None:
    """Print a report in words, table after table."""
    console = Console()
    console.print(f"[bold]{escape(sheet.title)}[/bold]  {escape(sheet.subtitle)}")
    for section in sheet.sections:
        console.print()
        if section.table is not None:
            console.print(_rich(section.table))
        if section.note:
            console.print(escape(section.note), style="dim")


def _rich(table: ReportTable) -> Table:
    shown = Table(title=escape(table.caption), title_justify="left")
    for number, heading in enumerate(table.headings):
        justify: JustifyMethod = "right" if heading.is_number else "left"
        shown.add_column(escape(heading.title), justify=justify, no_wrap=number == 0)
    for row in table.rows:
        shown.add_row(*map(_linked, row))
    return shown


def _linked(one: ReportCell) -> str:
    """Return a cell, as a link where it leads somewhere and the terminal knows links."""
    return cell(one) if isinstance(one, str) else f"[link={one.href}]{cell(one.text)}[/link]"


@contextmanager
def progress_count(what: str) -> Iterator[Callable[[int], None]]:
    """Give a function that shows how much is done of nobody knows how much, on a terminal alone."""
    with progress_bar() as show:
        yield lambda done: show(what, done, 0)


@contextmanager
def progress_bar(*, is_kept: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows what is done, how much of it and of how much (0: unknown), on a terminal alone.

    With `is_kept` the bar stays where it was when the work is done.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(
        *columns,
        console=console,
        disable=not console.is_terminal,
        transient=not is_kept,
        redirect_stdout=False,  # else what a program is to read would go where the bar goes
    )
    with progress:
        task = progress.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total or None)

        yield show


def duration(seconds: float | None) -> str | None:
    """Return a time as people say it, to two units: "45 s", "12 min 30 s", "10 h 0 min"; None of none."""
    if seconds is None:
        return None
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def cell(value: Any) -> str:
    """Return a value as one short, harmless cell; moments in local time."""
    if value is None:
        return "-"
    if isinstance(value, list):
        return escape(", ".join(str(item.get("address", item) if isinstance(item, dict) else item) for item in value))
    text = _local(str(value)).translate(_CONTROLS)
    return escape(text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 1]}…")


def _local(text: str) -> str:
    """Return an ISO moment in the machine's time zone to the second; other text as it is."""
    if len(text) < 20 or text[4:5] != "-" or text[10:11] != "T":
        return text
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return text
