"""Put the figures of one unit's operators into words: totals alone, no person and no ticket."""

from daemon.desk.timekeeping.targets import STAGES
from daemon.desk.writing.report_sheet import Heading, Sheet, SheetSection, Table
from daemon.reports.figures import Report, StageFigures
from daemon.reports.sheet import NONE, Reader


def unit_sheet(report: Report, reader: Reader, unit: str, open_now: int) -> Sheet:
    """Return the report of the unit's tickets; `open_now` is how many of them wait for a decision today."""
    words, period = reader.words, report.period

    def say(code: str, **facts: object) -> str:
        return words.word(code, "report").format(**facts)

    counted = (
        (say("received"), words.decimal(report.now.received)),
        (say("decided"), words.decimal(report.now.decided)),
        (say("open-now"), words.decimal(open_now)),
    )
    headings = (Heading(say("figure")), Heading(say("column-count"), is_number=True))
    columns = (Heading(say("column-stage")), *(Heading(say(f"column-{code}"), is_number=True) for code in _COLUMNS))
    stages = tuple((words.word(stage, "stage"), *_figures(reader, stage, report.now.stages[stage])) for stage in STAGES)
    return Sheet(
        title=say("own-title", unit=unit),
        subtitle=say("period", first=words.day(period.first), last=words.day(period.last)),
        sections=(
            SheetSection("summary", say("summary"), "", Table(say("summary"), headings, counted)),
            SheetSection("stages", say("stages"), say("own-stages-note"), Table(say("stages"), columns, stages)),
        ),
        hint="",
    )


_COLUMNS = ("limit", "count", "median", "share")


def _figures(reader: Reader, stage: str, figures: StageFigures) -> tuple[str, str, str, str]:
    words, target = reader.words, reader.targets.get(stage)
    return (
        NONE if target is None else words.decimal(target.target_seconds / 60),
        words.decimal(figures.count),
        NONE if figures.median is None else words.decimal(figures.median / 60),
        NONE if figures.share is None else f"{words.decimal(figures.share * 100)}%",
    )
