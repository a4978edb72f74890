"""Know the labels of form fields however people write them."""

import re
import unicodedata
from collections.abc import Iterator, Set
from functools import lru_cache

from daemon.reading.remembered import once_per_vocabulary
from daemon.reading.vocabulary import FieldWords, Vocabulary

MOST_WORDS = 9  # of a label
LONGEST_BEGINNING = 60  # characters of a line that tell whether it starts a label
_SHORT = 40  # characters of a text that may be a label only
_MOST_BEGINNINGS = 2000  # of lines that are remembered: a third of a megabyte
_WORD = re.compile(r"[a-z0-9]+")
_ASIDE = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
_OWNERS = ("saya", "anda", "saudara", "adalah", "ialah", "yaitu")  # behind a label, in the order they are taken off
_ABBREVIATIONS = {
    "yg": "yang",
    "tgl": "tanggal",
    "no": "nomor",
    "nmr": "nomor",
    "nomer": "nomor",
    "smt": "semester",
    "smtr": "semester",
    "thn": "tahun",
    "th": "tahun",
    "tlp": "telepon",
    "telp": "telepon",
    "telpon": "telepon",
    "mhs": "mahasiswa",
    "mk": "matkul",
    "makul": "matkul",
    "sblm": "sebelum",
    "benernya": "benar",
    "sebenarnya": "benar",
    "ijasah": "ijazah",
}


class _Beginnings(dict[str, bool]):
    """Say of lines' first words whether they are words that begin no label; the same come again and again."""

    def __init__(self, first_words: Set[str]) -> None:
        self._first_words = first_words  # of labels

    def __missing__(self, word: str) -> bool:
        if len(self) >= _MOST_BEGINNINGS:
            self.clear()
        is_plain = word[:1].isalpha() and word[1:2] not in (".", ")") and _first_word(word) not in self._first_words
        self[word] = is_plain
        return is_plain


class LabelIndex:
    """The fields of a vocabulary by their labels."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._fields: dict[str, FieldWords] = {}
        for choose in (_own_names, _all_names):
            for field in vocabulary.fields:
                for label in choose(field):
                    self._fields.setdefault(fold_label(label), field)
        self._fields.pop("", None)
        self._first_words = {label.partition(" ")[0] for label in self._fields} | {"my"}
        self.plain_beginnings = _Beginnings(self._first_words)
        self._beginnings = {beginning for label in self._fields for beginning in _beginnings(label)} | {""}

    def exact(self, text: str) -> FieldWords | None:
        """Return the field that the whole text names; None when it names none."""
        folded = fold_label(text)
        return self._fields.get(folded) or self._fields.get(_without_owner(folded))

    def may_start(self, line: str) -> bool:
        """Say whether the line's first word starts a label; cheap."""
        first, _, _ = line[:LONGEST_BEGINNING].lstrip("*_ ").partition(" ")
        return _first_word(first) in self._first_words

    def may_grow(self, text: str) -> bool:
        """Say whether a text may become a label, or one with "saya" behind it, when more words follow."""
        if "(" in text or "[" in text:  # an aside, which may end later and be left out
            return True
        words = fold_label(text).removeprefix("my ").split()
        while words and words[-1] in _OWNERS:
            words.pop()
        return " ".join(words) in self._beginnings

    def at_end(self, text: str) -> tuple[FieldWords, int] | None:
        """Return the field whose label the text ends with, and where the label starts; the longest label wins."""
        words = list(re.finditer(r"[^\s,;|]+", text[-120:]))[-MOST_WORDS:]
        offset = max(0, len(text) - 120)
        for word in words:
            field = self.exact(text[offset + word.start() :])
            if field is not None:
                return field, offset + word.start()
        return None


@once_per_vocabulary
def label_index(vocabulary: Vocabulary) -> LabelIndex:
    """Return the index of a vocabulary, made once."""
    return LabelIndex(vocabulary)


def fold_label(text: str) -> str:
    """Return a label without case, marks, punctuation, asides in brackets and abbreviations."""
    return _fold_again(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = _WORD.findall(_ASIDE.sub(" ", text.casefold()).replace("e-mail", "email").replace("n.i.m", "nim"))
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words[: MOST_WORDS + 1])


@lru_cache(maxsize=1000)  # people write the same labels again and again
def _fold_again(text: str) -> str:
    return _fold(text)


def _first_word(text: str) -> str:
    return fold_label(text).partition(" ")[0]


def _beginnings(label: str) -> Iterator[str]:
    """Yield a label cut behind each of its words."""
    words = label.split()
    return (" ".join(words[:count]) for count in range(1, len(words) + 1))


def _without_owner(folded: str) -> str:
    for owner in _OWNERS:
        folded = folded.removesuffix(f" {owner}")
    return folded.removeprefix("my ")


def _own_names(field: FieldWords) -> tuple[str, ...]:
    return (field.name.replace("_", " "), *field.labels[:2])


def _all_names(field: FieldWords) -> tuple[str, ...]:
    return field.labels
