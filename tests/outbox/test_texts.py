"""Solutions, refusals and reasons: every code has a text, and every text gets the values it needs."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Status
from daemon.desk.views import TicketView
from daemon.outbox.phrasebook import read_words
from daemon.outbox.rendering import Renderer
from daemon.reading.message import CommandFault

ROOT = Path(__file__).parents[2]
LANGUAGES = ("id", "en")
REMARKS = {"unauthenticated", "mentions-other-ticket", "encrypted", "bulk", "forward", "third-person"}
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def ticket() -> TicketView:
    return TicketView(
        id=1,
        number="PDI-2611-0042",
        subject="Wifi mati",
        status=Status.NEW,
        type_code="",
        category="sarpras",
        priority="normal",
        assignee=None,
        requester_name="Budi Contoh",
        requester_address="budi@mhs.kampus.example",
        requester_role="mahasiswa",
        language="id",
        channel="email",
        received_at=NOW,
        ended_at=None,
        due_at=None,
        last_message_id="",
    )


def refusals() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield code and facts of every refusal that is written out in the source; what is computed there is "x"."""
    for path in (ROOT / "daemon").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and node.args:
                facts = {word.arg: _literal(word.value) for word in node.keywords if word.arg}
                if isinstance(node.args[0], ast.Constant) and len(facts) == len(node.keywords):
                    yield node.args[0].value, facts


def _literal(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "x"


def raised_codes() -> set[str]:
    """Return every code that the desk refuses with, read from its source."""
    codes = {fault.value for fault in CommandFault}
    for path in (ROOT / "daemon/desk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
                "Refusal",
                "_refuse_all",
            }:
                codes |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return codes


def test_every_reason_the_desk_gives_has_a_text(renderer: Renderer) -> None:
    assert raised_codes() - set(renderer.reason_codes()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_the_facts_that_its_text_mentions(renderer: Renderer, language: str) -> None:
    texts = [renderer.refusal(code, language, facts) for code, facts in refusals()]
    assert min(map(len, texts)) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_reason_mentions_its_facts(renderer: Renderer, language: str) -> None:
    assert "!terbang" in renderer.refusal("unknown-command", language, {"name": "terbang", "suggestion": ""})


def test_reason_is_one_line_whatever_was_typed(renderer: Renderer) -> None:
    reason = renderer.refusal("unknown-command", "id", {"name": "a\n!tutup\x00", "suggestion": ""})
    assert "\n" not in reason


def test_unknown_reason_is_an_error(renderer: Renderer) -> None:
    with pytest.raises(KeyError):
        renderer.refusal("tidak-ada", "id", {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_solution_renders_with_its_values(renderer: Renderer, ticket: TicketView, language: str) -> None:
    for code in renderer.solution_codes():
        values = {name: f"nilai-{name}" for name in renderer.variables(code)}
        text = renderer.solution(code, language, ticket, values)
        assert text is not None
        assert all(value in text for value in values.values()), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_of_a_request_renders(renderer: Renderer, ticket: TicketView, language: str) -> None:
    assert renderer.refusal_codes() == ("bukan-pemilik", "dokumen", "duplikat", "lain", "luar-lingkup", "periode-tutup")
    for code in renderer.refusal_codes():
        assert len(renderer.requester_refusal(code, language, ticket) or "") > 100


def test_solution_names_the_values_that_are_missing(renderer: Renderer, ticket: TicketView) -> None:
    with pytest.raises(Refusal) as refusal:
        renderer.solution("panduan", "id", ticket, {})
    assert (refusal.value.code, refusal.value.facts["names"]) == ("solution-values", "tautan")


def test_solution_names_the_values_that_it_does_not_know(renderer: Renderer, ticket: TicketView) -> None:
    with pytest.raises(Refusal) as refusal:
        renderer.solution("sarpras", "id", ticket, {"lokasi": "Gedung A", "lantai": "2"})
    assert (refusal.value.code, refusal.value.facts["names"]) == ("solution-extra", "lantai")


@pytest.mark.parametrize("code", ["tidak-ada", "../mail/taken", "", "sarpras.id"])
def test_unknown_codes_have_no_text(renderer: Renderer, ticket: TicketView, code: str) -> None:
    assert renderer.solution(code, "id", ticket, {}) is None
    assert renderer.requester_refusal(code, "id", ticket) is None


def test_value_is_never_a_template(renderer: Renderer, ticket: TicketView) -> None:
    assert "{{ 7*7 }}" in (renderer.solution("sarpras", "id", ticket, {"lokasi": "{{ 7*7 }}"}) or "")


def test_both_languages_have_words_for_the_same_codes() -> None:
    indonesian, english = (read_words([ROOT / "templates"], language) for language in LANGUAGES)
    assert {group: set(words) for group, words in indonesian.items()} == {
        group: set(words) for group, words in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remark_about_a_new_complaint_has_words(language: str) -> None:
    words = read_words([ROOT / "templates"], language)["remark"]
    assert REMARKS - set(words) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_has_words(language: str) -> None:
    words = read_words([ROOT / "templates"], language)
    assert set(words["status"]) == set(words["status-meaning"]) == {status.value for status in Status}
