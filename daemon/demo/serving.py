"""Keep the demo up, and say how a real mail client joins in."""

import time

from rich.console import Console
from rich.table import Table

from daemon.demo.mail_system import Ports
from daemon.demo.office import Office
from daemon.demo.people import ACCOUNTS, DESK, PASSWORD, RINA, SITI
from daemon.demo.scene import StepFailed

_LOOK_EVERY = 0.5  # seconds


def show_connection(console: Console, ports: Ports) -> None:
    """Print servers, accounts and what to try."""
    table = Table(title="The counter stays open. Connect a mail client on this machine:", title_justify="left")
    for heading in ("", "Server", "Port", "Security", "Password"):
        table.add_column(heading)
    table.add_row("IMAP (reading)", "127.0.0.1", str(ports.imap), "none", PASSWORD)
    table.add_row("SMTP (sending)", "127.0.0.1", str(ports.submission), "none, normal password", PASSWORD)
    table.add_row("SMTP (as an outsider)", "127.0.0.1", str(ports.exchange), "none", "no login")
    console.print(table)
    console.print("The user name is the address. Accounts:")
    for person in ACCOUNTS:
        console.print(f"  {person.address}  {person.name}, {person.role}", highlight=False)
    console.print(
        f"\nTry: as {SITI.address} write to {DESK.address} that your WiFi does not work, and answer what comes back.\n"
        f"As {RINA.address} answer a notification with !ambil, !bantuan, or !selesai and a text below it.\n"
        "Send a command in her name through the port without login, and see that nothing happens.\n"
        "Ctrl-C ends the demo.",
        highlight=False,
    )


def serve(console: Console, office: Office) -> None:
    """Wait until somebody presses Ctrl-C. Raises: StepFailed when the daemon ends by itself."""
    try:
        while (status := office.ended_with()) is None:
            time.sleep(_LOOK_EVERY)
    except KeyboardInterrupt:
        console.print("\nThe counter closes.")
        return
    raise StepFailed(f"the daemon ended with status {status}; its log: {office.log}")
