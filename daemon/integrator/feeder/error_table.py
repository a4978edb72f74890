"""What each error of the Feeder means and what people are told: error_codes.toml, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from daemon.integrator.feeder.faults import FeederError, FeederRefusal
from daemon.value_objects import value_object

UNKNOWN_CODE = "unknown-code"
LANGUAGES = ("id", "en")


@value_object
class Explanation:
    """What is said about an error in one language."""

    happened: str  # to staff: one sentence
    advice: str  # to staff: what to do
    requester: str  # to the requester: what becomes of their request; nothing internal


@value_object
class Meaning:
    """One entry of the table."""

    topic: str  # "217", or a name such as "unreachable"
    kind: str  # of error_codes.toml [kinds]
    server_text: str  # the Feeder's own words; "" where it has none
    explanations: Mapping[str, Explanation]  # by language


@cache
def table() -> Mapping[str, Meaning]:
    """Return all entries by topic: codes first, in their order, then what has no code."""
    content = tomllib.loads(files(__package__).joinpath("error_codes.toml").read_text("utf-8"))
    entries = sorted(content["codes"].items(), key=lambda entry: int(entry[0])) + list(content["topics"].items())
    return MappingProxyType({topic: _meaning(topic, entry, content["kinds"]) for topic, entry in entries})


def meaning_of(topic: str) -> Meaning:
    """Return an entry; a topic that the table has not is an unknown code."""
    return table().get(topic) or table()[UNKNOWN_CODE]


def explain(error: FeederError, language: str) -> Explanation:
    """Return what is said about an error in a language ("id", "en")."""
    return meaning_of(error.explanation).explanations[language]


def server_words(error: FeederError) -> str:
    """Return the Feeder's own words for staff, with long numbers masked; "" when it said none."""
    return error.complaint.server_text if isinstance(error, FeederRefusal) else ""


def _meaning(topic: str, entry: Mapping[str, Any], kinds: Mapping[str, Mapping[str, str]]) -> Meaning:
    words = {**kinds[entry["kind"]], **entry}
    explanations = {
        language: Explanation(words[language], words[f"advice_{language}"], words[f"requester_{language}"])
        for language in LANGUAGES
    }
    return Meaning(topic, entry["kind"], entry.get("text", ""), MappingProxyType(explanations))
