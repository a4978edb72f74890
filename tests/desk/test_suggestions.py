"""A sender's display name is suggested when it looks like a person's."""

import pytest

from daemon.desk.form_filling.suggestions import person_name


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Budi Contoh", "Budi Contoh"),
        ("BUDI CONTOH", "Budi Contoh"),
        ("siti nur'aini contoh", "Siti Nur'Aini Contoh"),
        ("M. Joko Al-Contoh, S.Kom.", "M. Joko Al-Contoh S.Kom."),
    ],
)
def test_persons_name_is_taken(shown: str, name: str) -> None:
    assert person_name(shown) == name


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Budi",
        "Admin Prodi PAI",
        "BEM Fakultas Contoh",
        "budi@mhs.kampus.example",
        "siti 2190000001",
        "Budi <b>",
    ],
)
def test_everything_else_is_not(shown: str) -> None:
    assert person_name(shown) == ""
