"""Compare what people and two systems write about the same person: letter case, titles and date forms set aside."""

import re

from daemon.integrator.feeder import columns
from daemon.integrator.feeder.acts import form_of
from daemon.integrator.feeder.columns import Form

_TITLES = re.compile(r"\b(?:prof|drs?|dra|ir|hj?|k\.?h)\.|,.*", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^\w]+")
_NAMES = frozenset({"nama_mahasiswa", "nama_dosen", "nama_ibu_kandung", "nama_ayah", "nama_wali"})


def same_for_people(column: str, left: str, right: str) -> bool:
    """Say whether two values mean the same to a person."""
    form = form_of(column)
    if form in (Form.DATE, Form.AMOUNT, Form.FLAG):
        return columns.is_same(form, left or None, right or None)
    if column in _NAMES:
        return words_of(left) == words_of(right)
    return _squeezed(left) == _squeezed(right)


def names_agree(left: str, right: str) -> bool:
    """Say whether two names can be one person's: the words of the shorter one stand in the longer one, all but one.

    A name of one or two words has to be there whole.
    """
    one, other = set(words_of(left)), set(words_of(right))
    shorter = min(len(one), len(other))
    missing = shorter - len(one & other)
    return shorter > 0 and missing <= (1 if shorter > 2 else 0)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without titles in front and degrees behind."""
    return tuple(word for word in _NOT_LETTERS.split(_TITLES.sub(" ", name.casefold()[:200])) if word)


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())
