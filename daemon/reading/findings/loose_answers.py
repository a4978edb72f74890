"""Read answers to names that were asked for, behind a mistyped label or inside a sentence. Pure.

Only for what is still asked for: elsewhere so little would be taken for too much.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from daemon.reading.findings.field_labels import fold_label
from daemon.reading.findings.field_values import found_field
from daemon.reading.findings.language import SMALL_WORDS
from daemon.reading.findings.word_set import word_set
from daemon.reading.message import FoundField
from daemon.reading.vocabulary import FieldWords

_WRONG, _RIGHT = "nama", "nama_benar"  # of a form that asks for both
_LONGEST_TEXT = 2000  # characters
_MOST_LINES = 40
_MOST_LABELS = 12  # of a field
_ALIKE = 0.8  # of the letters of a word and its mistyped form
_SHORTEST = 3  # letters of a word that may be mistyped
_MOST_WORDS = 6  # of a name
_FRONT = re.compile(r"[\s>*\u2022\u00b7_#~|-]*(?:\[[xX\u2713 ]?\]|\(?\d{1,2}[.)]|[a-zA-Z][.)])?[\s*_]*")
_BETWEEN = re.compile(
    r"(?:\s?\([^()\n]{0,30}\))?[\s:;=.\u2026_\u2192>*|-]*(?:(?:saya|adalah|yaitu|ialah|is)\b[\s:]*){0,2}", re.IGNORECASE
)
_SAID = re.compile(r"\b(?:nama(?: lengkap)?(?: saya)?|saya|aku|my name is|i am|i'm|full name)\b", re.IGNORECASE)
_RECORDED = re.compile(r"\b(?:salah|tercatat|tertulis|dari|recorded|wrong|from)(?:nya)?\b", re.IGNORECASE)
_CORRECT = re.compile(r"\b(?:benar|seharusnya|harusnya|menjadi|jadi|correct|should be|to)(?:nya)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:/|()\d]+")
_ENDS = word_set(
    """
    nim npm nip nidn nik nisn prodi jurusan fakultas semester angkatan no hp dengan dan dari mahasiswa mahasiswi dosen
    with and student from my yang asal kelas ktp wa telp email tanggal lahir menjadi jadi to seharusnya harusnya
    """
)
_LABEL_WORDS = ("lengkap", "mahasiswa", "benar", "seharusnya", "tercatat", "sekarang")  # that go on behind "nama"
_NO_NAMES = word_set(
    """
    nama lupa ganti mau ingin sedang kirim lampirkan cek coba isi tanya tercatat tertulis benar benarnya salahnya lama
    baru seharusnya lengkap ibu ayah dosen masih
    """
)


def loose_answers(text: str, wanted: Sequence[FieldWords], writer: str) -> tuple[FoundField, ...]:
    """Return the names among the wanted fields that a text gives; `labels` of a field are looked for.

    `writer`: the name of the field that asks who writes; "" where none does.
    """
    names = [field for field in wanted if field.kind == "text" and field.name.startswith("nama") and field.labels]
    if not names or len(text) > _LONGEST_TEXT:
        return ()
    found = {field.name: field for field in _found_in(text, names, writer)}
    return tuple(found.values())


def _found_in(text: str, names: Sequence[FieldWords], writer: str) -> list[FoundField]:
    """Return what was found, the surest last."""
    return [*_corrected(text, names), *_in_sentence(text, names, writer), *_behind_labels(text, names)]


def _corrected(text: str, wanted: Sequence[FieldWords]) -> Iterator[FoundField]:
    """Yield the two names of "dari Budi Conto menjadi Budi Contoh", where both are asked for."""
    asked = {field.name: field for field in wanted}
    if not {_WRONG, _RIGHT} <= asked.keys():
        return
    for name, words in ((_WRONG, _RECORDED), (_RIGHT, _CORRECT)):
        for said in words.finditer(text):
            rest = text[said.end() : said.end() + 100]
            found = _name_of(rest[_BETWEEN.match(rest).end() :], fewest=2)  # type: ignore[union-attr]
            if found and all(word[0].isupper() for word in found.split()):
                yield found_field(asked[name], found, is_labelled=False)


def _behind_labels(text: str, wanted: Sequence[FieldWords]) -> Iterator[FoundField]:
    """Yield what stands behind a label at the start of a line, however it is typed and whatever parts them."""
    for line in text.split("\n")[:_MOST_LINES]:
        bare = line[_FRONT.match(line).end() :]  # type: ignore[union-attr]  # it matches the empty string, too
        behind = [(end, field) for field in wanted for end in _label_ends(bare, field)]
        for end, field in sorted(behind, key=lambda one: -one[0])[:1]:
            rest = bare[end:]
            if (name := _name_of(rest[_BETWEEN.match(rest).end() :], fewest=1)) and _is_whole(rest, name):  # type: ignore[union-attr]
                yield found_field(field, name, is_labelled=True)


def _label_ends(line: str, field: FieldWords) -> Iterator[int]:
    """Yield where a label of the field ends that the line begins with."""
    words = list(re.finditer(r"[^\W_]+", line[:80]))
    for label in map(fold_label, field.labels[:_MOST_LABELS]):
        parts = label.split()
        if parts and len(words) > len(parts) and all(map(_is_alike, parts, (fold_label(word[0]) for word in words))):
            behind = fold_label(words[len(parts)][0])
            if not any(_is_alike(word, behind) for word in _LABEL_WORDS):
                yield words[len(parts) - 1].end()


def _is_alike(word: str, typed: str) -> bool:
    if word == typed:
        return True
    if min(len(word), len(typed)) < _SHORTEST or word[0] != typed[:1]:
        return False
    return SequenceMatcher(None, word, typed).ratio() >= _ALIKE


def _is_whole(rest: str, name: str) -> bool:
    """Say whether the name is all that stands there, or ends before a sign, a bracket or another field's name."""
    behind = rest.partition(name)[2].lstrip(" \t*_\"'\u201d")
    return not behind or behind[0] in "(,;/|.\r\n!" or behind.split()[0].casefold().strip(":") in _ENDS


def _in_sentence(text: str, wanted: Sequence[FieldWords], writer: str) -> Iterator[FoundField]:
    """Yield the name in "saya Budi Contoh dengan NIM …" and "nama budi contoh nim …", for the field of who writes."""
    own = next((field for field in wanted if field.name == writer), None)
    for said in _SAID.finditer(text) if own else ():
        rest = text[said.end() : said.end() + 100]
        is_named = said[0].casefold().startswith(("nama", "my name", "full name"))
        name = _name_of(rest[_BETWEEN.match(rest).end() :], fewest=2)  # type: ignore[union-attr]
        if name and (is_named or all(word[0].isupper() for word in name.split())) and _is_whole(rest, name):
            yield found_field(own, name, is_labelled=False)  # type: ignore[arg-type]


def _name_of(text: str, *, fewest: int) -> str:
    """Return the words at the start of a text that may be a name; "" when they are something else."""
    line = text.strip()[:100].partition("\n")[0]
    words: list[str] = []
    end = 0
    for word in _WORD.finditer(line):
        bare = word[0].strip("\"'\u201c\u201d*_.")
        if line[end : word.start()].strip() or bare.casefold() in _ENDS or not bare:
            break
        words.append(bare)
        end = word.end()
        if word[0].endswith(".") and len(bare) > _SHORTEST:
            break
    said = {word.casefold() for word in words}
    if not fewest <= len(words) <= _MOST_WORDS or said & (SMALL_WORDS | _NO_NAMES):
        return ""
    return " ".join(words)
