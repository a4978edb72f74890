"""Put the demo on stage: the folder, the servers, the daemon, the day, and tidy up whatever happens."""

import imaplib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from daemon.app import open_records
from daemon.config import load
from daemon.demo import day, summary
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.mail_client import Refused
from daemon.demo.mail_system import MailSystem
from daemon.demo.office import Office
from daemon.demo.scene import PATIENCE, Scene, StepFailed
from daemon.demo.serving import serve, show_connection
from daemon.demo.telling import Telling
from daemon.outbox.handover import ServerTrouble
from daemon.value_objects import value_object

# What a mail program meets when the demo's own servers fail.
_TROUBLE = (Refused, ServerTrouble, imaplib.IMAP4.error, LookupError)


class DemoFailed(Exception):
    """The day did not go as it should; the text says at which step and why, and where to look."""


@value_object
class Wishes:
    """What the user asked for."""

    folder: Path | None = None  # None: a new temporary one
    serves: bool = False  # stay up afterwards
    patience: float = PATIENCE  # seconds for each step


def perform(wishes: Wishes, console: Console) -> None:
    """Show the day, and then serve when that is wished.

    Raises: DemoFailed when a step did not happen; KeyboardInterrupt when the user ended the day; OSError.
    """
    started = time.monotonic()
    office = Office(_empty_folder(wishes.folder))
    try:
        with _scene(office, wishes, console) as scene:
            _play(scene, started)
            if wishes.serves:
                show_connection(console, scene.mail_system.ports)
                serve(console, office)
    except (StepFailed, *_TROUBLE) as fault:
        raise DemoFailed(f"the demo failed: {fault}\nWhat there is lies in {office.folder}") from fault


@contextmanager
def _scene(office: Office, wishes: Wishes, console: Console) -> Iterator[Scene]:
    """Give a scene with everything running; end the daemon before the servers it talks to."""
    office.furnish()
    with MailSystem(office.mails) as mail_system, FeederServer() as feeder:
        office.configure(mail_system.ports, feeder.url)
        with office:
            scene = Scene(mail_system, office, Telling(console), feeder, wishes.patience)
            try:
                yield scene
            finally:
                scene.close()


def _play(scene: Scene, started: float) -> None:
    """Let the day happen and show what it left."""
    console = scene.telling.console
    console.print(
        "[bold]A day at the counter.[/] Everything is real: mail servers and a Feeder on this machine, a database, and "
        "[bold]loket run[/].\nBlue mails are written by people, yellow ones by Loket."
    )
    scene.telling.note(f"In {escape(str(scene.office.folder))}")
    acknowledgement = day.open_the_counter(scene)
    with open_records(load(scene.office.config)) as records:
        number = day.live(scene, records, acknowledgement)
        summary.show_ticket(console, records, number)
    summary.show_places(console, scene.office)
    console.print(f"\n[bold green]Every step really happened[/], in {time.monotonic() - started:.1f} seconds.\n")


def _empty_folder(wanted: Path | None) -> Path:
    """Return the folder to work in. Raises: DemoFailed when there is something in it; OSError."""
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="loket-demo-"))
    folder = wanted.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise DemoFailed(f"{folder} is not empty; name a new folder")
    return folder
