"""Hold how often the type that people mean is found, by sentences that the catalogue's synonyms were not made from."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.desk.complaint_types.catalogue import load
from daemon.places import templates_folder
from daemon.reading.findings.suggestion import suggest
from daemon.reading.vocabulary import Vocabulary

HERE = Path(__file__).parent
SENTENCES = tomllib.loads((HERE / "suggestions.toml").read_text(encoding="utf-8"))
SAYS_NOTHING = "LAIN"  # greetings and the like: whatever is suggested must stay doubtful
DOUBTFUL = 0.4  # below this the desk leaves the type open
LETTER = """\
Assalamualaikum wr. wb.

Yth. Bapak/Ibu admin,
Perkenalkan nama saya Budi Contoh, NIM 2190000001, mahasiswa program studi PAI fakultas Tarbiyah semester 7.
Saya ingin menyampaikan keluhan sebagai berikut: {}.
Mohon bantuannya ya pak, untuk segera diperbaiki. Atas perhatiannya saya ucapkan terima kasih.

Wassalam
Budi Contoh
HP 081200000001
"""
IMPROVED_WITH, HELD_OUT = ("id", "en"), ("held_out",)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    own = Vocabulary((), (), "PDI", ("helpdesk@kampus.example",), "loket.kampus.example", ())
    return load(templates_folder(None) / "catalogue").vocabulary(own)


def places(vocabulary: Vocabulary, kinds: tuple[str, ...]) -> Iterator[int]:
    """Yield the place, from 0, of the right type among those suggested for each sentence; 9 when it is not there."""
    for code, sentences in SENTENCES.items():
        for sentence in (sentence for kind in kinds for sentence in sentences[kind]):
            found = suggest("", sentence, vocabulary)
            codes = [one.type_code for one in found]
            if code == SAYS_NOTHING and (not found or found[0].confidence < DOUBTFUL):
                codes = [SAYS_NOTHING]
            yield codes.index(code) if code in codes else 9


def share(found: list[int], within: int) -> float:
    return sum(place < within for place in found) / len(found)


def test_every_type_has_sentences_in_both_languages(vocabulary: Vocabulary) -> None:
    assert set(SENTENCES) == {kind.code for kind in vocabulary.types}
    assert min(len(one["id"]) for one in SENTENCES.values()) >= 3
    assert min(len(one["en"]) for one in SENTENCES.values()) >= 1


def test_sentences_are_not_the_synonyms(vocabulary: Vocabulary) -> None:
    phrases = {phrase.casefold() for kind in vocabulary.types for phrase in kind.phrases}
    said = {text.casefold() for one in SENTENCES.values() for texts in one.values() for text in texts}
    assert said & phrases == set()


@pytest.mark.parametrize(("kinds", "first", "third"), [(IMPROVED_WITH, 0.96, 0.98), (HELD_OUT, 0.92, 0.95)])
def test_right_type_is_found(vocabulary: Vocabulary, kinds: tuple[str, ...], first: float, third: float) -> None:
    found = list(places(vocabulary, kinds))
    assert share(found, 1) >= first
    assert share(found, 3) >= third


def test_courtesies_and_who_writes_do_not_hide_what_it_is_about(vocabulary: Vocabulary) -> None:
    said = [(code, text) for code, one in SENTENCES.items() if code != SAYS_NOTHING for text in one["id"]]
    found = [(code, suggest("", LETTER.format(text), vocabulary)) for code, text in said]
    assert sum(code == suggestions[0].type_code for code, suggestions in found if suggestions) / len(said) >= 0.93


def test_number_that_tells_who_writes_is_no_complaint_about_numbers(vocabulary: Vocabulary) -> None:
    assert suggest("", "NIM saya 2190000001. NIK saya salah", vocabulary)[0].type_code == "M04"
    assert suggest("", "NIM saya salah di PDDIKTI", vocabulary)[0].type_code == "M15"


def test_confident_suggestion_is_right(vocabulary: Vocabulary) -> None:
    said = [(code, text) for code, one in SENTENCES.items() for texts in one.values() for text in texts]
    best = [(code, found[0]) for code, text in said if (found := suggest("", text, vocabulary))]
    sure = [code == one.type_code for code, one in best if one.confidence >= DOUBTFUL]
    assert len(sure) / len(said) >= 0.9
    assert sum(sure) / len(sure) >= 0.96
