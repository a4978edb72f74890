"""Make the mail commands of actions: `!cek-krs nim=…`, and `!integrator cek-krs nim=…` for all of them.

Planning is pure: what is written is tidied and checked here; nothing is asked of any other system.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from daemon.desk.planning.arguments import known_word
from daemon.desk.planning.command import Call, Command, Registry, find_commands, with_commands
from daemon.desk.planning.plan import Plan, StartAction, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.views import TicketView
from daemon.desk.writing.letters import Help, HelpEntry
from daemon.integrator.action import Action, Actions, Arguments, Parameter, Risk
from daemon.reading.findings.identifiers import tidy
from daemon.trust.levels import CommandClass

INTEGRATOR = "integrator"
BULK = "massal"
# What every change understands besides its own parameters.
EVIDENCE = "bukti"  # what staff saw in person: "KTP asli diperlihatkan"
NAME = "orang"  # the name that the record has, when the ticket's is another
SOLVE = "selesai"  # "tidak": the ticket stays open when the change is verified
_COMMON = (EVIDENCE, NAME, SOLVE)
_PAIR = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,40})=(.*)", re.DOTALL)
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\\;\u2028\u2029]{1,500}")
_NO = frozenset({"tidak", "no", "-"})
_LONGEST = 500  # characters of a value
_NEVER_SENT = (";", "--", "/*", "\\")  # signs of SQL, which no system shall ever have to tell from text
_ALL_COUNTS = frozenset({"nim", "nidn", "nip", "nik", "nisn", "email"})  # kinds of which no letter or digit is left out


def registry_of(actions: Actions) -> Registry:
    """Return the commands of staff: those of the desk, and one for each action. Raises: ValueError for a taken name."""
    return with_commands(find_commands(), commands_of(actions))


def commands_of(actions: Actions) -> Iterator[Command]:
    """Yield the command of each action, and the one that names any of them."""
    own = {action.name: action for action in actions.values()}
    if own:
        yield _general(actions)
        yield _bulk(actions)
    for _, action in sorted(own.items()):
        yield _own(action)


def arguments_of(
    action: Action, written: Iterable[str], view: TicketView | None
) -> tuple[Arguments, Mapping[str, str]]:
    """Return the action's arguments, and those that every change understands; what is missing comes from the form.

    Raises: Refusal for what is unknown, twice, does not fit, or is missing.
    """
    given, common = _taken_apart(action, written)
    form = {field.name: field.value for field in view.fields if field.is_valid} if view else {}
    has_optional = any(not parameter.is_required for parameter in action.parameters if parameter.name in given)
    for parameter in action.parameters:
        wants_form = parameter.is_required or (action.write is not None and not has_optional)
        if parameter.name not in given and wants_form:
            given |= _from_form(action, parameter, form)
    missing = [one.name for one in action.parameters if one.is_required and one.name not in given]
    if missing:
        raise Refusal("argument", usage=usage_of(action), problem="missing", argument=missing[0])
    return given, common


def require_evidence(action: Action, arguments: Arguments, common: Mapping[str, str], view: TicketView | None) -> None:
    """Hold that the documents are with the ticket, or that staff say what they saw.

    Raises: Refusal("evidence-missing").
    """
    if common.get(EVIDENCE):
        return
    there = {file.document for file in view.attachments} if view else set()
    for wanted in _wanted_evidence(action, arguments):
        if not there & set(wanted):
            raise Refusal("evidence-missing", documents=" / ".join(wanted).upper().replace("_", " "))


def usage_of(action: Action) -> str:
    """Return how the action is written: "!cek-krs nim=… [semester=…]"."""
    words = [f"{one.name}=…" if one.is_required else f"[{one.name}=…]" for one in action.parameters]
    shown = words if len(words) <= 6 else [*(word for word in words if word[0] != "["), "[data=nilai …]"]
    return " ".join((f"!{action.name}", *shown))


def _own(action: Action) -> Command:
    return Command(
        name=action.name,
        aliases=action.aliases,
        usage=usage_of(action),
        summary_id=action.summary.id,
        summary_en=action.summary.en,
        command_class=CommandClass.K1,
        plan=lambda call: _plan(action, call),
        needs_ticket=False,
        right="" if action.risk is Risk.READ else action.right,
        help_id=_help(action, "id"),
        help_en=_help(action, "en"),
    )


def _general(actions: Actions) -> Command:
    return Command(
        name=INTEGRATOR,
        aliases=("action",),
        usage="!integrator [aksi nama=nilai …]",
        summary_id="Menjalankan satu aksi di Feeder atau SIMAK; tanpa aksi: daftarnya",
        summary_en="Runs one action in the Feeder or SIMAK; without an action: their list",
        command_class=CommandClass.K1,
        plan=lambda call: _plan_named(actions, call),
        needs_ticket=False,
        help_id="Contoh: !integrator cek-mahasiswa nim=2190000001. Nama aksi juga perintah: !cek-mahasiswa.",
        help_en="Example: !integrator cek-mahasiswa nim=2190000001. An action's name is a command, too.",
    )


def _bulk(actions: Actions) -> Command:
    return Command(
        name=BULK,
        aliases=("bulk",),
        usage="!massal aksi [nama=nilai …]",
        summary_id="Merencanakan satu aksi untuk banyak data dari berkas CSV terlampir",
        summary_en="Plans one action for the many records of an attached CSV file",
        command_class=CommandClass.K1,
        plan=lambda call: _plan_bulk(actions, call),
        needs_ticket=False,
        help_id="Judul kolom adalah nama isian aksinya, misalnya nim;status;biaya. "
        "Contoh: !massal ubah-akm semester=20261",
        help_en="The columns are named like the action's parameters, such as nim;status;biaya. "
        "Example: !massal ubah-akm semester=20261",
    )


def _plan_bulk(actions: Actions, call: Call) -> Plan:
    """Ask for a change of all records of the one CSV file that came along."""
    changes = {name: action for name, action in actions.items() if action.write is not None}
    if not call.arguments:
        raise Refusal("argument", usage=call.command.usage, problem="missing", argument="")
    action = changes[known_word("action", call.arguments[0], changes)]
    if not call.directory.may_request(call.actor, action.right):
        raise Refusal("request-permission", right=action.right)
    files = [file for file in call.attached if file.filename.casefold().endswith((".csv", ".txt"))]
    if len(files) != 1:
        raise Refusal("bulk-file", reason="none" if not files else "several")
    given, common = _taken_apart(action, call.arguments[1:])
    order = {"arguments": given, "common": common, "text": "", "file": files[0].sha256}
    line = " ".join((f"!{BULK}", *call.arguments))
    ticket = call.view.id if call.view else None
    return Plan((StartAction(ticket, action.name, action.system, is_write=True, order=order, line=line),))


def _plan_named(actions: Actions, call: Call) -> Plan:
    if not call.arguments:
        return Plan((TellActor(Help(tuple(_entries(actions, call)))),))
    action = actions[known_word("action", call.arguments[0], actions)]
    if not call.directory.may(call.actor, action.name):
        raise Refusal("permission", command=action.name)
    return _plan(action, replace(call, arguments=call.arguments[1:]))


def _entries(actions: Actions, call: Call) -> Iterator[HelpEntry]:
    own = {action.name: action for action in actions.values() if call.directory.may(call.actor, action.name)}
    for _, action in sorted(own.items()):
        yield HelpEntry(usage_of(action), action.aliases, action.summary.in_language(call.actor.language), "")


def _plan(action: Action, call: Call) -> Plan:
    """Ask the integrator for the action; a change only where a role of the actor may ask for it."""
    is_write = action.risk is not Risk.READ
    if is_write and not call.directory.may_request(call.actor, action.right):
        raise Refusal("request-permission", right=action.right)
    arguments, common = arguments_of(action, call.arguments, call.view)
    if is_write:
        require_evidence(action, arguments, common, call.view)
    order = {"arguments": dict(arguments), "common": dict(common), "text": call.text.strip() if is_write else ""}
    line = " ".join((f"!{action.name}", *call.arguments))
    ticket = call.view.id if call.view else None
    effect = StartAction(ticket, action.name, action.system, is_write, order, line)
    return Plan((effect,), uses_text=is_write and bool(call.text.strip()))


def _taken_apart(action: Action, written: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    given: dict[str, str] = {}
    common: dict[str, str] = {}
    for position, argument in enumerate(written):
        name, value = _pair(action, argument, position)
        parameter = action.parameter(name)
        is_common = parameter is None and action.write is not None and name in _COMMON
        if parameter is None and not is_common:
            known_word("parameter", name, [one.name for one in action.parameters])
        if (parameter.name if parameter else name) in {*given, *common}:
            raise Refusal("argument", usage=usage_of(action), problem="key-twice", argument=name)
        if parameter is None:
            common[name] = _free_text(action, name, value)
        else:
            given[parameter.name] = fitted(action, parameter, value)
    return given, common


def _pair(action: Action, argument: str, position: int) -> tuple[str, str]:
    """Return name and value; the first argument may be the first parameter's value alone."""
    pair = _PAIR.fullmatch(argument)
    if pair is not None:
        return pair[1].lower(), pair[2].strip()
    if position == 0 and action.parameters and action.parameters[0].is_required:
        return action.parameters[0].name, argument.strip()
    raise Refusal("argument", usage=usage_of(action), problem="no-key", argument=argument[:40])


def fitted(action: Action, parameter: Parameter, value: str) -> str:
    """Return a parameter's value in the form it is meant in.

    Raises: Refusal("action-parameter"), Refusal("action-rule") for one that this installation does not want.
    """
    chosen = parameter.choices.get(value.casefold(), value)
    tidied = tidy(parameter.kind, chosen) if chosen == value else chosen
    if parameter.kind in _ALL_COUNTS and _signs(chosen) != _signs(tidied):
        tidied = ""  # two numbers, or more than a number: nobody but the writer knows which part was meant
    has_form = len(tidied) <= _LONGEST and re.fullmatch(parameter.pattern, tidied)
    if has_form and any(sign in tidied for sign in _NEVER_SENT):
        raise Refusal("action-sign", action=action.name, name=parameter.name, signs=" ".join(_NEVER_SENT))
    if not has_form or not _TEXT.fullmatch(tidied):
        raise Refusal("action-parameter", action=action.name, name=parameter.name, example=_example(parameter))
    _require_rule(action, parameter, tidied)
    return tidied


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def require_rules(action: Action, arguments: Arguments) -> None:
    """Hold that values which were accepted earlier are still allowed here. Raises: Refusal("action-rule")."""
    for parameter in action.parameters:
        if parameter.name in arguments:
            _require_rule(action, parameter, arguments[parameter.name])


def _require_rule(action: Action, parameter: Parameter, value: str) -> None:
    if parameter.rule and not re.fullmatch(parameter.rule, value):
        raise Refusal("action-rule", action=action.name, name=parameter.name)


def _example(parameter: Parameter) -> str:
    """Return an example, of a personal number only its form: nothing like a whole NIK stands in any mail."""
    return f"{len(parameter.example)} angka" if parameter.kind == "nik" else parameter.example


def _from_form(action: Action, parameter: Parameter, form: Mapping[str, str]) -> dict[str, str]:
    """Return the parameter with what the form says, if it says something that fits."""
    value = next((form[name] for name in parameter.from_form if form.get(name)), "")
    if not value:
        return {}
    try:
        return {parameter.name: fitted(action, parameter, value)}
    except Refusal as refusal:
        if refusal.code == "action-rule":
            raise  # left out, it would be a plan for something else than what was asked
        return {}


def _free_text(action: Action, name: str, value: str) -> str:
    if not _TEXT.fullmatch(value):
        raise Refusal("action-parameter", action=action.name, name=name, example="…")
    return value


def solves(common: Mapping[str, str]) -> bool:
    """Say whether a verified change shall solve its ticket."""
    return common.get(SOLVE, "").casefold() not in _NO


def _wanted_evidence(action: Action, arguments: Arguments) -> Iterator[Collection[str]]:
    if action.evidence:
        yield action.evidence
    for parameter in action.parameters:
        if parameter.name in arguments and parameter.evidence:
            yield parameter.evidence


def _help(action: Action, language: str) -> str:
    """Return the parameters with their examples, made from the action."""
    lines = [action.help.in_language(language)]
    for one in action.parameters:
        optional = "" if one.is_required else (" (optional)" if language == "en" else " (boleh tidak diisi)")
        lines.append(f"{one.name}: {one.label.in_language(language)}, {_example(one)}{optional}")
    return "\n".join(line for line in lines if line)
