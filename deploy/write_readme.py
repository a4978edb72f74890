"""Write the generated parts of the documents: README.md's commands, docs/feeder.md's errors.

python deploy/write_readme.py          rewrite them
python deploy/write_readme.py --check  exit status 1 when one is not up to date
"""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import typer.main

from daemon.cli import build_application
from daemon.integrator.action import find_actions
from daemon.integrator.feeder.error_table import table
from daemon.integrator.ordering import registry_of

ROOT = Path(__file__).parent.parent


def program_commands() -> str:
    """Return one line for each command of `loket`, subcommands in brackets."""
    group = typer.main.get_group(build_application())
    lines = []
    for name, command in sorted(group.commands.items()):
        inner = sorted(getattr(command, "commands", {}))
        summary = (command.help or "").strip().split("\n")[0]
        lines.append(f"- `loket {name}`{_bracketed(inner)}: {summary}")
    return "\n".join(lines)


def _bracketed(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def mail_commands() -> str:
    """Return one line for each command that staff may mail."""
    commands = {command.name: command for command in registry_of(find_actions()).values()}
    return "\n".join(
        f"- `{command.usage}` ({', '.join(command.aliases)}): {command.summary_en}"
        for _, command in sorted(commands.items())
    )


def feeder_errors(language: str) -> str:
    """Return a table of what staff and requesters are told about each error of the Feeder."""
    lines = [HEADS[language], "|---|---|---|---|---|"]
    for topic, meaning in table().items():
        said = meaning.explanations[language]
        cells = (topic, meaning.server_text, said.happened, said.advice, said.requester)
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines)


HEADS = {
    "id": "| Kode | Kata Feeder | Petugas: apa yang terjadi | Petugas: yang dilakukan | Pelapor |",
    "en": "| Code | The Feeder's words | Staff: what happened | Staff: what to do | Requester |",
}
PARTS = {
    "README.md": {"program commands": program_commands, "mail commands": mail_commands},
    "docs/feeder.md": {
        "feeder errors id": lambda: feeder_errors("id"),
        "feeder errors en": lambda: feeder_errors("en"),
    },
}


def written(text: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """Return a document with its generated parts as they should be."""
    for name, make in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        content = make()
        text = pattern.sub(lambda found, content=content: f"{found[1]}{content}\n{found[2]}", text)
    return text


def main() -> None:
    """Rewrite or check the documents."""
    before = {name: (ROOT / name).read_text("utf-8") for name in PARTS}
    after = {name: written(text, PARTS[name]) for name, text in before.items()}
    if "--check" in sys.argv:
        sys.exit(before != after)
    for name, text in after.items():
        (ROOT / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
