"""Solution templates take the words of the ticket's type: every template, type and language fit together."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.desk.complaint_types.catalogue import Catalogue, load
from daemon.desk.statuses import Status
from daemon.desk.views import TicketView
from daemon.desk.writing.letters import Solution
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.rendering import Renderer

TEMPLATES = Path(__file__).parents[2] / "templates"
CATALOGUE = load(TEMPLATES / "catalogue")
LANGUAGES = ("id", "en")
TICKET = TicketView(
    id=1,
    number="PDI-2611-0042",
    subject="Data saya salah",
    status=Status.IN_PROGRESS,
    type_code="",
    category="data-mahasiswa",
    priority="normal",
    assignee=None,
    requester_name="Budi Contoh",
    requester_address="budi@mhs.kampus.example",
    requester_role="mahasiswa",
    language="id",
    channel="email",
    received_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    ended_at=None,
    due_at=None,
    last_message_id="",
)


@pytest.fixture(scope="module")
def words(letterhead: Letterhead) -> Renderer:
    return Renderer([TEMPLATES], letterhead, CATALOGUE)


def text(words: Renderer, code: str, type_code: str, language: str = "id", **values: str) -> str:
    given = {name: f"nilai-{name}" for name in words.variables(code) if name not in words.optional_variables(code)}
    solution = words.solution(code, language, replace(TICKET, type_code=type_code), {**given, **values})
    assert solution is not None
    return solution


def every(words: Renderer) -> Iterator[tuple[str, str, str, str]]:
    """Yield template, type, language and text of all that can be sent."""
    for code in words.solution_codes():
        for type_code in ("", *CATALOGUE.types):
            for language in LANGUAGES:
                yield code, type_code, language, text(words, code, type_code, language)


def test_every_template_renders_for_every_type_in_both_languages(words: Renderer) -> None:
    said = list(every(words))
    assert len(said) == len(words.solution_codes()) * (len(CATALOGUE.types) + 1) * 2
    assert [key for *key, text in said if len(text) < 60 or re.search(r"\{|\}|\n\n\n|  |None|Saudara", text)] == []


def test_every_route_of_the_catalogue_is_a_template(words: Renderer) -> None:
    assert CATALOGUE.faults(words.solution_codes()) == ()
    assert [kind.code for kind in CATALOGUE.types.values() if not kind.route or not kind.handover_route] == []


def test_unknown_route_is_a_fault() -> None:
    assert CATALOGUE.faults(()) != ()
    assert "M04: route: there is no solution template 'dikoreksi'" in CATALOGUE.faults(["diteruskan"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_usual_solution_of_a_type_has_its_own_paragraphs(words: Renderer, language: str) -> None:
    for kind in CATALOGUE.types.values():
        own = (kind.solution.in_language(language), kind.handover.in_language(language))
        said = text(words, kind.route, kind.code, language)
        assert kind.is_outside_scope or any(paragraphs in said for paragraphs in own), kind.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_hand_over_of_a_type_stands_in_the_template_that_it_belongs_to(words: Renderer, language: str) -> None:
    for kind in CATALOGUE.types.values():
        said = text(words, kind.handover_route, kind.code, language)
        assert kind.is_outside_scope or kind.handover.in_language(language) in said, kind.code


def test_hand_over_stands_in_no_other_template(words: Renderer) -> None:
    assert "persetujuan admin PDDIKTI" in text(words, "pdm", "M01")
    assert "persetujuan admin PDDIKTI" not in text(words, "periode-tutup", "M01")


def test_templates_of_hand_overs_are_known(words: Renderer) -> None:
    found = {code for code in words.solution_codes() if words.is_handover(code)}
    assert found == {kind.handover_route for kind in CATALOGUE.types.values()}


@pytest.mark.parametrize(("language", "done"), [("id", "Selesai"), ("en", "Solved")])
def test_what_somebody_else_has_to_do_is_not_called_solved(words: Renderer, language: str, done: str) -> None:
    letter = Solution("PDI-2611-0042", "NIK", "…", "Rina Contoh")
    assert f"[{done} " in words.render(letter, language).text
    handed_over = words.render(replace(letter, is_done=False), language)
    assert done.casefold() not in (handed_over.subject + handed_over.text).casefold()


def test_one_template_says_something_else_for_another_type(words: Renderer) -> None:
    assert text(words, "dikoreksi", "M04").startswith("NIK Anda telah dikoreksi")
    assert text(words, "dikoreksi", "M07").startswith("Jenis kelamin Anda telah dikoreksi")


def test_without_a_type_the_template_speaks_for_itself(words: Renderer) -> None:
    assert text(words, "dikoreksi", "").startswith("Data yang Anda keluhkan sudah kami perbaiki.")


def test_documents_that_stand_for_one_another_are_one_line(words: Renderer) -> None:
    assert "- KTP atau Kartu keluarga (KK)" in text(words, "perlu-dokumen", "M04")
    assert "- Identity card (KTP) or Family card (KK)" in text(words, "perlu-dokumen", "M04", "en")


def test_value_that_a_template_asks_about_may_be_left_out(words: Renderer) -> None:
    assert words.optional_variables("pdm") == ("nomor",)
    assert "Nomor pengajuan: 12." in text(words, "pdm", "M01", nomor="12")
    assert "Nomor pengajuan" not in text(words, "pdm", "M01")


def test_no_solution_asks_a_lecturer_or_operator_as_a_student() -> None:
    theirs = [kind for kind in CATALOGUE.types.values() if "mahasiswa" not in kind.roles]
    assert [kind.code for kind in theirs if re.search(r"\bAnda\b", kind.solution.id + kind.handover.id)] == []


def test_catalogue_of_a_counter_may_be_empty(letterhead: Letterhead) -> None:
    assert Renderer([TEMPLATES], letterhead).catalogue.types == Catalogue({}).types


def test_documentation_names_every_template_with_its_values(words: Renderer) -> None:
    text = (
        (TEMPLATES.parent / "docs" / "catalogue.md").read_text(encoding="utf-8").partition("## Solution templates")[2]
    )
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]
    documented = {row[0].strip("`"): tuple(re.findall(r"`(\w+)`", row[3])) for row in rows if len(row) == 4}
    assert documented == {code: words.variables(code) for code in words.solution_codes()}


def test_type_of_the_documentation_can_be_added(tmp_path: Path) -> None:
    text = (TEMPLATES.parent / "docs" / "catalogue.md").read_text(encoding="utf-8")
    (example,) = (block for block in re.findall(r"```TOML\n(.*?)```", text, re.DOTALL) if 'code = "M41"' in block)
    shutil.copytree(TEMPLATES / "catalogue", tmp_path, dirs_exist_ok=True)
    (tmp_path / "m41-beasiswa.toml").write_text(example, encoding="utf-8")
    assert load(tmp_path).types["M41"].route == "dikoreksi"
