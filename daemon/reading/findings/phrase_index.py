"""Score complaint types by the catalogue's phrases that the sentences of a mail cover.

Sets of stems are numbers, a bit for each stem of the catalogue.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from daemon.reading.findings.stems import stem_of, stems_of
from daemon.reading.remembered import once_per_vocabulary
from daemon.reading.vocabulary import Vocabulary

MOST_SUGGESTIONS = 5  # A to E
LEAST_SCORE = 0.3  # of any type but the best two: half of it is the least confidence
SUBJECT_BONUS = 1.15  # people say in the subject what it is about
_LEAST_IN_TEXT = LEAST_SCORE / SUBJECT_BONUS
_UNSAID = 0.3  # share of a score that is lost when the type has no other word of the sentence
_MOST_FOR_PHRASE = 1.3  # of two phrases that are covered, the one that says more wins
_ROUNDED_UP = 1.000001  # an upper bound must not be missed by a rounded digit
_MOST_REMEMBERED = 2000  # sets of stems: half a megabyte
_MOST_WORDS = 5000  # that are remembered: half a megabyte


class _Most(dict[int, float]):
    """What a phrase scores at most with each set of its stems, itself the only thing said."""

    __slots__ = ("_weight", "_weights")

    def __init__(self, weight: float, weights: "_Weights") -> None:
        self._weight = weight  # of all stems of the phrase
        self._weights = weights

    def __missing__(self, stems: int) -> float:
        found = self[stems] = _at_most(self._weights[stems], self._weight)
        return found


class _Weights(dict[int, float]):
    """The weight of each set of stems; people say the same again, so some are remembered."""

    def __init__(self, of_stems: Sequence[float]) -> None:
        self._of_stems = of_stems  # by the place of their bit

    def __missing__(self, stems: int) -> float:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        weight = 0.0
        for place in _places(stems):
            weight += self._of_stems[place]
        self[stems] = weight
        return weight


class _Words(dict[str, int]):
    """The stem of each word as a set of one, 0 for a stem that no phrase has."""

    def __init__(self, bits: dict[str, int]) -> None:
        self._bits = bits  # by stem

    def __missing__(self, word: str) -> int:
        if word.isdecimal():  # hardly ever written again: a NIM; its stem is itself
            return self._bits.get(word, 0)
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[word] = self._bits.get(stem_of(word), 0)
        return found


class PhraseIndex:
    """The phrases of all types by the stems they are made of."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        phrases_of = {
            kind.code: {stems for phrase in kind.phrases if (stems := stems_of(phrase))} for kind in vocabulary.types
        }
        self.categories = {kind.code: kind.category for kind in vocabulary.types}
        frequency = Counter(stem for phrases in phrases_of.values() for stem in set().union(*phrases, set()))
        self._weight_of = {stem: math.log(1 + len(phrases_of) / frequency[stem]) for stem in sorted(frequency)}
        self._bits = {stem: 1 << place for place, stem in enumerate(self._weight_of)}
        self._words = _Words(self._bits)
        self._weights = _Weights(tuple(self._weight_of.values()))
        self._of_type = {code: self._set(frozenset[str]().union(*phrases)) for code, phrases in phrases_of.items()}
        self._codes: list[str] = []  # of the types, by phrase
        self._stems: list[int] = []  # by phrase
        self._mosts: list[_Most] = []  # by phrase
        self._holders: list[list[int]] = [[] for _ in self._bits]  # phrases by the places of their stems
        self._tellers: list[list[int]] = [[] for _ in self._bits]  # by those of their rarest only
        for code, phrases in phrases_of.items():
            for stems in phrases:
                self._add(code, stems)

    def _add(self, code: str, stems: frozenset[str]) -> None:
        weight = sum(self._weight_of[stem] for stem in sorted(stems))
        for index, held in ((self._holders, stems), (self._tellers, self._telling(stems, weight))):
            for place in _places(self._set(held)):
                index[place].append(len(self._codes))
        self._codes.append(code)
        self._stems.append(self._set(stems))
        self._mosts.append(_Most(weight, self._weights))

    def _telling(self, stems: frozenset[str], weight: float) -> Iterator[str]:
        """Yield the rarest stems of a phrase, without any of which it cannot score what counts: the common ones."""
        rest = weight
        for stem in sorted(stems, key=lambda stem: (-self._weight_of[stem], stem)):
            yield stem
            rest -= self._weight_of[stem]
            if _at_most(rest, weight) < _LEAST_IN_TEXT / _ROUNDED_UP:
                return

    def _set(self, stems: Iterable[str]) -> int:
        return sum(map(self._bits.__getitem__, stems))

    def said(self, lines: Iterable[Iterable[str]]) -> list[int]:
        """Return the stems of each line's words that phrases have, too."""
        stems_of_word = self._words.__getitem__
        return [reduce(or_, filter(None, map(stems_of_word, words)), 0) for words in lines]

    def scores(self, sentences: Collection[int], subject: int) -> dict[str, float]:
        """Return the score of the best types that the stems speak of: that of their best phrase in one sentence.

        Apart from the best two, types below the least score may be missing, or have less than they could.
        """
        scores = self._scores(sentences, subject, self._tellers, _LEAST_IN_TEXT)  # of a sixth of the phrases
        is_enough = sum(score >= LEAST_SCORE for score in scores.values()) >= 2
        return scores if is_enough else self._scores(sentences, subject, self._holders, 0.0)

    def _scores(
        self, sentences: Collection[int], subject: int, holders: Sequence[Sequence[int]], least: float
    ) -> dict[str, float]:
        scores = self._best(sentences, holders, least)
        for code, score in self._best((subject,), holders, least).items():
            scores[code] = max(scores.get(code, 0.0), score * SUBJECT_BONUS)
        return scores

    def _best(self, sentences: Collection[int], holders: Sequence[Sequence[int]], least: float) -> dict[str, float]:
        """Look at phrases in the order of what they could reach if one sentence had all, while it can change much."""
        scores: dict[str, float] = {}
        sentences = sorted(sentences, key=int.bit_count, reverse=True)  # they cover more: fewer are looked at twice
        reachable = sorted(self._reachable(reduce(or_, sentences, 0), holders, least / _ROUNDED_UP))
        to_beat = 0.0
        for most, number, matched in reachable:
            if -most * _ROUNDED_UP < to_beat:
                break
            code = self._codes[number]
            best = scores.get(code, 0.0)
            if -most > best and (score := self._score(number, matched, sentences)) > best:
                scores[code] = score
                if score > to_beat:  # or else it is still the same
                    to_beat = _to_beat(scores)
        return scores

    def _reachable(self, heard: int, holders: Sequence[Sequence[int]], least: float) -> list[tuple[float, int, int]]:
        """Return each phrase of the stems' holders that could score so much with all that was heard.

        It is the score that it could have, negative, its number, and which of its stems were heard.
        """
        found = []
        stems, mosts = self._stems, self._mosts
        for number in set[int]().union(*map(holders.__getitem__, _places(heard))):
            matched = stems[number] & heard
            most = mosts[number][matched]
            if most >= least:
                found.append((-most, number, matched))
        return found

    def _score(self, number: int, own: int, sentences: Iterable[int]) -> float:
        """Return a phrase's score in the sentence that covers it best, by what its type leaves unsaid there."""
        best = 0.0
        mosts, weights = self._mosts[number], self._weights
        of_type = self._of_type[self._codes[number]]
        for sentence in sentences:
            most = mosts[own & sentence]
            if most > best:
                understood = 1.0 - _UNSAID * (1.0 - weights[of_type & sentence] / weights[sentence])
                if (score := most * understood) > best:
                    best = score
        return best


@once_per_vocabulary
def phrase_index(vocabulary: Vocabulary) -> PhraseIndex:
    """Return the index of a vocabulary, made once."""
    return PhraseIndex(vocabulary)


def _to_beat(scores: dict[str, float]) -> float:
    """Return the score below which a type is none of those that count."""
    if len(scores) < 2:
        return 0.0
    ranked = sorted(scores.values(), reverse=True)
    sixth = ranked[MOST_SUGGESTIONS] if len(ranked) > MOST_SUGGESTIONS else 0.0
    return max(sixth, min(ranked[1], _LEAST_IN_TEXT))


def _at_most(weight: float, whole: float) -> float:
    """Return what a phrase scores when stems of it weigh so much, out of the whole, and nothing else is said."""
    coverage = weight / whole
    return coverage * coverage * _meaning(weight)


def _meaning(weight: float) -> float:
    """Return how much a phrase says; one of a single common word says little."""
    return 0.4 + weight / 8.0 if weight < _MOST_FOR_PHRASE * 8.0 - 3.2 else _MOST_FOR_PHRASE


def _places(stems: int) -> Iterator[int]:
    """Yield the places of the bits of a number, the lowest first."""
    while stems:
        lowest = stems & -stems
        yield lowest.bit_length() - 1
        stems ^= lowest
