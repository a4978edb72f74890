"""Tell the story on the terminal: what happens now, which mail somebody sent or got, what was checked."""

from email.message import EmailMessage

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from daemon.demo.letters import body
from daemon.printing import cell

_SHOWN_LINES = 9
_WIDTH = 84


class Telling:
    """The story as it goes."""

    def __init__(self, console: Console) -> None:
        """Write to this console."""
        self.console = console
        self._number = 0

    def scene(self, sentence: str) -> None:
        """Begin the next part of the story."""
        self._number += 1
        self.console.print(f"\n[bold cyan]{self._number}.[/] [bold]{escape(sentence)}[/]")

    def fact(self, sentence: str) -> None:
        """Say what was seen to have happened."""
        self.console.print(f"   [green]✓[/] {escape(sentence)}", soft_wrap=True)

    def note(self, sentence: str) -> None:
        """Explain something beside the story."""
        self.console.print(f"   [dim]{escape(sentence)}[/]", soft_wrap=True)

    def mail(self, mail: EmailMessage, *, is_ours: bool) -> None:
        """Show a mail shortened; `is_ours`: Loket wrote it."""
        lines = [line for line in body(mail).splitlines() if line.strip()]
        shown = [_tame(line) for line in lines[:_SHOWN_LINES]]
        if len(lines) > _SHOWN_LINES:
            shown.append(f"… {len(lines) - _SHOWN_LINES} more lines")
        title = f"[bold]{cell(_short_address(mail, 'From'))} → {cell(_short_address(mail, 'To'))}[/]"
        panel = Panel(
            Text("\n".join(shown)),
            title=f"{title}  {cell(str(mail['Subject']))}",
            title_align="left",
            border_style="yellow" if is_ours else "blue",
            width=min(_WIDTH, self.console.width - 3),
        )
        self.console.print(panel)


def _short_address(mail: EmailMessage, header: str) -> str:
    """Return an address header without the long token behind the plus sign."""
    text = str(mail[header])
    local, plus, rest = text.partition("+")
    return f"{local}+…@{rest.rpartition('@')[2]}" if plus else text


def _tame(line: str) -> str:
    return "".join(character if character.isprintable() else " " for character in line)
