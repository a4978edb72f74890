"""Be Loket without its mailbox, and tell what a mail costs by the processor's clock.

    python benchmarks/measured_desk.py LOKET.TOML

Reads JSON lines: {"mails": [[name, raw in base64] …]}. Each mail is recorded, processed and everything in the outbox
sent; the answer is {"cpu_ms_per_mail", "dispositions", "notifications"}. The child processes are counted, too.
"""

import base64
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import workload
from measured_daemon import used, warm

from daemon.app import build
from daemon.config import load
from daemon.inbox import Arrival
from daemon.inbox.recording import Recorder
from daemon.logs import start_logging
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail


def main() -> None:
    """Run until the standard input ends."""
    config = load(Path(sys.argv[1]))
    start_logging("warning", as_json=True)
    with build(config, waits_for_keys=True) as app:
        warm(app.current.readers)
        for name in (workload.KEY_NAME, workload.STAFF_KEY_NAME):
            app.pipeline.keys.lookup(name)
        recorder = Recorder(app.blobs)
        print("ready", flush=True)
        for line in sys.stdin:
            print(json.dumps(_measured(app, recorder, json.loads(line)["mails"])), flush=True)


def _measured(app: Any, recorder: Recorder, mails: list[list[str]]) -> dict[str, Any]:
    now = datetime.now(UTC)
    raws = [(name, base64.b64decode(octets)) for name, octets in mails]
    arrivals = [Arrival("bantuan", 1, name, now, len(raw), raw) for name, raw in raws]
    before = used()
    created = recorder.record_many(arrivals)
    app.pipeline.process_waiting()
    app.delivery.deliver_due()
    cost = (used() - before) / len(mails) * 1000
    rows = InboundEmail.select().where(InboundEmail.id.in_(created))
    tickets = [int(row.ticket_id) for row in rows if row.ticket_id]
    return {
        "cpu_ms_per_mail": round(cost, 3),
        "dispositions": dict(Counter(row.disposition for row in rows)),
        "notifications": [email.message_id for ticket in tickets for email in _notifications(ticket)],
    }


def _notifications(ticket: int) -> list[OutgoingEmail]:
    return OutgoingEmail.rows(ticket=ticket, kind="notification")


if __name__ == "__main__":
    main()
