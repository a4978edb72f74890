"""Every form of the catalogue reads back as it was written: its labels lead to its fields, its examples are answers."""

import pytest

from daemon.desk.complaint_types.catalogue import ComplaintType, load
from daemon.places import templates_folder
from daemon.reading.findings.field_labels import LabelIndex, label_index
from daemon.reading.findings.field_lines import labelled_values
from daemon.reading.findings.field_values import found_field
from daemon.reading.replies.plain_lines import split_lines
from daemon.reading.vocabulary import Vocabulary

CATALOGUE = load(templates_folder(None) / "catalogue")
LANGUAGES = ("id", "en")


@pytest.fixture(scope="module")
def index() -> LabelIndex:
    own = Vocabulary((), (), "PDI", ("helpdesk@kampus.example",), "loket.kampus.example", ())
    return label_index(CATALOGUE.vocabulary(own))


def form(kind: ComplaintType, language: str) -> str:
    """Return the type's form as we send it, each line answered with its example."""
    return "\n".join(f"{field.label.in_language(language)}: {field.example}" for field in kind.fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quote", ["", "> "])
def test_answered_form_gives_every_field_a_valid_value(index: LabelIndex, language: str, quote: str) -> None:
    for kind in CATALOGUE.types.values():
        lines = split_lines("\n".join(quote + line for line in form(kind, language).split("\n")))
        answered = labelled_values(lines, index, is_quoted=bool(quote))
        values = [found_field(one.field, one.value, is_labelled=True) for one in answered]
        assert {value.name for value in values if value.is_valid} == {field.name for field in kind.fields}, kind.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_form_gives_no_field_a_value(index: LabelIndex, language: str) -> None:
    for kind in CATALOGUE.types.values():
        empty = "\n".join(f"{field.label.in_language(language)}:" for field in kind.fields)
        assert list(labelled_values(split_lines(empty), index, is_quoted=True)) == [], kind.code
