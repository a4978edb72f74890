"""Tell the story on the terminal: what happens now, which mail somebody sent or got, what was checked."""

from email.message import EmailMessage

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
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

    def mail(self, mail: EmailMessage, *, is_ours: bool, marks: tuple[str, ...] = ()) -> None:
        """Show a mail shortened; `is_ours`: Loket wrote it; `marks`: words whose quoted lines are shown too."""
        lines = _shortened(body(mail), marks)
        heading = (
            f"[dim]From:[/] {cell(_short_address(mail, 'From'))}   [dim]To:[/] {cell(_short_address(mail, 'To'))}\n"
            f"[dim]Subject:[/] [bold]{cell(str(mail['Subject']))}[/]\n"
        )
        panel = Panel(
            Group(Text.from_markup(heading), Text("\n".join(lines))),
            border_style="yellow" if is_ours else "blue",
            width=min(_WIDTH, self.console.width - 3),
        )
        self.console.print(Padding(panel, (0, 0, 0, 3)))


def _shortened(text: str, marks: tuple[str, ...]) -> list[str]:
    """Return the first lines worth seeing; of a quotation only those with one of the marks."""
    lines = [_tame(line) for line in text.splitlines() if line.strip() and not line.startswith("==")]
    shown = [line for line in lines if not line.startswith(">") or any(mark in line for mark in marks)]
    shown = shown[:_SHOWN_LINES]
    hidden = len(lines) - len(shown)
    return [*shown, f"… {hidden} more line{'s' if hidden > 1 else ''}"] if hidden else shown


def _short_address(mail: EmailMessage, header: str) -> str:
    """Return an address header without the long token behind the plus sign."""
    text = str(mail[header])
    local, plus, rest = text.partition("+")
    return f"{local}+…@{rest.rpartition('@')[2]}" if plus else text


def _tame(line: str) -> str:
    return "".join(character if character.isprintable() else " " for character in line)
