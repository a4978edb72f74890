"""Take pictures of the report's mail and page, to be looked at before a release.

    PYTHONPATH=. python tests/support/report_pictures.py FOLDER

A year passes at a counter; FOLDER gets mail and page as HTML and as PNG, as wide as a phone and as a desk's screen, in
colours, without them, and as PDF for the printer.
"""

import sys
from base64 import b64encode
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from browser import print_page, take_picture
from installation import Installation, maildir_box
from year_of_traffic import Year

from daemon.app import open_records, renderer_of
from daemon.config import load
from daemon.desk.writing.letters import ReportMail
from daemon.reporting import page_of, reader_of
from daemon.reports import charts
from daemon.reports.period import month_of
from daemon.reports.reckoning import reckon
from daemon.reports.sheet import sheet_of
from daemon.reports.sop import Promise

AUGUST = month_of(date(2026, 8, 1), ZoneInfo("Asia/Jakarta"))
WIDTHS = {"phone": 360, "desk": 1200}
HEIGHTS = {"phone": 6000, "desk": 3600}
GREY = "<style>html { filter: grayscale(1); }</style></head>"


def page_of_year(config: Path, language: str, *, is_sop: bool = False) -> str:
    """Return August's report, or the SOP's sheet, as a page."""
    with open_records(load(config)) as records:
        renderer = renderer_of(load(config))
        words = renderer.speech(language)
        if is_sop:
            return page_of(
                renderer, Promise(records, words, AUGUST.first, reader_of(records, words).names.types).sheet(), language
            )
        report, reader = reckon(AUGUST), reader_of(records, words)
        return page_of(renderer, charts.illustrated(sheet_of(report, reader), report, reader, "svg"), language)


def mail_of(config: Path, language: str) -> str:
    """Return August's report as the HTML part of its mail, the pictures put in."""
    with open_records(load(config)) as records:
        renderer = renderer_of(load(config))
        report, reader = reckon(AUGUST), reader_of(records, renderer.speech(language), is_brief=True)
        sheet = charts.illustrated(sheet_of(report, reader), report, reader, "png")
        html = renderer.render(ReportMail(sheet), language).html
    for chart in (chart for section in sheet.sections for chart in section.charts):
        html = html.replace(f"cid:{chart.name}@loket", f"data:image/png;base64,{b64encode(chart.png).decode()}")
    return html


def main() -> None:
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Maildir").mkdir()
        config = Installation(folder, 25, maildir_box(folder / "Maildir")).config
        with open_records(load(config)):
            Year(600).pass_by()
        pages = {"mail": mail_of(config, "id"), "page": page_of_year(config, "id")}
        pages["sop"] = page_of_year(config, "id", is_sop=True)
    for what, html in pages.items():
        (target / f"{what}.html").write_text(html, "utf-8")
        for size, width in WIDTHS.items():
            take_picture(html, target / f"{what}-{size}.png", width, HEIGHTS[size])
            take_picture(html.replace("</head>", GREY), target / f"{what}-{size}-grey.png", width, HEIGHTS[size])
        print_page(html, target / f"{what}.pdf")


if __name__ == "__main__":
    main()
