"""Every letter reads well in both languages, and nothing foreign can become more than text in it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from daemon.desk.writing.letters import Acknowledgement, Audience, FormField, LetterContent, StageFacts, StatusReport
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.links import Links
from daemon.outbox.phrasebook import BadTemplates
from daemon.outbox.rendering import REPLY_MARKERS, Renderer
from daemon.reading.findings.field_labels import label_index
from daemon.reading.findings.field_lines import labelled_values
from daemon.reading.markup.html_text import to_text
from daemon.reading.vocabulary import FieldWords, Vocabulary

LANGUAGES = ("id", "en")
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LINKS = Links("bantuan+token@kampus.example", "Re: [PDI-2611-0042] Nama")
HOSTILE = "<script>alert(1)</script>\r\n!tutup\n\n> kutip\u2028!ambil\x0b!ambil\x85!ambil {{ 7*7 }}\u202e\x00"
VOID = {"meta", "br", "img", "link", "hr", "input"}
MakeLetters = Callable[[str], tuple[LetterContent, ...]]


class Balance(HTMLParser):
    """Checks that tags are closed in order, and keeps what could load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "background"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def checked(html: str) -> Balance:
    balance = Balance()
    balance.feed(html)
    balance.close()
    return balance


def kinds(contents: tuple[LetterContent, ...]) -> set[str]:
    return {content.kind for content in contents}


def test_all_templates_compile_and_exist_in_both_languages(renderer: Renderer) -> None:
    assert renderer.check() == ()


def test_example_letters_cover_every_kind(make_letters: MakeLetters) -> None:
    assert kinds(make_letters("")) == {content.kind for content in LetterContent.__args__}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_rendered_with_subject_text_and_html(
    renderer: Renderer, make_letters: MakeLetters, language: str
) -> None:
    for content in make_letters(" "):
        rendered = renderer.render(content, language, LINKS)
        assert rendered.subject, content.kind
        assert len(rendered.text) > 100, content.kind
        assert rendered.html.startswith("<!DOCTYPE html>"), content.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_is_well_formed_whatever_came_by_mail(
    renderer: Renderer, make_letters: MakeLetters, language: str
) -> None:
    for content in make_letters(HOSTILE):
        balance = checked(renderer.render(content, language, LINKS).html)
        assert (balance.open, balance.faults) == ([], []), content.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_foreign_markup_is_escaped(renderer: Renderer, make_letters: MakeLetters, language: str) -> None:
    for content in make_letters(HOSTILE):
        html = renderer.render(content, language, LINKS).html
        assert "<script" not in html, content.kind
        assert "&amp;lt;" not in html, content.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sign_that_cannot_be_seen_gets_into_the_html(
    renderer: Renderer, make_letters: MakeLetters, language: str
) -> None:
    for content in make_letters("a\u202eb\u200bc\x00d\x1be\ud800f"):
        page = renderer.render(content, language, LINKS).html
        assert page.replace("\n", "").isprintable(), content.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_loads_nothing_from_elsewhere(renderer: Renderer, make_letters: MakeLetters, language: str) -> None:
    for content in make_letters(HOSTILE):
        links = checked(renderer.render(content, language, LINKS).html).links
        assert [link for link in links if not link.startswith(("mailto:bantuan+token@", "cid:"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_to_a_requester_has_words_that_are_linked(
    renderer: Renderer, make_letters: MakeLetters, language: str
) -> None:
    last_word = {("copy-notice", "left")}  # who has left is written to no more
    for letter in make_letters(""):
        if letter.audience is not Audience.REQUESTER or (letter.kind, getattr(letter, "event", "")) in last_word:
            continue
        rendered = renderer.render(letter, language, LINKS)
        words = re.findall(r'mailto:[^"]*&amp;body=([A-Z0-9%]+)"', rendered.html)
        assert words, f"{letter}\n{rendered.text}"
        for word in map(unquote, words):
            assert f"\n  {word} \u2013 " in rendered.text or f"\n  {word}. " in rendered.text, (
                f"{word}\n{rendered.text}"
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_foreign_line_stands_at_the_start_of_a_line(
    renderer: Renderer, make_letters: MakeLetters, language: str
) -> None:
    for content in make_letters(HOSTILE):
        if content.kind in {"reply", "solution", "rejection"}:
            continue  # what staff wrote is the letter itself; the gate of the post looks at it
        text = renderer.render(content, language, LINKS).text
        assert [line for line in text.splitlines() if line.lstrip().startswith("!tutup")] == [], content.kind
        assert not re.search(r"[\x00\x0b\x85\u2028\u202e]", text), content.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_foreign_placeholders_are_not_evaluated(renderer: Renderer, make_letters: MakeLetters, language: str) -> None:
    assert not any("49" in renderer.render(content, language).text for content in make_letters(HOSTILE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_lines_are_short(renderer: Renderer, make_letters: MakeLetters, language: str) -> None:
    for content in make_letters(" kata" * 60):
        text = renderer.render(content, language).text
        long = [line for line in text.splitlines() if len(line) > 78]
        assert all(": " in line for line in long), (content.kind, long)  # an answer of the form stays on its line


@pytest.mark.parametrize("language", ["id", "en"])
def test_staff_letters_begin_with_the_reply_marker(
    renderer: Renderer, make_letters: MakeLetters, language: str
) -> None:
    for content in make_letters(""):
        text = renderer.render(content, language).text
        assert text.startswith(REPLY_MARKERS[language]) == (content.audience is Audience.STAFF), content.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_acknowledgement_says_what_counts_in_its_first_eight_lines(renderer: Renderer, language: str) -> None:
    names = ("NIM", "Nama ibu kandung", "Tanggal lahir", "Nomor telepon", "Alamat lengkap sesuai KTP")
    missing = tuple(FormField(name, name, "", "", "", "", True) for name in names)
    content = Acknowledgement(
        "PDI-2611-0042", "x", "Perbaikan biodata mahasiswa", missing, missing, ("Akta",), (), True
    )
    top = " ".join(" ".join(renderer.render(content, language).text.splitlines()[:8]).split())
    assert "PDI-2611-0042" in top
    assert "Perbaikan biodata mahasiswa" in top
    assert [name for name in names if name in top] == list(names[:3])
    assert "3" in top.split("Tanggal lahir", 1)[1]
    assert re.search("balas surat ini dengan|reply to this mail with", top)


def test_acknowledgement_promises_last(renderer: Renderer) -> None:
    stages = (StageFacts("contact", 5, None, False),)
    field = FormField("nim", "NIM", "", "", "", "", True)
    text = renderer.render(Acknowledgement("N", "x", "Jenis", (field,), (field,), ("KTP",), stages, False), "id").text
    places = [text.index(part) for part in ("\nNIM: ", "- KTP", "STATUS", "SOP")]
    assert places == sorted(places)


def test_full_nik_is_masked_in_a_requesters_form(renderer: Renderer) -> None:
    field = FormField("nik", "NIK", "", "", "3201010101010001", "", True)
    rendered = renderer.render(Acknowledgement("N", "x", "Jenis", (), (field,), (), (), False), "id", LINKS)
    assert "NIK: 3201••••••••0001" in rendered.text
    assert "3201010101010001" not in rendered.text + rendered.html


def test_links_prefill_the_word_and_the_subject(renderer: Renderer) -> None:
    content = StatusReport("PDI-2611-0042", "x", "new", START, (), ())
    assert (
        "mailto:bantuan+token@kampus.example?subject=Re%3A%20%5BPDI-2611-0042%5D%20Nama&amp;body=BATAL"
        in renderer.render(content, "id", LINKS).html
    )


def test_without_sub_addressing_there_are_words_and_no_links(renderer: Renderer) -> None:
    html = renderer.render(StatusReport("PDI-2611-0042", "x", "new", START, (), ()), "id").html
    assert "mailto:" not in html
    assert "BATAL" in html


def test_times_are_told_in_the_institutions_zone(renderer: Renderer) -> None:
    text = renderer.render(StatusReport("N", "x", "new", START, (), ()), "id").text
    assert "23 November 2026 pukul 09.00 WIB" in text


def test_unknown_language_falls_back_to_the_institutions(renderer: Renderer, make_letters: MakeLetters) -> None:
    content = make_letters("")[0]
    assert renderer.render(content, "fr") == renderer.render(content, "id")


def test_own_folder_overrides_single_templates_and_words(
    renderer: Renderer, letterhead: Letterhead, tmp_path: Path
) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/taken.id.j2").write_text("{% extends layout %}{% block subject %}Milik kami{% endblock %}")
    (tmp_path / "phrases.id.toml").write_text('[status]\nnew = "antre"\n')
    own = Renderer([tmp_path, Path(__file__).parents[2] / "templates"], letterhead)
    assert own.refusal("transition", "id", {"status": "new", "move": "x"}).endswith("antre.")
    assert own.check() == ()


def test_check_names_the_broken_template_and_its_line(letterhead: Letterhead, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/taken.id.j2").write_text("satu\n{% if %}\n")
    own = Renderer([tmp_path, Path(__file__).parents[2] / "templates"], letterhead)
    assert [fault.partition(": ")[0] for fault in own.check()] == ["mail/taken.id.j2, line 2"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_prepared_letter_needs_no_template_to_be_read(
    renderer: Renderer, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = Acknowledgement("N-1", "Contoh", "Jenis", (), (), (), (), True)
    renderer.prepare(["acknowledgement"])
    monkeypatch.delattr("jinja2.FileSystemLoader.get_source")
    assert renderer.render(letter, language).subject


def test_broken_template_is_no_fault_until_a_letter_needs_it(letterhead: Letterhead, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/taken.id.j2").write_text("satu\n{% if %}\n")
    own = Renderer([tmp_path, Path(__file__).parents[2] / "templates"], letterhead)
    own.prepare(["taken"])
    assert own.check()


def test_word_list_that_is_no_toml_stops_the_start(letterhead: Letterhead, tmp_path: Path) -> None:
    (tmp_path / "phrases.id.toml").write_text("status = [")
    with pytest.raises(BadTemplates, match=r"phrases\.id\.toml"):
        Renderer([tmp_path, Path(__file__).parents[2] / "templates"], letterhead)


def test_our_own_form_sent_back_unchanged_answers_nothing_that_was_missing(renderer: Renderer) -> None:
    words = tuple(FieldWords(name, (name,), "", "text") for name in ("NIM", "Nama ibu kandung", "Tanggal lahir"))
    hidden = FormField("NIM", "NIM", "", "", "3201010101010001", "", True)
    missing = tuple(FormField(word.name, word.name, "Sesuai KTP: lengkap", "Siti", "", "", True) for word in words[1:])
    content = Acknowledgement("N-1", "x", "Jenis", missing, (hidden, *missing), ("KTP",), (), False)
    vocabulary = Vocabulary(words, (), "PDI", (), "kampus.example", ())
    for medium in ("text", "html"):
        rendered = getattr(renderer.render(content, "id", LINKS), medium)
        text = rendered if medium == "text" else to_text(rendered).text
        assert labelled_values(text.splitlines(), label_index(vocabulary), is_quoted=True) == [], medium
