"""Do the least that any program must do with the same mails, as fast as Python can: the limit for ingest.py.

    python benchmarks/bare_loop.py FOLDER IMAP-PORT ACCOUNT SMTP-PORT

Bulk FETCH, a MIME parser in Rust, plain SQL into the same tables with the same durability (WAL, synchronous=FULL, raw
mail synchronised before its rows), 50 mails a transaction, and an acknowledgement of the same size for each mail over
one kept connection with PIPELINING. Nothing is decided, verified, journalled by hash, isolated or rendered, and no
crash is survived. Prints CLOCK_MONOTONIC at the start, and the processor seconds used.
"""

import hashlib
import imaplib
import json
import os
import re
import socket
import sqlite3
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "support")]

from fast_mail_parser import parse_email

from models import schema
from models.database import Table, close_database, open_database

BATCH = 50
ACKNOWLEDGEMENT_OCTETS = 11_000  # of the content; what Loket sends is as large (ingest.py compares both)
EVENTS = {  # in the journal, and about how large their data is
    "ticket.created": 94,
    "form.filled": 288,
    "clock.opened": 125,
    "clock.contacted": 267,
    "letter.enqueued": 43,
    "mail.finished": 44,
    "letter.accepted": 43,
}
FIELDS = {"nim": "2190000001", "nama_benar": "Budi Contoh", "prodi": "Informatika"}
_INSERT = re.compile(r"INSERT INTO (\w+)\(([^)]*)\) VALUES ?\((.*)\)")
ADDRESS = re.compile(r"<([^<>]*)>")


def main() -> None:
    """Run."""
    folder, imap_port, account, smtp_port = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    open_database(f"sqlite:///{folder}/bare.db")
    schema.migrate()
    close_database()
    started, used = time.monotonic(), time.process_time()
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.executescript("PRAGMA journal_mode=wal; PRAGMA synchronous=full; PRAGMA foreign_keys=on")
    raw_store = os.open(folder / "bare.raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    box = imaplib.IMAP4("127.0.0.1", imap_port)
    box.login(account, "rahasia")
    box.select()
    server = Server(smtp_port)
    uids = box.uid("SEARCH", "ALL")[1][0].split()
    done = 0
    for start in range(0, len(uids), BATCH):
        batch = b",".join(uids[start : start + BATCH]).decode()
        answer = box.uid("FETCH", batch, "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])")[1]
        raws = [piece[1] for piece in answer if isinstance(piece, tuple)]
        os.writev(raw_store, raws)
        os.fsync(raw_store)
        letters = keep(database, raws, done)
        server.send(letters)
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE outgoing_email SET state='sent' WHERE id > ?", (done,))
        database.execute("UPDATE outgoing_recipient SET state='accepted', code=250 WHERE id > ?", (done,))
        database.execute("COMMIT")
        done += len(raws)
    print(json.dumps([started, time.process_time() - used]), flush=True)


def keep(database: sqlite3.Connection, raws: list[bytes], done: int) -> list[tuple[str, bytes]]:
    """Write the rows of a batch in one transaction and return the acknowledgements."""
    now = time.time_ns() // 1000
    letters = []
    database.execute("BEGIN IMMEDIATE")
    for number, raw in enumerate(raws, done + 1):
        mail = parse_email(raw)
        sender, subject = ADDRESS.search(mail.headers["From"][0])[1], mail.subject  # type: ignore[index]
        message_id = mail.headers["Message-Id"][0] if "Message-Id" in mail.headers else mail.headers["Message-ID"][0]
        text = mail.text_plain[0] if mail.text_plain else mail.text_html[0]
        content = acknowledgement(sender, subject, number)
        letters.append((sender, content))
        for statement, values in rows(number, now, hashlib.sha256(raw).hexdigest(), len(raw)):
            database.execute(whole(statement), values)
        _texts(database, number, now, (sender, subject, message_id, text, content))
        for file in mail.attachments:
            database.execute(
                whole(
                    "INSERT INTO ticket_attachment(ticket_id,message_id,filename,content_type,size,sha256,document)"
                    " VALUES(?,?,?,?,?,?,'')"
                ),
                (number, number * 2 - 1, file.filename, file.mimetype, len(file.content), _sha256(file.content)),
            )
    database.execute("COMMIT")
    return letters


def rows(number: int, now: int, sha256: str, size: int) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """Return the rows of a ticket that say nothing of its mail."""
    return (
        (
            (
                "INSERT INTO inbound_email(id,mailbox,sha256,size,is_stub,received_at,recorded_at,state,attempts,waits,"
                "disposition,reason) VALUES(?,'b',?,?,0,?,?,'done',1,0,'form_requested','')"
            ),
            (number, sha256, size, now, now),
        ),
        (
            "INSERT INTO mail_location(inbound_id,mailbox,uidvalidity,uid,is_marked) VALUES(?,'b',1,?,0)",
            (number, str(number)),
        ),
        (
            "INSERT INTO person(id,name,role,identifier_kind,identifier,created_at) VALUES(?,'Budi','','','',?)",
            (number, now),
        ),
        *(
            (
                (
                    "INSERT INTO journal_event(id,at,name,ticket_id,actor,inbound_id,message_id,data,hash)"
                    " VALUES(?,?,?,?,'loket',?,'',?,?)"
                ),
                (len(EVENTS) * number + place, now, name, number, number, "x" * size, sha256),
            )
            for place, (name, size) in enumerate(EVENTS.items())
        ),
        *(
            (
                "INSERT INTO personal_value(event_id,name,value,salt) VALUES(?,?,?,?)",
                (len(EVENTS) * number, name, value, sha256[:32]),
            )
            for name, value in FIELDS.items()
        ),
    )


def _texts(database: sqlite3.Connection, number: int, now: int, mail: tuple[str, str, str, str, bytes]) -> None:
    """Write the rows that hold words of the mail."""
    sender, subject, message_id, text, content = mail
    database.execute(
        whole("INSERT INTO address(id,address,language,hard_bounces) VALUES(?,?,'id',0)"),
        (number, sender),
    )
    database.execute(
        whole("INSERT INTO person_address(person_id,address_id,binding,cause) VALUES(?,?,'claimed','')"),
        (number, number),
    )
    database.execute(
        whole(
            "INSERT INTO ticket(id,number,subject,status,type_code,category,priority,requester_id,requester_address_id,"
            "requester_role,channel,language,received_at,created_at,updated_at,is_form_complete,last_message_id,version)"
            " VALUES(?,?,?,'new','','lain','normal',?,?,'','email','id',?,?,?,0,?,1)"
        ),
        (number, f"PDI-{number}", subject, number, number, now, now, now, message_id),
    )
    database.execute(
        whole("INSERT INTO participant(ticket_id,address_id,role,added_at,is_active) VALUES(?,?,'requester',?,1)"),
        (number, number, now),
    )
    database.execute(
        whole(
            "INSERT INTO message(ticket_id,direction,author,recipients,message_id,subject,text,elided,inbound_id,"
            "sent_at) VALUES(?,'in',?,'',?,?,?,'',?,?)"
        ),
        (number, sender, message_id, subject, text, number, now),
    )
    database.execute(
        whole(
            "INSERT INTO message(ticket_id,direction,author,recipients,message_id,subject,text,elided,sent_at)"
            " VALUES(?,'out','loket',?,?,?,'','',?)"
        ),
        (number, sender, f"{number}@kampus.example", subject, now),
    )
    database.execute(
        whole("INSERT INTO content_key(message_id,content_sha256,inbound_id) VALUES(?,?,?)"), (message_id, "", number)
    )
    database.executemany(
        whole("INSERT INTO ticket_field(ticket_id,name,value,is_valid,source,changed_at) VALUES(?,?,?,1,'mail',?)"),
        [(number, name, value, now) for name, value in FIELDS.items()],
    )
    database.executemany(
        whole(
            "INSERT INTO stage_run(ticket_id,stage,run,expected_seconds,target_seconds,opened_at,opened_by,"
            "opened_cause,ending) VALUES(?,?,1,0,0,?,'loket',?,'')"
        ),
        [(number, stage, now, message_id) for stage in ("contact", "total", "form")],
    )
    database.execute(whole("INSERT INTO outgoing_content(id,octets) VALUES(?,?)"), (number, content))
    database.execute(
        whole(
            "INSERT INTO outgoing_email(id,kind,audience,ticket_id,inbound_id,message_id,envelope_from,subject,"
            "content_id,is_automatic,state,is_ambiguous,attempts,not_before,created_at,last_error)"
            " VALUES(?,'acknowledgement','requester',?,?,?,?,?,?,1,'sending',0,1,?,?,'')"
        ),
        (number, number, number, f"{number}@kampus.example", "", subject, number, now, now),
    )
    database.execute(
        whole("INSERT INTO outgoing_recipient(id,email_id,address,state,response) VALUES(?,?,?,'pending','')"),
        (number, number, sender),
    )
    database.execute(
        whole("INSERT INTO delivery_attempt(email_id,number,started_at,outcome,response) VALUES(?,1,?,'accepted','')"),
        (number, now),
    )
    database.execute(
        whole(
            "INSERT INTO notification(nid,kind,ticket_id,staff_id,address,email_id,code,snapshot_hash,created_at,"
            "expires_at) VALUES(?,'R',?,'',?,?,'','',?,?)"
        ),
        (f"{number:016x}", number, sender, number, now, now),
    )
    database.executemany(
        whole("INSERT INTO limit_use(name,key,at) VALUES(?,?,?)"),
        [(name, sender, now) for name in ("acknowledgement", "automatic", "ticket")],
    )


def acknowledgement(sender: str, subject: str, number: int) -> bytes:
    """Return a mail of the size of ours, without a template."""
    head = (
        f"From: Loket <bantuan@kampus.example>\r\nTo: {sender}\r\nSubject: [PDI-{number}] {subject}\r\n"
        f"Message-ID: <{number}@kampus.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
    ).encode()
    return head + b"Terima kasih, keluhan Anda kami terima.\r\n" * ((ACKNOWLEDGEMENT_OCTETS - len(head)) // 41)


class Server:
    """One kept SMTP connection; the next mail's envelope travels with the content before it (RFC 2920)."""

    def __init__(self, port: int) -> None:
        """Connect and greet."""
        self._connection = socket.create_connection(("127.0.0.1", port))
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._connection.makefile("rb")
        self._answers.readline()
        self._connection.sendall(b"EHLO bare.example\r\n")
        self._read()

    def send(self, letters: list[tuple[str, bytes]]) -> None:
        """Hand the letters over."""
        content = b""
        for recipient, following in letters:
            envelope = f"MAIL FROM:<bantuan@kampus.example>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n"
            self._connection.sendall(content + envelope.encode())
            for _ in range(4 if content else 3):
                self._read()
            content = following + b".\r\n"
        self._connection.sendall(content)
        self._read()

    def _read(self) -> None:
        while (line := self._answers.readline())[3:4] == b"-":
            pass
        if line[:1] not in b"23":
            raise RuntimeError(line)


@cache
def whole(statement: str) -> str:
    """Return an INSERT with the columns that it does not name, as the tables' defaults have them; made once."""
    table, columns, values = re.fullmatch(_INSERT, statement).groups()  # type: ignore[union-attr]
    meta = next(model for model in Table.__subclasses__() if model._meta.table_name == table)._meta
    named = set(columns.split(","))
    missing = {
        field.column_name: field.db_value(field.default)
        for field in meta.sorted_fields
        if field.column_name not in named and field.default is not None and not callable(field.default)
    }
    more = "".join(f",{name}" for name in missing)
    literals = "".join(f",{int(value)}" if isinstance(value, int) else f",'{value}'" for value in missing.values())
    return f"INSERT INTO {table}({columns}{more}) VALUES({values}{literals})"


def _sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


if __name__ == "__main__":
    main()
