"""Put reports together for those who read them: names, words, pages."""

from base64 import b64encode
from collections.abc import Callable
from typing import Protocol

from daemon.desk.catalogue import Catalogue
from daemon.desk.report_sheet import Sheet
from daemon.desk.targets import STAGES, Clockwork
from daemon.desk.views import Directory
from daemon.outbox.rendering import Renderer
from daemon.outbox.speech import Speech
from daemon.reports.sheet import Names, Reader


class Knowing(Clockwork, Protocol):
    """Knows the targets and the people; the desk and the records of the command line do."""

    @property
    def directory(self) -> Directory:
        """Return who works here."""


def reader_of(known: Knowing, words: Speech, staff_id: str = "") -> Reader:
    """Return who reads a report; with `staff_id` only that person's own figures among the staff's."""
    return Reader(
        words=words,
        names=Names(_types(known.catalogue, words.language), _people(known.directory)),
        targets={stage: known.targets.of(stage, "") for stage in STAGES},
        staff_id=staff_id,
    )


def page_of(renderer: Renderer, sheet: Sheet, language: str = "") -> str:
    """Return a report as an HTML page that needs nothing from elsewhere. Raises: BrokenTemplate."""
    pictures = {
        chart.name: "data:image/svg+xml;base64," + b64encode(chart.svg.encode()).decode("ascii")
        for section in sheet.sections
        for chart in section.charts
    }
    return renderer.page("sheet", language, {"sheet": sheet, "pictures": pictures})


def _types(catalogue: Catalogue, language: str) -> Callable[[str], str]:
    def name(code: str) -> str:
        kind = catalogue.get(code)
        return f"{code} {kind.name.in_language(language)}" if kind else code

    return name


def _people(directory: Directory) -> Callable[[str], str]:
    def name(staff_id: str) -> str:
        member = directory.by_id(staff_id)
        return member.name if member else staff_id

    return name
