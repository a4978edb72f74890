"""Guess the complaint type from the sender's words, by the phrases of the catalogue.

Words are reduced to their stems; rare stems weigh more. A type's score is that of its phrase
that one sentence covers best, so that words scattered over a long mail do not add up to a
complaint that nobody made.
"""

import math
import re

from daemon.reading.findings.phrase_index import LEAST_SCORE, MOST_SUGGESTIONS, PhraseIndex, phrase_index
from daemon.reading.findings.stems import words_of_lines
from daemon.reading.message import Suggestion
from daemon.reading.vocabulary import Vocabulary

_CODE = re.compile(r"\b[A-Z][0-9]{2}\b")  # of a type
_LONGEST_TEXT = 8000  # characters that are looked at
_WRAPPED = 80  # characters of a line at most when a client wraps
_ENDS_OF_SENTENCES = ".,!?;"
_LEAST_CONFIDENCE = LEAST_SCORE / 2
_CERTAIN = 1.0


def suggest(subject: str, text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """Return the types that the words speak of, best first; a code in the subject is certain."""
    index = phrase_index(vocabulary)
    scores = index.scores(_sentences(text, index), index.said(words_of_lines(subject.replace("\n", " ")))[0])
    named = _named_types(subject, index)
    return _ranked({**scores, **dict.fromkeys(named, math.inf)}, index)


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
    return [code for code in _CODE.findall(subject[:500]) if code in index.categories]


def _sentences(text: str, index: PhraseIndex) -> set[int]:
    """Return the known stems of each sentence, and of each two short lines in a row: a client may have wrapped one."""
    parted = text[:_LONGEST_TEXT]
    for sign in _ENDS_OF_SENTENCES:
        parted = parted.replace(sign, "\n")
    sentences: set[int] = set()
    before = 0
    for line, said in zip(parted.split("\n"), index.said(words_of_lines(parted)), strict=True):
        if not line:
            continue
        sentences.add(said)
        is_short = len(line) < _WRAPPED
        if is_short and before:
            sentences.add(said | before)
        before = said if is_short else 0
    return sentences - {0}
