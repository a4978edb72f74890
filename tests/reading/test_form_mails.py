"""A filled-in form is understood from every mail program and in every shape: at least 98 % of the fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from form_mails import CLIENTS, HANDS, Values

from daemon.desk.complaint_types.catalogue import Catalogue, load
from daemon.desk.form_filling.form_view import form_field
from daemon.desk.writing.letters import Acknowledgement
from daemon.outbox.letterhead import Letterhead
from daemon.outbox.rendering import Renderer
from daemon.places import templates_folder
from daemon.reading.reader import read
from daemon.reading.vocabulary import Vocabulary

ENOUGH = 0.98
HEAD = (
    "Return-Path: <budi@mhs.kampus.example>",
    "Date: Mon, 23 Nov 2026 09:20:00 +0700",
    "Message-ID: <jawaban@mhs.kampus.example>",
    "In-Reply-To: <surat.acknowledgement@kampus.example>",
    "References: <surat.acknowledgement@kampus.example>",
    "From: Budi Contoh <budi@mhs.kampus.example>",
    "To: Pusat Data <bantuan@kampus.example>",
    "Subject: Re: [PDI-2611-0042] NIK salah",
)


@dataclass(frozen=True, eq=False)
class Case:
    """A form in one language, what is written into it, and what that means."""

    type_code: str
    language: str
    written: dict[str, str]
    meant: dict[str, str]


CASES = (
    Case(
        "M04",
        "id",
        {"nama": "Budi Contoh", "nik": "1671010101010001", "nik_lama": "1671010101010009", "telepon": "0812-0000-0001"},
        {"nama": "Budi Contoh", "nik": "1671010101010001", "nik_lama": "1671010101010009", "telepon": "081200000001"},
    ),
    Case(
        "M20",
        "en",
        {"nim": "2190000001", "nama": "Budi Contoh", "semester": "2025/2026 Ganjil", "telepon": "+62 812 0000 0001"},
        {"nim": "2190000001", "nama": "Budi Contoh", "semester": "20251", "telepon": "081200000001"},
    ),
    Case(
        "S02",
        "id",
        {"nama": "Budi Contoh", "perangkat": "Printer Epson L3110", "lokasi": "Gedung C lantai 2"},
        {"nama": "Budi Contoh", "perangkat": "Printer Epson L3110", "lokasi": "Gedung C lantai 2"},
    ),
)


@cache
def catalogue() -> Catalogue:
    return load(templates_folder(None) / "catalogue")


@cache
def vocabulary() -> Vocabulary:
    return catalogue().vocabulary(Vocabulary((), (), "PDI", ("bantuan@kampus.example",), "kampus.example", ()))


@cache
def letter(case: Case) -> tuple[str, str]:
    """Return our mail with the empty form, as text and as what stands in the body of its HTML."""
    kind = catalogue().types[case.type_code]
    form = tuple(form_field(field, None, case.language) for field in kind.fields)
    missing = tuple(field for field in form if field.is_required)
    documents = tuple(one.label.in_language(case.language) for one in kind.required_documents)
    name = kind.name.in_language(case.language)
    content = Acknowledgement("PDI-2611-0042", name, name, missing, form, documents, (), outside_hours=False)
    letterhead = Letterhead("UIN Contoh", "Pusat Data", ZoneInfo("Asia/Jakarta"))
    rendered = Renderer([templates_folder(None)], letterhead, catalogue()).render(content, case.language)
    page = rendered.html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    return rendered.text.rstrip("\n"), page


def values(case: Case) -> Values:
    kind = catalogue().types[case.type_code]
    fields = {field.name: field for field in kind.fields}
    return {name: (fields[name].label.in_language(case.language), value) for name, value in case.written.items()}


def variants() -> Iterator[tuple[str, str, Case]]:
    """Yield every mail program with every third way of filling in a form; all ways come with all forms."""
    turns = count()
    for client in CLIENTS:
        yield from ((client, hand, CASES[number // 3 % 3]) for hand in HANDS if (number := next(turns)) % 3 == 0)
        next(turns)


def wrong_fields(client: str, hand: str, case: Case) -> Iterator[tuple[str, str]]:
    """Yield the name of each field that is not right, and what was understood."""
    raw = CLIENTS[client].write(HANDS[hand](values(case), *letter(case)), HEAD)
    found = {field.name: field.value for field in read(raw, vocabulary()).findings.fields if field.is_valid}
    yield from ((name, found.get(name, "")) for name, value in case.meant.items() if found.get(name) != value)


def test_every_client_and_every_hand_has_its_turn() -> None:
    every = list(variants())
    assert {client for client, _, _ in every} == set(CLIENTS)
    assert {hand for _, hand, _ in every} == set(HANDS)
    assert len(every) >= 40


def test_fields_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    every = list(variants())
    wrong = [(client, hand, *one) for client, hand, case in every for one in wrong_fields(client, hand, case)]
    total = sum(len(case.meant) for _, _, case in every)
    share = 1 - len(wrong) / total
    with capsys.disabled():
        print(f"\nforms: {total - len(wrong)} of {total} fields right ({share:.2%}) in {len(every)} mails")  # noqa: T201 - the figure
    assert share >= ENOUGH, "\n".join(map(str, wrong))
