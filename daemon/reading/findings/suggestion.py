"""Guess the complaint type from the sender's words, by the phrases of the catalogue.

Words are reduced to their stems; rare stems weigh more. A type's score is that of its phrase
that one sentence covers best, so that words scattered over a long mail do not add up to a
complaint that nobody made.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop

from daemon.reading.findings.stems import stems_of, stems_of_lines
from daemon.reading.message import Suggestion
from daemon.reading.remembered import once_per_vocabulary
from daemon.reading.vocabulary import Vocabulary

MOST_SUGGESTIONS = 5  # A to E
_LONGEST_TEXT = 8000  # characters that are looked at
_WRAPPED = 80  # characters of a line at most when a client wraps
_SENTENCE = re.compile(r"[.,!?;\n]+")
_LEAST_CONFIDENCE = 0.15
_CERTAIN = 1.0
_UNSAID = 0.3  # share of a score that is lost when the type has no other word of the sentence
_MOST_FOR_PHRASE = 1.3  # of two phrases that are covered, the one that says more wins
_ROUNDED_UP = 1.000001  # an upper bound must not be missed by a rounded digit
_SUBJECT_BONUS = 1.15  # people say in the subject what it is about
_LEAST_SCORE = 2 * _LEAST_CONFIDENCE / _SUBJECT_BONUS  # of any type but the best two: see _ranked()
_MOST_WEIGHED = 2000  # sets of stems whose weight is remembered: half a megabyte
_LEAST_SHARE = math.sqrt(_LEAST_SCORE / _MOST_FOR_PHRASE) / _ROUNDED_UP  # of a phrase's weight, to have that score


@dataclass(frozen=True, slots=True)
class _Phrase:
    type_code: str
    stems: int  # the bits of its stems
    weight: float  # of its stems together


class PhraseIndex:
    """The phrases of all types by the stems they are made of; sets of stems are numbers, a bit for each stem."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        phrases_of = {
            kind.code: {stems for phrase in kind.phrases if (stems := stems_of(phrase))} for kind in vocabulary.types
        }
        self.categories = {kind.code: kind.category for kind in vocabulary.types}
        frequency = Counter(stem for phrases in phrases_of.values() for stem in set().union(*phrases, set()))
        self.weights = {stem: math.log(1 + len(phrases_of) / count) for stem, count in frequency.items()}
        self.stems = frozenset(frequency)
        self._bits = {stem: 1 << place for place, stem in enumerate(sorted(frequency))}
        self.stems_of_type = {
            code: self.number(frozenset[str]().union(*phrases)) for code, phrases in phrases_of.items()
        }
        self._weighed: dict[int, float] = {}
        self._stem_weights = [self.weights[stem] for stem in sorted(frequency)]  # by the place of their bit
        self._phrases: list[_Phrase] = []
        self._holders: dict[str, list[int]] = {}
        self._tellers: dict[str, list[int]] = {}
        for code, phrases in phrases_of.items():
            for stems in phrases:
                self._add(code, stems)

    def _add(self, code: str, stems: frozenset[str]) -> None:
        weight = sum(self.weights[stem] for stem in sorted(stems))
        for stem in stems:
            self._holders.setdefault(stem, []).append(len(self._phrases))
        for stem in self._telling(stems, weight):
            self._tellers.setdefault(stem, []).append(len(self._phrases))
        self._phrases.append(_Phrase(code, self.number(stems), weight))

    def _telling(self, stems: frozenset[str], weight: float) -> Iterator[str]:
        """Yield the rarest stems of a phrase, without any of which it cannot score what counts: the common ones."""
        for stem in sorted(stems, key=lambda stem: (-self.weights[stem], stem)):
            yield stem
            weight -= self.weights[stem]
            if weight < _LEAST_SHARE / _ROUNDED_UP * sum(map(self.weights.__getitem__, stems)):
                return

    def number(self, stems: Iterable[str]) -> int:
        """Return a set of known stems as a number."""
        return sum([self._bits[stem] for stem in stems])

    def weight(self, stems: int) -> float:
        """Return the weight of a set of stems; people say the same again and again, so some are remembered."""
        weight = self._weighed.get(stems)
        if weight is None:
            if len(self._weighed) >= _MOST_WEIGHED:
                self._weighed.clear()
            weight = self._weighed[stems] = self._sum(stems)
        return weight

    def _sum(self, stems: int) -> float:
        """Add the weights up, in the order of the stems."""
        weight = 0.0
        while stems:
            place = (stems & -stems).bit_length() - 1
            weight += self._stem_weights[place]
            stems &= stems - 1
        return weight

    def scores(self, sentences: Iterable[frozenset[str]]) -> dict[str, float]:
        """Return the score of the best types that the sentences have words of: that of their best phrase in one.

        Apart from the best two, types below the least score that counts may be missing, or have less than they could.
        """
        heard = _Heard(self, sentences)
        scores = self._best(heard, self._tellers)  # a sixth of the phrases that share a word
        return scores if _to_beat(scores) >= _LEAST_SCORE else self._best(heard, self._holders)

    def _best(self, heard: "_Heard", holders: Mapping[str, list[int]]) -> dict[str, float]:
        """Look at phrases in the order of what they could reach if one sentence had all, while it can change much."""
        scores: dict[str, float] = {}
        reachable = list(self._reachable(heard, holders))
        heapify(reachable)
        to_beat = 0.0
        while reachable and -reachable[0][0] >= to_beat:
            most, number, matched = heappop(reachable)
            phrase = self._phrases[number]
            best = scores.get(phrase.type_code, 0.0)
            if -most > best and (score := heard.score(phrase, matched)) > best:
                scores[phrase.type_code] = score
                to_beat = _to_beat(scores)
        return scores

    def _reachable(self, heard: "_Heard", holders: Mapping[str, list[int]]) -> Iterator[tuple[float, int, int]]:
        """Yield each phrase of the stems' holders: its score, negative, with all stems heard, and which these are."""
        for number in {number for stem in heard.stems for number in holders.get(stem, ())}:
            phrase = self._phrases[number]
            matched = phrase.stems & heard.number
            yield -_ROUNDED_UP * _phrase_score(self.weight(matched), phrase.weight), number, matched


class _Heard:
    """What the sentences of one mail have in common with phrases."""

    def __init__(self, index: PhraseIndex, sentences: Iterable[frozenset[str]]) -> None:
        known = {found for sentence in sentences if (found := sentence & index.stems)}
        self.stems = frozenset[str]().union(*known)
        self.number = index.number(self.stems)
        self._index = index
        self._sentences = [(number, index.weight(number)) for number in map(index.number, known)]

    def score(self, phrase: _Phrase, own: int) -> float:
        """Return the phrase's score in the sentence that covers it best, by what its type leaves unsaid there."""
        weight = self._index.weight
        of_type = self._index.stems_of_type[phrase.type_code]
        best = 0.0
        for sentence, whole in self._sentences:
            matched = own & sentence
            if matched and (most := _phrase_score(weight(matched), phrase.weight)) > best:
                understood = 1.0 - _UNSAID * (1.0 - weight(of_type & sentence) / whole)
                best = max(best, most * understood)
        return best


def suggest(subject: str, text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """Return the types that the words speak of, best first; a code in the subject is certain."""
    index = phrase_index(vocabulary)
    scores = index.scores(_sentences(text, index.stems))
    for code, score in index.scores([stems_of(subject)]).items():
        scores[code] = max(scores.get(code, 0.0), score * _SUBJECT_BONUS)
    named = _named_types(subject, index)
    return _ranked({**scores, **dict.fromkeys(named, math.inf)}, index)


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
    return max(sixth, min(ranked[1], _LEAST_SCORE))


def _phrase_score(matched: float, whole: float) -> float:
    """Return how well a phrase is covered."""
    coverage = matched / whole
    return coverage * coverage * _meaning(matched)


def _meaning(matched: float) -> float:
    """Return how much a phrase says; one of a single common word says little."""
    return 0.4 + matched / 8.0 if matched < _MOST_FOR_PHRASE * 8.0 - 3.2 else _MOST_FOR_PHRASE


def _ranked(scores: dict[str, float], index: PhraseIndex) -> tuple[Suggestion, ...]:
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[: MOST_SUGGESTIONS + 1]
    suggestions = []
    for place, (code, score) in enumerate(best[:MOST_SUGGESTIONS]):
        rival = best[place + 1][1] if place + 1 < len(best) else 0.0
        # The first is held against the second, the others against themselves: with half their score as confidence.
        confidence = _CERTAIN if math.isinf(score) else _confidence(score, rival if place == 0 else score)
        if confidence >= _LEAST_CONFIDENCE:
            suggestions.append(Suggestion(code, index.categories[code], round(confidence, 3)))
    return tuple(suggestions)


def _confidence(score: float, rival: float) -> float:
    """Return the score, halved where the next type fits as well."""
    return min(0.99, score) * (1.0 - 0.5 * (rival / score if score else 1.0) ** 4)


def _named_types(subject: str, index: PhraseIndex) -> list[str]:
    return [code for code in re.findall(r"\b[A-Z][0-9]{2}\b", subject[:500]) if code in index.categories]


def _sentences(text: str, known: frozenset[str]) -> set[frozenset[str]]:
    """Return the known stems of each sentence, and of each two short lines in a row: a client may have wrapped one."""
    sentences: set[frozenset[str]] = set()
    before: frozenset[str] = frozenset()
    lines = _SENTENCE.split(text[:_LONGEST_TEXT])
    for line, said in zip(lines, stems_of_lines(lines), strict=True):
        stems = said & known
        sentences.add(stems)
        is_short = len(line) < _WRAPPED
        if is_short and before:
            sentences.add(stems | before)
        before = stems if is_short else frozenset()
    return sentences
