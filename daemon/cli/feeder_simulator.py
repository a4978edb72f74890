"""Run a Feeder that is none, with fictitious data: for trying Loket and for tests."""

import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from daemon.cli import Failure
from daemon.demo.feeder_simulator.campus import make_campus, nim_of
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME, Simulator


def command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 8100,
    students: Annotated[int, typer.Option(min=1, max=5000, help="How many students there are.")] = 12,
) -> None:
    """Run the simulator of the Feeder on this machine until it is interrupted."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    try:
        server = FeederServer(Simulator(make_campus(students), make_campus(students)), port=port)
    except OSError as error:
        raise Failure(f"port {port} cannot be used: {error.strerror}") from error
    with server:
        typer.echo(f"live      {server.url}")
        typer.echo(f"sandbox   {server.sandbox_url}")
        typer.echo(f"controls  {server.controls_url}")
        typer.echo(f"account   {USERNAME} with password {PASSWORD}")
        typer.echo(f"students  NIM {nim_of(1)} to {nim_of(students)}; all are fictitious")
        ended.wait()
