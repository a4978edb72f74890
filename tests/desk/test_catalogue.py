"""Hold what the catalogue's files may say, and what becomes of them."""

from pathlib import Path

import pytest

from daemon.desk.complaint_types.catalogue import CatalogueError, StageTarget, load
from daemon.desk.complaint_types.patterns import pattern_fault
from daemon.places import templates_folder
from daemon.reading.vocabulary import Vocabulary

BUILT_IN = templates_folder(None) / "catalogue"
INSTALLATION = Vocabulary((), (), "PDI", ("helpdesk@kampus.example",), "loket.kampus.example", ())
MINIMAL = """
code = "X01"
category = "lain"
roles = ["mahasiswa"]
fields = [{ use = "nim" }]
name = { id = "Contoh", en = "Example" }
synonyms = { id = ["contoh sekali"], en = ["an example"] }
solution = { id = "Selesai.", en = "Done." }
handover = { id = "Diteruskan.", en = "Passed on." }
"""
SHARED = """
[nim]
label = { id = "NIM", en = "Student number" }
synonyms = ["nomor induk"]
kind = "nim"
pattern = '[0-9]{10}'
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in {"fields": SHARED, **files}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    return caught.value.faults


def test_shared_field_is_taken_over(tmp_path: Path) -> None:
    kind = load(write(tmp_path, one=MINIMAL)).types["X01"]
    assert kind.fields[0].pattern == "[0-9]{10}"
    assert kind.required_fields == kind.fields


def test_type_may_change_what_it_takes_over(tmp_path: Path) -> None:
    own = MINIMAL.replace('{ use = "nim" }', '{ use = "nim", required = false, example = "2190000009" }')
    field = load(write(tmp_path, one=own)).types["X01"].fields[0]
    assert (field.is_required, field.example, field.kind) == (False, "2190000009", "nim")


def test_type_is_found_by_its_code_in_any_case(tmp_path: Path) -> None:
    catalogue = load(write(tmp_path, one=MINIMAL))
    assert catalogue.get(" x01 ") is catalogue.types["X01"]
    assert catalogue.get("Z99") is None


def test_vocabulary_knows_fields_and_types(tmp_path: Path) -> None:
    vocabulary = load(write(tmp_path, one=MINIMAL)).vocabulary(INSTALLATION)
    assert vocabulary.fields[0].labels == ("NIM", "Student number", "nomor induk")
    assert vocabulary.types[0].phrases == ("Contoh", "Example", "contoh sekali", "an example")
    assert vocabulary.ticket_prefix == "PDI"


def test_vocabulary_joins_the_labels_that_types_give_a_field(tmp_path: Path) -> None:
    label = '{ use = "nim", label = { id = "NIM/NIP", en = "Number" } }'
    other = MINIMAL.replace("X01", "X02").replace('{ use = "nim" }', label)
    (words,) = load(write(tmp_path, one=MINIMAL, two=other)).vocabulary(INSTALLATION).fields
    assert words.labels == ("NIM", "Student number", "NIM/NIP", "Number", "nomor induk")


def test_every_fault_of_every_file_is_reported(tmp_path: Path) -> None:
    wrong = MINIMAL.replace('category = "lain"', 'category = "rahasia"').replace("roles", "rolls")
    faults = faults_of(write(tmp_path, one=wrong, two="code = ", three=MINIMAL.replace('"nim"', '"nom"')))
    assert any(fault.startswith("one.toml: category: ") for fault in faults)
    assert any(fault.startswith("one.toml: rolls: ") for fault in faults)
    assert any(fault.startswith("two.toml: ") for fault in faults)
    assert "three.toml: fields.0.use: there is no shared 'nom'; did you mean 'nim'?" in faults


def test_same_code_in_two_files_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(write(tmp_path, one=MINIMAL, two=MINIMAL)) == ("two.toml: code: X01 stands in one.toml as well",)


def test_same_name_with_another_meaning_is_a_fault(tmp_path: Path) -> None:
    other = MINIMAL.replace("X01", "X02").replace('{ use = "nim" }', '{ use = "nim", pattern = "[0-9]{8}" }')
    assert faults_of(write(tmp_path, one=MINIMAL, two=other)) == (
        "two.toml: fields: nim differs from the one in one.toml",
    )


def test_field_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    twice = MINIMAL.replace('[{ use = "nim" }]', '[{ use = "nim" }, { use = "nim" }]')
    assert faults_of(write(tmp_path, one=twice)) == ("one.toml: fields: nim stands twice",)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('{ use = "nim", example = "12" }', "fields: nim: the example '12' does not fit the pattern"),
        (
            '{ name = "jk", kind = "choice", label = { id = "JK", en = "Sex" } }',
            "fields: jk: has no choices",
        ),
    ],
)
def test_field_that_nobody_could_answer_is_a_fault(tmp_path: Path, written: str, fault: str) -> None:
    wrong = MINIMAL.replace('{ use = "nim" }', written)
    assert faults_of(write(tmp_path, one=wrong)) == (f"one.toml: {fault}",)


def test_alternative_that_the_type_does_not_have_is_a_fault(tmp_path: Path) -> None:
    document = 'documents = [{ name = "ktp", label = { id = "KTP", en = "ID" }, alternatives = ["ktp", "sim"] }]'
    wrong = MINIMAL.replace("fields =", f"{document}\nfields =")
    assert faults_of(write(tmp_path, one=wrong)) == ("one.toml: documents: ktp: there is no document 'sim'",)


def test_targets_must_be_in_order(tmp_path: Path) -> None:
    faults = faults_of(write(tmp_path, one=MINIMAL + "\n[targets.processing]\nexpected = 90\ntarget = 60\n"))
    assert faults == ("one.toml: targets.processing: Value error, expected is more than target",)


def test_type_may_have_targets_of_its_own(tmp_path: Path) -> None:
    kind = load(write(tmp_path, one=MINIMAL + "\n[targets.processing]\nexpected = 30\ntarget = 480\n")).types["X01"]
    assert kind.targets == (StageTarget("processing", 30, 480),)


def test_folder_without_types_is_a_fault(tmp_path: Path) -> None:
    assert "no complaint types" in faults_of(tmp_path)[0]


@pytest.mark.parametrize("pattern", ["(a+)+", "(?:a*b?){2,}", "((a|b)+c)*", "(a)\\1", "[", "(?P<x>a)(?P=x)"])
def test_pattern_that_may_take_for_ever_is_refused(pattern: str) -> None:
    assert pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "[0-9]{16}", "[A-E][+-]?|[0-9]{1,3}[.,][0-9]", r"\([0-9]+\)", "[+*(]+", "[0-4](?:[.][0-9]{1,2})?"]
)
def test_plain_pattern_is_accepted(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


def test_built_in_catalogue_is_valid() -> None:
    numbers = {"M": 40, "D": 10, "F": 15, "S": 5}  # feeder-api.md §9, and facilities
    codes = {f"{letter}{number:02d}" for letter, last in numbers.items() for number in range(1, last + 1)}
    assert set(load(BUILT_IN).types) == codes | {"LAIN", "LUAR"}


def test_only_the_refused_type_is_outside_the_scope() -> None:
    assert [kind.code for kind in load(BUILT_IN).types.values() if kind.is_outside_scope] == ["LUAR"]


def test_every_type_can_be_asked_for_in_both_languages() -> None:
    for kind in load(BUILT_IN).types.values():
        assert kind.name.in_language("en") != kind.name.in_language("id")
        assert len(kind.synonyms) >= 2


def test_every_field_shows_an_example() -> None:
    types = load(BUILT_IN).types.values()
    assert [(kind.code, field.name) for kind in types for field in kind.fields if not field.example] == []


def test_no_two_types_share_a_phrase() -> None:
    owners: dict[str, set[str]] = {}
    for kind in load(BUILT_IN).types.values():
        for phrase in kind.synonyms:
            owners.setdefault(phrase.casefold(), set()).add(kind.code)
    assert {phrase: codes for phrase, codes in owners.items() if len(codes) > 1} == {}


def test_configured_folder_comes_first(tmp_path: Path) -> None:
    assert templates_folder(tmp_path) == tmp_path


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        templates_folder(tmp_path / "nowhere")
