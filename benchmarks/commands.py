"""Measure what a staff member's command by mail costs: read, verified, planned, applied and answered with a receipt.

    python benchmarks/commands.py [--json] [--mails 200]

By the processor's clock, child processes included; beside it, in the same run, what the complaints cost on which the
commands act (their acknowledgement and the notification of the member of staff included).
"""

import argparse
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import stand
import workload


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_argument("--mails", type=int, default=200)
    options = arguments.parse_args()
    students, staff = workload.Signer(), workload.Signer(workload.STAFF_DOMAIN)
    folder = Path(tempfile.mkdtemp(prefix="loket-commands-"))
    try:
        with stand.name_server(students, staff) as resolver, stand.sink() as sink:
            config = stand.configure(stand.Place(folder, 1, "none", sink.port, resolver, with_staff=True))
            desk = stand.MeasuredDesk(config)
            now = datetime.now(UTC).replace(microsecond=0)
            complaints = desk.deal_with(workload.mails(options.mails, students, now))
            orders = (
                workload.command_mail(number, message_id, staff, now)
                for number, message_id in enumerate(complaints["notifications"])
            )
            commands = desk.deal_with(orders)
            desk.stop()
    finally:
        shutil.rmtree(folder)
    executed = commands["dispositions"].get("commands_executed", 0)
    figures = {
        "commands": options.mails,
        "executed": executed,
        "cpu_ms_per_command": commands["cpu_ms_per_mail"],
        "cpu_ms_per_complaint": complaints["cpu_ms_per_mail"],
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name:<24}{value}" for name, value in figures.items()))
    if executed != options.mails:
        raise SystemExit(f"not all commands were executed: {commands['dispositions']}")


if __name__ == "__main__":
    main()
