"""Take a command's arguments apart; what does not fit is refused with the command's usage."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from difflib import get_close_matches

from daemon.desk.planning.command import Call
from daemon.desk.refusal import Refusal
from daemon.desk.timekeeping.moments import Opening, understood
from daemon.desk.views import StaffMember
from daemon.trust.identity import is_one_of, read_address

NOBODY = "-"
_ME = frozenset({"saya", "me"})
_PAIR = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)=(.*)", re.DOTALL)
_CHANNELS = {
    "email": "email",
    "langsung": "langsung",
    "datang": "langsung",
    "walkin": "langsung",
    "telepon": "telepon",
    "telp": "telepon",
    "phone": "telepon",
    "pddikti": "pddikti",
}
_SHOWN = 12  # known words named in a refusal


def expect_none(call: Call) -> None:
    """Refuse whatever stands behind the keyword.

    Raises: Refusal("argument").
    """
    if call.arguments:
        raise _wrong(call, "extra")


def optional(call: Call) -> str:
    """Return the only argument, "" when there is none.

    Raises: Refusal("argument") when there are several.
    """
    if len(call.arguments) > 1:
        raise _wrong(call, "extra")
    return call.arguments[0].strip() if call.arguments else ""


def single(call: Call) -> str:
    """Return the only argument.

    Raises: Refusal("argument") when there is none, or several.
    """
    word = optional(call)
    if not word:
        raise _wrong(call, "missing")
    return word


def several(call: Call) -> tuple[str, ...]:
    """Return the arguments, at least one. Raises: Refusal("argument")."""
    if not call.arguments:
        raise _wrong(call, "missing")
    return call.arguments


def channel(typed: str) -> str:
    """Return the way by which a complaint came. Raises: Refusal("unknown-word")."""
    return _CHANNELS[known_word("channel", typed, _CHANNELS)]


def moment_of(call: Call, words: str, *, is_past: bool) -> datetime:
    """Return the moment that words mean in the service's time zone, in UTC.

    Raises: Refusal("moment") when they mean none, Refusal("moment-future") or Refusal("moment-past") when it
    lies on the wrong side of now.
    """
    found = understood(words, call.now, call.zone, _opening(call))
    if found is None:
        raise Refusal("moment", typed=words)
    if is_past and found > call.now:
        raise Refusal("moment-future", typed=words)
    if not is_past and found <= call.now:
        raise Refusal("moment-past", typed=words)
    return found.astimezone(UTC)


def _opening(call: Call) -> Opening:
    """Return when the counter is open; on weekdays until four where nobody said it."""
    if call.calendar is None:
        return Opening(lambda _day: time(16, 0), lambda day: day.weekday() < 5)
    return Opening(call.calendar.closing_time, call.calendar.is_open_on)


def sentence(words: tuple[str, ...]) -> str:
    """Return free words as the sentence they were."""
    return " ".join(words).strip()


def word_and_values(call: Call, usual: str) -> tuple[str, Mapping[str, str]]:
    """Return the first argument, or the usual word where it is left out, and the `key=value` ones; keys in lower case.

    Raises: Refusal("argument") when the word is missing, a later argument has no key, or a key stands twice.
    """
    has_word = bool(call.arguments) and _PAIR.fullmatch(call.arguments[0]) is None
    word = call.arguments[0].strip() if has_word else usual
    if not word:
        raise _wrong(call, "missing")
    return word, _values(call, call.arguments[1:] if has_word else call.arguments)


def pairs(call: Call) -> Mapping[str, str]:
    """Return the `key=value` arguments, of which there is at least one; keys in lower case.

    Raises: Refusal("argument") when there is none, one has no key, or a key stands twice.
    """
    if not call.arguments:
        raise _wrong(call, "missing")
    return _values(call, call.arguments)


def _values(call: Call, arguments: tuple[str, ...]) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for argument in arguments:
        pair = _PAIR.fullmatch(argument)
        if pair is None:
            raise _wrong(call, "no-key", argument)
        key = pair[1].lower()
        if key in values:
            raise _wrong(call, "key-twice", key)
        values[key] = pair[2].strip()
    return values


def text_below(call: Call) -> str:
    """Return the text below the block.

    Raises: Refusal("text-missing") when there is none.
    """
    text = call.text.strip()
    if not text:
        raise Refusal("text-missing", command=call.command.name)
    return text


def known_word(kind: str, typed: str, known: Iterable[str]) -> str:
    """Return the known word that was typed, in any case; `kind` names the set for the refusal's text.

    Raises: Refusal("unknown-word") with the most similar one.
    """
    by_key = {word.casefold(): word for word in known}
    found = by_key.get(typed.casefold())
    if found is None:
        similar = most_similar(typed, by_key.values())
        raise Refusal("unknown-word", kind=kind, typed=typed, similar=similar, known=_listed(tuple(by_key.values())))
    return found


def most_similar(typed: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, "" when none is near."""
    by_key = {word.casefold(): word for word in known}
    near = get_close_matches(typed.casefold(), by_key, n=1, cutoff=0.6)
    return by_key[near[0]] if near else ""


def person_address(call: Call, typed: str) -> str:
    """Return the address of a person that was typed, lower case; never one of the desk's own.

    Raises: Refusal("address"), Refusal("address-desk").
    """
    plain = typed.removeprefix("mailto:").strip("<>")
    address = read_address(plain)
    if address is None:
        raise Refusal("address", typed=plain)
    if is_one_of(address, call.own_addresses):
        raise Refusal("address-desk", typed=plain)
    return address.lower()


def means_me(word: str) -> bool:
    """Say whether the actor means themselves."""
    return word.casefold() in _ME


def colleague(call: Call, typed: str) -> StaffMember:
    """Return the member of staff whose id or address was typed; `saya` is the actor.

    Raises: Refusal("unknown-word") with the most similar id or address.
    """
    if means_me(typed):
        return call.actor
    word = typed.casefold().removeprefix("mailto:").strip("<>")
    found = call.directory.by_id(word) or call.directory.by_address(word)
    if found is not None:
        return found
    ids = tuple(member.id for member in call.directory.staff)
    addresses = tuple(address for member in call.directory.staff for address in member.addresses)
    similar = most_similar(word, (*ids, *addresses))
    raise Refusal("unknown-word", kind="staff", typed=typed, similar=similar, known=_listed(ids))


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:_SHOWN]) + (", …" if len(words) > _SHOWN else "")


def _wrong(call: Call, problem: str, argument: str = "") -> Refusal:
    return Refusal("argument", usage=call.command.usage, problem=problem, argument=argument)
