"""Write the generated parts of README.md: the commands of the program and those that staff mail.

python deploy/write_readme.py          rewrite README.md
python deploy/write_readme.py --check  exit status 1 when it is not up to date
"""

import re
import sys
from pathlib import Path

import typer.main

from daemon.cli import build_application
from daemon.integrator.action import find_actions
from daemon.integrator.ordering import registry_of

README = Path(__file__).parent.parent / "README.md"


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


def written(text: str) -> str:
    """Return the README with its generated parts as they should be."""
    for name, content in (("program commands", program_commands()), ("mail commands", mail_commands())):
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = pattern.sub(lambda found, content=content: f"{found[1]}{content}\n{found[2]}", text)
    return text


def main() -> None:
    """Rewrite or check the README."""
    before = README.read_text("utf-8")
    after = written(before)
    if "--check" in sys.argv:
        sys.exit(before != after)
    README.write_text(after, "utf-8")


if __name__ == "__main__":
    main()
