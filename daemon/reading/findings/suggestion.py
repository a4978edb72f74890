"""Guess the complaint type from the sender's words, by the phrases of the catalogue.

Words are reduced to their stems; rare stems weigh more. A type's score is that of its phrase
that one sentence covers best, so that words scattered over a long mail do not add up to a
complaint that nobody made.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from daemon.reading.findings.word_set import word_set
from daemon.reading.message import Suggestion
from daemon.reading.vocabulary import Vocabulary

MOST_SUGGESTIONS = 5  # A to E
_LONGEST_TEXT = 8000  # characters that are looked at
_WRAPPED = 80  # characters of a line at most when a client wraps
_LONGEST_WORD = 30  # characters; what is longer is no word
_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE = re.compile(r"[.!?;\n]+")
_LEAST_CONFIDENCE = 0.15
_CERTAIN = 1.0
_SUBJECT_BONUS = 1.15  # people say in the subject what it is about
_STOPS = word_set(
    """
    yang dan di ke dari untuk dengan saya ini itu ada pada akan atau juga karena kami kita nya oleh agar supaya
    sebagai adalah mohon tolong bantu bantuan terima kasih bapak ibu pak bu assalamualaikum selamat pagi siang sore
    malam dalam lalu serta ya izin maaf hormat salam admin tim bagaimana apakah kapan cara sudah masih lagi telah
    sedang atas tersebut the a an and or of to in on for with my i you we this that is are was were be it your our
    from at as please dear sir madam thank thanks hello hi would could me has have been but if when how can
    """
)
_SAME = {
    "password": "sandi",
    "pass": "sandi",
    "surel": "email",
    "siakad": "simak",
    "salah": "salah",
    "keliru": "salah",
    "typo": "salah",
    "matkul": "matakuliah",
    "mk": "matakuliah",
    "gabisa": "tidak",
    "ga": "tidak",
    "gak": "tidak",
    "nggak": "tidak",
    "enggak": "tidak",
    "tdk": "tidak",
    "ngga": "tidak",
    "blm": "belum",
    "blum": "belum",
    "belom": "belum",
    "sdh": "sudah",
    "nonaktif": "nonaktif",
    "forlap": "pddikti",
    "pangkalan": "pddikti",
    "ijasah": "ijazah",
    "ktp": "ktp",
    "wi": "wifi",
    "fi": "wifi",
    "hotspot": "wifi",
    "inet": "internet",
    "lemot": "lambat",
    "lelet": "lambat",
    "ubah": "ubah",
    "ganti": "ubah",
    "koreksi": "baik",
    "revisi": "baik",
    "betul": "baik",
    "benar": "baik",
    "benerin": "baik",
    "masuk": "masuk",
    "login": "masuk",
    "log": "masuk",
}


@dataclass(frozen=True, slots=True)
class _Phrase:
    type_code: str
    weight: float  # of its stems together


class PhraseIndex:
    """The phrases of all types by the stems they are made of."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        stems_of = {kind.code: [_stems(phrase) for phrase in kind.phrases] for kind in vocabulary.types}
        self.categories = {kind.code: kind.category for kind in vocabulary.types}
        frequency = Counter(stem for phrases in stems_of.values() for stem in set().union(*phrases, set()))
        self._weights = {stem: math.log(1 + len(stems_of) / count) for stem, count in frequency.items()}
        self._phrases: list[_Phrase] = []
        self._holders: dict[str, list[int]] = {}
        for code, phrases in stems_of.items():
            for stems in phrases:
                self._add(code, stems)

    def _add(self, code: str, stems: frozenset[str]) -> None:
        if not stems:
            return
        for stem in stems:
            self._holders.setdefault(stem, []).append(len(self._phrases))
        self._phrases.append(_Phrase(code, sum(self._weights[stem] for stem in sorted(stems))))

    def scores(self, sentences: Iterable[frozenset[str]]) -> dict[str, float]:
        """Return the score of each type that the sentences have words of; 0..1."""
        scores: dict[str, float] = {}
        for number, matched in self._best_matches(sentences).items():
            phrase = self._phrases[number]
            score = _phrase_score(matched, phrase.weight)
            if score > scores.get(phrase.type_code, 0.0):
                scores[phrase.type_code] = score
        return scores

    def _best_matches(self, sentences: Iterable[frozenset[str]]) -> dict[int, float]:
        """Return the weight of each phrase's stems in the sentence that has most of them."""
        best: dict[int, float] = {}
        for sentence in sentences:
            matched: dict[int, float] = {}
            for stem in sorted(sentence & self._holders.keys()):
                weight = self._weights[stem]
                for number in self._holders[stem]:
                    matched[number] = matched.get(number, 0.0) + weight
            for number, weight in matched.items():
                if weight > best.get(number, 0.0):
                    best[number] = weight
        return best


def suggest(subject: str, text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """Return the types that the words speak of, best first; a code in the subject is certain."""
    index = phrase_index(vocabulary)
    scores = index.scores(_sentences(text))
    for code, score in index.scores([_stems(subject)]).items():
        scores[code] = max(scores.get(code, 0.0), score * _SUBJECT_BONUS)
    named = _named_types(subject, index)
    return _ranked({**scores, **dict.fromkeys(named, math.inf)}, index)


@lru_cache(maxsize=4)
def phrase_index(vocabulary: Vocabulary) -> PhraseIndex:
    """Return the index of a vocabulary, made once."""
    return PhraseIndex(vocabulary)


def _phrase_score(matched: float, whole: float) -> float:
    """Return how well a phrase is covered; a phrase of one common word says little."""
    coverage = matched / whole
    return coverage * coverage * min(1.0, 0.4 + matched / 8.0)


def _ranked(scores: dict[str, float], index: PhraseIndex) -> tuple[Suggestion, ...]:
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[: MOST_SUGGESTIONS + 1]
    suggestions = []
    for place, (code, score) in enumerate(best[:MOST_SUGGESTIONS]):
        rival = best[place + 1][1] if place + 1 < len(best) else 0.0
        confidence = _CERTAIN if math.isinf(score) else _confidence(score, rival if place == 0 else score)
        if confidence >= _LEAST_CONFIDENCE:
            suggestions.append(Suggestion(code, index.categories[code], round(confidence, 3)))
    return tuple(suggestions)


def _confidence(score: float, rival: float) -> float:
    """Return the score, halved where the next type fits as well."""
    return min(0.99, score) * (1.0 - 0.5 * (rival / score if score else 1.0) ** 4)


def _named_types(subject: str, index: PhraseIndex) -> list[str]:
    return [code for code in re.findall(r"\b[A-Z][0-9]{2}\b", subject[:500]) if code in index.categories]


def _sentences(text: str) -> set[frozenset[str]]:
    """Return the stems of each sentence, and of each two short lines in a row: a client may have wrapped a sentence."""
    sentences: set[frozenset[str]] = set()
    before: frozenset[str] = frozenset()
    for line in _SENTENCE.split(text[:_LONGEST_TEXT]):
        stems = _stems(line)
        sentences.add(stems)
        is_short = len(line) < _WRAPPED
        if is_short:
            sentences.add(stems | before)
        before = stems if is_short else frozenset()
    return sentences


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(
        text.casefold()
        .replace("e-mail", "email")
        .replace("wi-fi", "wifi")
        .replace("non-aktif", "nonaktif")
        .replace("non aktif", "nonaktif")
        .replace("mata kuliah", "matakuliah")
    )
    return frozenset(stem for stem in map(_stem, words) if stem)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """Return the stem of a word; "" for words that say nothing."""
    if word in _STOPS or len(word) > _LONGEST_WORD or len(word) < 2:
        return ""
    same = _SAME.get(word, word)
    stem: str = _STEMMER.stemWord(same)
    return _SAME.get(stem, stem)


_STEMMER = snowballstemmer.stemmer("indonesian")
