"""Report how the SOP was kept, from the journal."""

import json as json_format
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from daemon.app import Records, open_records, renderer_of
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.config import Config
from daemon.desk.writing.report_sheet import Sheet
from daemon.printing import print_sheet, progress_count
from daemon.reporting import page_of, reader_of
from daemon.reports import charts
from daemon.reports.figures import DIMENSIONS, Report
from daemon.reports.period import Period, month_of
from daemon.reports.plain import as_data
from daemon.reports.reckoning import reckon
from daemon.reports.sheet import sheet_of
from daemon.reports.sop import Promise
from daemon.reports.spreadsheet import as_csv


def command(  # noqa: PLR0913, PLR0917 - typer makes its options from them
    config: ConfigOption = None,
    json: JsonOption = False,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="2026-11-01; left out: the last month.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Still part of it; left out: the month's end.")] = "",
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the figures for a spreadsheet.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="WHAT=VALUE", help=f"Only tickets with it: {', '.join(DIMENSIONS)}.")
    ] = None,
    sop: Annotated[bool, typer.Option("--sop", help="What is promised: targets and service hours.")] = False,
    language: Annotated[str, typer.Option(help="id or en; left out: the institution's.")] = "",
) -> None:
    """Report how the SOP was kept: as tables here, as a page, for a spreadsheet or as JSON."""
    loaded = load_config(config)
    with open_records(loaded, is_read_whole=False) as records:
        if sop:
            _show(loaded, _promise(loaded, records, language), html, language)
            return
        with progress_count("Events") as show:
            report = reckon(_period(loaded, records, first, last), _filters(only or []), show)
        if json:
            typer.echo(json_format.dumps(as_data(report), ensure_ascii=False))
        if csv is not None:
            _write(csv, "\ufeff" + as_csv(report))
        if html is not None or not (json or csv):
            _show(loaded, _in_words(loaded, records, report, language, drawn=html is not None), html, language)


def _promise(config: Config, records: Records, language: str) -> Sheet:
    today = records.now().astimezone(config.institution.timezone).date()
    language = language or config.institution.language
    words = renderer_of(config).speech(language)
    return Promise(records, words, today, reader_of(records, words).names.types, language).sheet()


def _in_words(config: Config, records: Records, report: Report, language: str, *, drawn: bool) -> Sheet:
    reader = reader_of(records, renderer_of(config).speech(language))
    sheet = sheet_of(report, reader)
    return charts.illustrated(sheet, report, reader, "svg") if drawn and charts.are_possible() else sheet


def _show(config: Config, sheet: Sheet, html: Path | None, language: str) -> None:
    if html is None:
        print_sheet(sheet)
    else:
        _write(html, page_of(renderer_of(config), sheet, language))
        if not charts.are_possible():
            typer.echo("No charts: pip install 'loket[charts]'", err=True)


def _period(config: Config, records: Records, first: str, last: str) -> Period:
    """Return the days wanted: those named, the month of the first, or the last whole month."""
    zone = config.institution.timezone
    today = records.now().astimezone(zone).date()
    begin = _day(first) if first else None
    whole = month_of(begin or today.replace(day=1) - timedelta(days=1), zone)
    end = _day(last) if last else whole.last
    period = Period(begin or (month_of(end, zone).first if last else whole.first), end, zone)
    if period.first > period.last:
        raise Failure("--from is after --to")
    return period


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(f"{text} is no day; write it as 2026-11-01") from None


def _filters(words: list[str]) -> dict[str, str]:
    found = dict(word.partition("=")[::2] for word in words)
    if unknown := sorted(found.keys() - set(DIMENSIONS)):
        raise Failure(f"--only {unknown[0]}: known are {', '.join(DIMENSIONS)}")
    return found


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="")
    typer.echo(f"{path} written.", err=True)
