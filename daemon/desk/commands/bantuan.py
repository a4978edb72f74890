"""`!bantuan [perintah]`: what can be written, made from the commands themselves."""

from daemon.desk.planning.arguments import most_similar, optional
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import Help, HelpEntry
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Explain one command, or list those that the actor may use.

    Raises: Refusal("unknown-command").
    """
    name = optional(call).casefold().lstrip("!")
    chosen = (_find(call, name),) if name else _allowed(call)
    entries = tuple(_entry(command, call.actor.language) for command in chosen)
    return Plan((TellActor(Help(entries)),))


def _find(call: Call, name: str) -> Command:
    command = call.registry.get(name)
    if command is None:
        raise Refusal("unknown-command", name=name, suggestion=most_similar(name, call.registry))
    return command


def _allowed(call: Call) -> tuple[Command, ...]:
    commands = {command.name: command for command in call.registry.values()}
    return tuple(command for name, command in sorted(commands.items()) if call.directory.may(call.actor, name))


def _entry(command: Command, language: str) -> HelpEntry:
    is_english = language == "en"
    return HelpEntry(
        usage=command.usage,
        aliases=command.aliases,
        summary=command.summary_en if is_english else command.summary_id,
        help=command.help_en if is_english else command.help_id,
    )


COMMAND = Command(
    name="bantuan",
    aliases=("help",),
    usage="!bantuan [perintah]",
    summary_id="Menjelaskan perintah-perintah, atau satu di antaranya",
    summary_en="Explains the commands, or one of them",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
)
