"""Read the words for codes, in every language, from the templates folders."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

LANGUAGES = ("id", "en")
Words = Mapping[str, Mapping[str, str]]  # group → code → words
Reasons = Mapping[str, Mapping[str, str]]  # refusal code → language → template


class BadTemplates(Exception):
    """The templates folder cannot be used; the text names file and fault."""


def read_words(folders: Iterable[Path], language: str) -> Words:
    """Return the word lists of a language; a folder that comes first overrides single words of the later ones.

    Raises: BadTemplates when a file is no TOML or holds anything but words.
    """
    merged: dict[str, dict[str, str]] = {}
    for path in _files(folders, f"phrases.{language}.toml"):
        for group, words in _tables(path).items():
            merged.setdefault(group, {}).update(words)
    return merged


def read_reasons(folders: Iterable[Path]) -> Reasons:
    """Return the reasons of refused commands by code and language, as template sources.

    Raises: BadTemplates when a file is wrong or a code lacks a language.
    """
    merged: dict[str, Mapping[str, str]] = {}
    for path in _files(folders, "refusals/commands.toml"):
        merged.update(_tables(path))
    for code, texts in merged.items():
        if set(texts) != set(LANGUAGES):
            raise BadTemplates(f"refusals/commands.toml: [{code}] needs exactly: {', '.join(LANGUAGES)}")
    return merged


def _files(folders: Iterable[Path], name: str) -> list[Path]:
    """Return the files of that name, the one that overrides last."""
    found = [folder / name for folder in folders if (folder / name).is_file()]
    if not found:
        raise BadTemplates(f"{name} is missing")
    return found[::-1]


def _tables(path: Path) -> dict[str, dict[str, str]]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise BadTemplates(f"{path}: {fault}") from fault
    for group, words in data.items():
        if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
            raise BadTemplates(f"{path}: [{group}] may hold words only")
    return data
