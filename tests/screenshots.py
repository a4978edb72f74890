"""Photograph every letter, in both languages, as a phone (360 px) and a desktop (1280 px) show it.

    python tests/screenshots.py FOLDER [KIND …]

Needs Debian's chromium. Each letter becomes KIND.LANGUAGE.html with KIND.LANGUAGE.360.png and KIND.LANGUAGE.1280.png;
phone.N.png and desktop.N.png are sheets of several pictures, to look through quickly; single ones come with --each.
"""

import html
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.desk.complaint_types import catalogue as catalogues
from daemon.desk.writing.letters import Choice, LetterContent
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.rendering import Renderer
from daemon.outbox.samples import KINDS, LINKS, Samples
from daemon.places import templates_folder

WIDTHS = {360: 1900, 1280: 1500}  # pixels, and the height of the picture
SHEET = 5  # letters on a sheet
LETTERHEAD = Letterhead(
    "UIN Contoh",
    "Pusat Teknologi Informasi dan Pangkalan Data",
    ZoneInfo("Asia/Jakarta"),
    address="Jalan Contoh 1, Palembang",
    website="https://kampus.example",
)


def letters(renderer: Renderer, language: str) -> Iterator[tuple[str, LetterContent]]:
    """Yield a name and a letter of every kind, and of those acknowledgements that look different."""
    samples = Samples(renderer.catalogue.types["M04"], language)
    for kind in sorted(KINDS):
        plain = {"choices": (), "advice": "", "outside": ""} if kind == "acknowledgement" else {}
        yield kind, samples.letter(kind, **plain)
    kinds = renderer.catalogue.types
    choices = tuple(
        Choice(letter, kinds[code].name.in_language(language))
        for letter, code in zip("AB", ("M01", "M14"), strict=True)
    )
    bare = {"missing": (), "form": (), "documents": (), "type_name": ""}
    yield "acknowledgement-choices", samples.letter("acknowledgement", **bare, choices=choices, advice="", outside="")
    outside = kinds["LUAR"].handover.in_language(language)
    yield "acknowledgement-outside", samples.letter("acknowledgement", **bare, choices=(), advice="", outside=outside)
    advised = Samples(kinds["S01"], language)
    advice = kinds["S01"].advice.in_language(language)
    yield "acknowledgement-advice", advised.letter("acknowledgement", choices=(), advice=advice, outside="")


def photograph(page: Path, picture: Path, width: int, height: int) -> None:
    """Make a picture of a page."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )


def sheet(pages: list[Path], target: Path, width: int) -> Path:
    """Write a page that shows several pages side by side, each as wide as a screen."""
    frames = "".join(
        f'<iframe width="{width}" height="{WIDTHS[width]}" style="flex:none;border:1px solid #999" '
        f'srcdoc="{html.escape(page.read_text())}"></iframe>'
        for page in pages
    )
    target.write_text(f'<html><body style="margin:0;display:flex">{frames}</body></html>')
    return target


def photograph_sheets(pages: list[Path], folder: Path, name: str, width: int) -> None:
    """Make the sheets of one width, and tell what is on each."""
    for number, start in enumerate(range(0, len(pages), SHEET), 1):
        group = pages[start : start + SHEET]
        together = sheet(group, folder / f"{name}.{number}.html", width)
        photograph(together, folder / f"{name}.{number}.png", (width + 2) * len(group), WIDTHS[width])
        sys.stdout.write(f"{name}.{number}.png: {', '.join(page.stem for page in group)}\n")


def main(folder: Path, wanted: list[str]) -> None:
    """Make the pictures of the letters wanted; of all for none."""
    folder.mkdir(parents=True, exist_ok=True)
    templates = templates_folder(None)
    renderer = Renderer([templates], LETTERHEAD, catalogues.load(templates / "catalogue"))
    pages = []
    for language in ("id", "en"):
        for name, content in letters(renderer, language):
            if wanted and name not in wanted:
                continue
            page = folder / f"{name}.{language}.html"
            page.write_text(renderer.render(content, language, LINKS).html, encoding="utf-8")
            pages.append(page)
    for name, width in (("phone", 360), ("desktop", 1280)):
        photograph_sheets(pages, folder, name, width)
    if "--each" in sys.argv:
        for page in pages:
            for width, height in WIDTHS.items():
                photograph(page, page.with_suffix(f".{width}.png"), width, height)


if __name__ == "__main__":
    arguments = [one for one in sys.argv[1:] if not one.startswith("--")]
    main(Path(arguments[0]).absolute(), arguments[1:])
