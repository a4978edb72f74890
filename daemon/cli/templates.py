"""Look at letters, solutions and refusals with sample data."""

from os import environ
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from daemon.app import renderer_of
from daemon.cli import DEFAULT_PATHS, ConfigOption, Failure, load_config
from daemon.desk.complaint_types import catalogue as catalogues
from daemon.desk.complaint_types.catalogue import ComplaintType
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.rendering import BrokenTemplate, Rendered, Renderer
from daemon.outbox.samples import KINDS, LINKS, Samples
from daemon.places import templates_folder
from daemon.value_objects import value_object

group = typer.Typer(no_args_is_help=True)
_SAMPLE_TYPE = "M04"
_VALUES = {"tautan": "https://pustipd.kampus.example/panduan"}  # what solutions need; "contoh" for the others


@value_object
class _Wanted:
    """What to show."""

    folder: str  # mail, solutions, refusals
    code: str
    kind: ComplaintType
    language: str


@group.command("list")
def show_names(config: ConfigOption = None) -> None:
    """Print the names that `preview` knows, one a line."""
    for folder, codes in _names(_renderer(config)).items():
        for code in codes:
            typer.echo(f"{folder}/{code}")


@group.command()
def preview(
    name: Annotated[str, typer.Argument(help='A name of `list`; the folder may be left out: "pdm".')],
    type_code: Annotated[str, typer.Option("--type", help="The complaint type whose words are used.")] = _SAMPLE_TYPE,
    language: Annotated[str, typer.Option(help="id or en.")] = "id",
    html: Annotated[Path | None, typer.Option(help="Write the HTML form to this file as well.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show a letter, a solution or a refusal as its reader would get it. Needs no configuration."""
    renderer = _renderer(config)
    rendered = _rendered(renderer, _wanted(renderer, name, type_code, language))
    typer.echo(f"Subject: {rendered.subject}\n\n{rendered.text}")
    if html is not None:
        html.write_text(rendered.html, encoding="utf-8")


def _renderer(path: Path | None) -> Renderer:
    """Return the words of the configuration, where there is one, else those that travel with the program."""
    if path or environ.get("LOKET_CONFIG") or any(default.is_file() for default in DEFAULT_PATHS):
        return renderer_of(load_config(path))
    folder = templates_folder(None)
    letterhead = Letterhead("UIN Contoh", "Pusat Teknologi Informasi dan Pangkalan Data", ZoneInfo("Asia/Jakarta"))
    return Renderer([folder], letterhead, catalogues.load(folder / "catalogue"))


def _names(renderer: Renderer) -> dict[str, tuple[str, ...]]:
    return {
        "mail": tuple(sorted(KINDS)),
        "solutions": renderer.solution_codes(),
        "refusals": renderer.refusal_codes(),
    }


def _wanted(renderer: Renderer, name: str, type_code: str, language: str) -> _Wanted:
    folder, _, code = name.rpartition("/")
    folders = [one for one, codes in _names(renderer).items() if code in codes and folder in {"", one}]
    if not folders:
        raise Failure(f"there is no template {name}; `loket templates list` names them all")
    kind = renderer.catalogue.get(type_code)
    if kind is None:
        raise Failure(f"there is no complaint type {type_code}; known: {', '.join(renderer.catalogue.types)}")
    if language not in {"id", "en"}:
        raise Failure("the language is id or en")
    return _Wanted(folders[0], code, kind, language)


def _rendered(renderer: Renderer, wanted: _Wanted) -> Rendered:
    samples = Samples(wanted.kind, wanted.language)
    if wanted.folder == "mail":
        letter = samples.letter(wanted.code)
    elif wanted.folder == "solutions":
        values = {
            name: _VALUES.get(name, "contoh")
            for name in renderer.variables(wanted.code)
            if name not in renderer.optional_variables(wanted.code)
        }
        text = renderer.solution(wanted.code, wanted.language, samples.ticket(), values)
        letter = samples.letter("solution", text=text or "", is_done=not renderer.is_handover(wanted.code))
    else:
        text = renderer.requester_refusal(wanted.code, wanted.language, samples.ticket())
        letter = samples.letter("rejection", text=text or "")
    try:
        return renderer.render(letter, wanted.language, LINKS)
    except BrokenTemplate as fault:
        raise Failure(str(fault)) from fault
