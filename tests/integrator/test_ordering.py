"""What staff write behind an action is tidied, taken from the form where it is missing, and never more than a value."""

from types import SimpleNamespace
from typing import Any

import pytest

from daemon.desk.complaint_types import catalogue
from daemon.desk.refusal import Refusal
from daemon.desk.views import FieldView
from daemon.integrator.action import find_actions
from daemon.integrator.ordering import arguments_of, commands_of, usage_of
from daemon.places import templates_folder

ACTIONS = find_actions()
ELSEWHERE = {"reset-sandi-simak", "buka-input-nilai", "tagihan-ukt"}  # of a SIMAK that the configuration declares
HOSTILE = (
    "1' OR '1'='1",
    "x'; DROP TABLE mahasiswa; --",
    'a"b',
    "a\\b",
    "a\x00b",
    "a\nb",
    "a\u2028b",
    "%",
    "a" * 501,
    "{{7*7}}",
    "../../etc",
    "<script>",
)


def view(**fields: str) -> Any:
    return SimpleNamespace(fields=tuple(FieldView(name, value, True) for name, value in fields.items()), attachments=())


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["cek-mahasiswa", "cek-dosen", "ubah-nilai", "tambah-krs", "cek-krs"])
def test_identifiers_take_nothing_but_identifiers(name: str, value: str) -> None:
    first = ACTIONS[name].parameters[0].name
    with pytest.raises(Refusal):
        arguments_of(ACTIONS[name], (f"{first}={value}",), None)


@pytest.mark.parametrize("value", ["a\x00b", "a;b", "a\\b", "a--b", "a/*b", "a" * 501])
@pytest.mark.parametrize("parameter", ACTIONS["ubah-biodata"].parameters[1:], ids=lambda one: one.name)
def test_free_text_takes_no_control_characters_and_no_sql(parameter: Any, value: str) -> None:
    with pytest.raises(Refusal, match=r"action-(parameter|sign)"):
        arguments_of(ACTIONS["ubah-biodata"], ("nim=2190000001", f"{parameter.name}={value}"), None)


def test_first_argument_may_be_the_number_alone() -> None:
    assert arguments_of(ACTIONS["cek-mahasiswa"], ("2190000001",), None)[0] == {"nim": "2190000001"}


def test_short_names_and_words_are_understood() -> None:
    written = ("nim=2190000001", "jk=perempuan", "agama=Islam", "hp=+62 812-0000-0001")
    assert arguments_of(ACTIONS["ubah-biodata"], written, None)[0] == {
        "nim": "2190000001",
        "jenis_kelamin": "P",
        "id_agama": "1",
        "handphone": "081200000001",
    }


def test_form_gives_what_was_not_written() -> None:
    there = view(nim="2190000001", nik="1671024205040011", nama="Siti Contoh")
    assert arguments_of(ACTIONS["ubah-biodata"], (), there)[0] == {"nim": "2190000001", "nik": "1671024205040011"}


def test_form_adds_nothing_to_what_was_written() -> None:
    there = view(nim="2190000001", nik="1671024205040011")
    assert "nik" not in arguments_of(ACTIONS["ubah-biodata"], ("kode_pos=30127",), there)[0]


@pytest.mark.parametrize(
    ("written", "code"),
    [((), "argument"), (("nim=2190000001", "nim=2190000002"), "argument"), (("makanan=nasi",), "unknown-word")],
)
def test_what_is_missing_twice_or_unknown_is_refused(written: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        arguments_of(ACTIONS["cek-mahasiswa"], written, None)


@pytest.mark.parametrize("action", sorted({action.name for action in ACTIONS.values()}))
def test_every_example_fits_its_own_pattern(action: str) -> None:
    written = [f"{one.name}={one.example}" for one in ACTIONS[action].parameters]
    assert set(arguments_of(ACTIONS[action], written, None)[0]) == {one.name for one in ACTIONS[action].parameters}


def test_help_names_every_parameter_of_every_action() -> None:
    helps = {command.name: command.help_id for command in commands_of(ACTIONS)}
    missing = {
        f"{action.name} {one.name}"
        for action in ACTIONS.values()
        for one in action.parameters
        if f"{one.name}: " not in helps[action.name]
    }
    assert missing == set()


def test_usage_of_an_action_starts_with_its_name() -> None:
    assert usage_of(ACTIONS["cek-krs"]) == "!cek-krs nim=… [semester=…]"


def test_catalogue_names_actions_that_there_are() -> None:
    types = catalogue.load(templates_folder(None) / "catalogue").types.values()
    named = {name for kind in types for name in kind.actions}
    assert named - set(ACTIONS) - ELSEWHERE == set()
