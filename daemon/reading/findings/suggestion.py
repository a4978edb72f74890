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

from daemon.reading.findings.stems import stems_of
from daemon.reading.message import Suggestion
from daemon.reading.vocabulary import Vocabulary

MOST_SUGGESTIONS = 5  # A to E
_LONGEST_TEXT = 8000  # characters that are looked at
_WRAPPED = 80  # characters of a line at most when a client wraps
_SENTENCE = re.compile(r"[.,!?;\n]+")
_LEAST_CONFIDENCE = 0.15
_CERTAIN = 1.0
_UNSAID = 0.3  # share of a score that is lost when the type has no other word of the sentence
_MOST_FOR_PHRASE = 1.3  # of two phrases that are covered, the one that says more wins
_SUBJECT_BONUS = 1.15  # people say in the subject what it is about


@dataclass(frozen=True, slots=True)
class _Phrase:
    type_code: str
    weight: float  # of its stems together


class PhraseIndex:
    """The phrases of all types by the stems they are made of."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        phrases_of = {kind.code: [stems_of(phrase) for phrase in kind.phrases] for kind in vocabulary.types}
        self.categories = {kind.code: kind.category for kind in vocabulary.types}
        frequency = Counter(stem for phrases in phrases_of.values() for stem in set().union(*phrases, set()))
        self._weights = {stem: math.log(1 + len(phrases_of) / count) for stem, count in frequency.items()}
        self._phrases: list[_Phrase] = []
        self._holders: dict[str, list[int]] = {}
        self._speakers: dict[str, list[str]] = {stem: [] for stem in frequency}
        for code, phrases in phrases_of.items():
            for stem in set().union(*phrases, set()):
                self._speakers[stem].append(code)
            for stems in phrases:
                self._add(code, stems)

    def _add(self, code: str, stems: frozenset[str]) -> None:
        if not stems:
            return
        for stem in stems:
            self._holders.setdefault(stem, []).append(len(self._phrases))
        self._phrases.append(_Phrase(code, sum(self._weights[stem] for stem in sorted(stems))))

    def scores(self, sentences: Iterable[frozenset[str]]) -> dict[str, float]:
        """Return the score of each type that the sentences have words of: that of its best phrase in one of them."""
        scores: dict[str, float] = {}
        for sentence in sentences:
            known = sorted(sentence & self._holders.keys())
            understood = self._understood(known)
            for number, matched in self._matches(known).items():
                phrase = self._phrases[number]
                score = _phrase_score(matched, phrase.weight) * understood[phrase.type_code]
                if score > scores.get(phrase.type_code, 0.0):
                    scores[phrase.type_code] = score
        return scores

    def _matches(self, stems: list[str]) -> dict[int, float]:
        """Return the weight that each phrase has of the stems."""
        matched: dict[int, float] = {}
        for stem in stems:
            weight = self._weights[stem]
            for number in self._holders[stem]:
                matched[number] = matched.get(number, 0.0) + weight
        return matched

    def _understood(self, stems: list[str]) -> dict[str, float]:
        """Return a factor per type: the less of the sentence the type has in any phrase, the more is left unsaid."""
        own: dict[str, float] = {}
        for stem in stems:
            for code in self._speakers[stem]:
                own[code] = own.get(code, 0.0) + self._weights[stem]
        whole = sum(self._weights[stem] for stem in stems)
        return {code: 1.0 - _UNSAID * (1.0 - weight / whole) for code, weight in own.items()}


def suggest(subject: str, text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """Return the types that the words speak of, best first; a code in the subject is certain."""
    index = phrase_index(vocabulary)
    scores = index.scores(_sentences(text))
    for code, score in index.scores([stems_of(subject)]).items():
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
    return coverage * coverage * min(_MOST_FOR_PHRASE, 0.4 + matched / 8.0)


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
        stems = stems_of(line)
        sentences.add(stems)
        is_short = len(line) < _WRAPPED
        if is_short:
            sentences.add(stems | before)
        before = stems if is_short else frozenset()
    return sentences
