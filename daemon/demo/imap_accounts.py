"""Mailboxes that a mail client can open over IMAP, kept in memory (pymap's dictionary)."""

import asyncio
from argparse import Namespace
from collections.abc import Iterable
from datetime import datetime

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from daemon.demo.people import PASSWORD

# What pymap's own command line would have read; nothing of it is used here.
_NO_ARGUMENTS = Namespace(passlib_cfg=None, proxy_protocol=None)


class _Settings(Config):
    """pymap's settings, with a greeting that asks no name server who we are."""

    @property
    def greeting(self) -> bytes:
        return b"Loket's demo is ready"


class _Inbox(MailboxData):
    """A mailbox that also tells a client in IDLE what came just before it; pymap keeps that until the next news."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        has_news = selected.mod_sequence != self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if has_news else wait_on)


class _Mailboxes(MailboxSet):
    """One account's folders."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Inbox(self._content_cache, self._thread_cache)


class ImapAccounts:
    """All mailboxes of the campus and the server that opens them. Used in one event loop."""

    def __init__(self, addresses: Iterable[str]) -> None:
        """Make an empty mailbox for each address; must be called within the event loop."""
        self._settings = _Settings(
            _NO_ARGUMENTS,
            host="127.0.0.1",
            port=0,
            tls_enabled=False,
            reject_dnsbl=False,
            hash_context=Cleartext(),
            demo_data=False,
            demo_user="",
            demo_password="",
        )
        self._settings.apply_context()
        self._login = Login(self._settings)
        self._mailboxes: dict[str, MailboxSet] = {address: self._open(address) for address in addresses}

    def _open(self, address: str) -> MailboxSet:
        self._login.users_dict[address] = UserMetadata(self._settings, address, password=PASSWORD)
        mailboxes = _Mailboxes()
        self._settings.set_cache[address] = (mailboxes, FilterSet())
        return mailboxes

    async def listen(self) -> asyncio.Server:
        """Open a free port on 127.0.0.1."""
        reader = ProxyProtocolReader(self._settings.proxy_protocol)
        callback = reader.get_callback(IMAPServer(self._login, self._settings))
        return await asyncio.start_server(callback, host="127.0.0.1", port=0)

    async def add(self, address: str, raw: bytes, received_at: datetime) -> None:
        """Put a mail into the address's INBOX; clients that wait with IDLE are told."""
        inbox = await self._mailboxes[address].get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, received_at), recent=True)
