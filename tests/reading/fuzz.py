"""Fuzz the reading of mail, guided by coverage: no exception, and no input that costs more than 1 s per 100 KB.

    python tests/reading/fuzz.py [-max_total_time=SECONDS] [-max_len=OCTETS] [FOLDER…]

The arguments are libFuzzer's. Folders hold mails to start from; findings are kept in the first one.
"""

import sys
import time
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["daemon.reading"]):
    from daemon.reading.limits import LimitExceeded
    from daemon.reading.reader import read
    from daemon.reading.vocabulary import FieldWords, TypeWords, Vocabulary

SLOWEST = 1.0 / 100_000  # seconds of CPU per octet
LEAST = 1.0  # seconds: instrumented code and a first call cost that much on small input
VOCABULARY = Vocabulary(
    fields=(
        FieldWords("nim", ("NIM", "Nomor Induk Mahasiswa"), r"[0-9A-Za-z.\-/]{4,24}", "nim"),
        FieldWords("nama_benar", ("Nama yang benar", "Correct name"), "", "text"),
        FieldWords("semester", ("Semester", "Periode"), r"\d{5}", "semester"),
    ),
    types=(TypeWords("M01", "data-mahasiswa", ("nama salah", "perbaikan nama", "wrong name")),),
    ticket_prefix="PDI",
    own_addresses=("layanan@kampus.example",),
    message_id_domain="kampus.example",
    loop_keys=(bytes(32),),
    command_names=("ambil", "selesai", "ya"),
)


def read_one(octets: bytes) -> None:
    """Read one mail and hold it against the clock."""
    started = time.process_time()
    with suppress(LimitExceeded):
        reading = read(octets, VOCABULARY)
        for text in (reading.message.subject, reading.message.text, reading.reply.reply, reading.reply.elided):
            text.encode("utf-8")
    seconds = time.process_time() - started
    if seconds > max(LEAST, SLOWEST * len(octets)):
        raise TimeoutError(f"{len(octets)} octets took {seconds:.2f} s")


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
