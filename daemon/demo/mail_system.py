"""Run the campus's mail system on loopback: mail comes over SMTP, is read over IMAP, and each is kept as a file."""

import asyncio
import re
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from types import TracebackType

from daemon.demo.imap_accounts import ImapAccounts
from daemon.demo.people import ACCOUNTS, base_address, has_mailbox, is_on_campus
from daemon.demo.receiving import Receipt, stamp
from daemon.demo.returned import undeliverable
from daemon.demo.smtp_doors import Door
from daemon.value_objects import value_object

_START_SECONDS = 10.0
_REMOTE_SECONDS = 0.2  # until a server elsewhere answers
_UNSAFE = re.compile(r"[^A-Za-z0-9.@-]+")


@value_object
class Ports:
    """Where the servers listen on 127.0.0.1."""

    submission: int  # SMTP for those who log in
    exchange: int  # SMTP for the rest of the world
    imap: int


class MailSystem:
    """The servers, in a thread with an event loop of their own. A context manager."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder (which must exist) that gets a file for every mail delivered."""
        self._folder = folder
        self._numbers = count(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="mail system", daemon=True)
        self._started = threading.Event()
        self._stop = asyncio.Event()
        self._ports: Ports | None = None
        self._accounts: ImapAccounts | None = None
        self._reports: set[asyncio.Task[None]] = set()

    @property
    def ports(self) -> Ports:
        """Return where the servers listen. Raises: OSError when they do not."""
        if self._ports is None:
            raise OSError("the demo's mail servers did not start")
        return self._ports

    def __enter__(self) -> "MailSystem":
        """Open the ports. Raises: OSError when that fails."""
        self._thread.start()
        self._started.wait(_START_SECONDS)
        _ = self.ports
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections and ports."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(_START_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
            self._end_connections()
        finally:
            self._started.set()
            self._loop.close()

    async def _serve(self) -> None:
        self._accounts = ImapAccounts(person.address for person in ACCOUNTS)
        doors = (Door(self._deliver, needs_login=True), Door(self._deliver, needs_login=False))
        servers = [await self._loop.create_server(door.protocol, "127.0.0.1", 0) for door in doors]
        servers.append(await self._accounts.listen())
        self._ports = Ports(*(server.sockets[0].getsockname()[1] for server in servers))
        self._started.set()
        await self._stop.wait()
        for server in servers:
            server.close()

    def _end_connections(self) -> None:
        """Cancel what still talks to clients, and wait for its end."""
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def _deliver(self, raw: bytes, receipt: Receipt, recipients: list[str]) -> None:
        """Put a mail into the mailboxes of the campus; servers elsewhere know none of our recipients."""
        stamped = stamp(raw, receipt)
        for address in dict.fromkeys(map(base_address, recipients)):
            self._keep(stamped, address)
            if is_on_campus(address) and self._accounts is not None:
                await self._accounts.add(address, stamped, receipt.received_at)
            else:
                self._return_later(stamped, receipt, address)

    def _return_later(self, raw: bytes, receipt: Receipt, recipient: str) -> None:
        """Have the recipient's server answer that there is no such mailbox; a report itself is never returned."""
        if receipt.envelope_from and has_mailbox(receipt.envelope_from):
            task = self._loop.create_task(self._return(raw, receipt.envelope_from, recipient))
            self._reports.add(task)
            task.add_done_callback(self._reports.discard)

    async def _return(self, raw: bytes, sender: str, recipient: str) -> None:
        await asyncio.sleep(_REMOTE_SECONDS)
        helo = f"mail.{recipient.rpartition('@')[2]}"
        receipt = Receipt(envelope_from="", helo=helo, login="", received_at=datetime.now(UTC))
        await self._deliver(undeliverable(raw, recipient), receipt, [sender])

    def _keep(self, raw: bytes, address: str) -> None:
        """Write the mail into the folder, named so that the files read as the day's story."""
        header = message_from_bytes(raw.partition(b"\r\n\r\n")[0], policy=policy.default)
        subject = _UNSAFE.sub("-", str(header.get("Subject", "")))[:60].strip("-")
        name = f"{next(self._numbers):03d}-to-{address.replace('@', '-at-')}-{subject}.eml"
        (self._folder / name).write_bytes(raw)
