"""Hostile mail must not hurt the process that asks for its reading."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon import failpoints
from daemon.readers import isolation
from daemon.readers.isolation import Readers, ReadingCrashed, ReadingTimedOut
from daemon.reading.limits import LimitExceeded
from daemon.reading.vocabulary import Vocabulary

VOCABULARY = Vocabulary((), (), "PDI", (), "", ())
MAIL = b"From: Budi Contoh <budi@kampus.example>\nSubject: Mohon bantuan\n\nNama saya salah.\n"


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(VOCABULARY) as running:
        yield running


def breaking(monkeypatch: pytest.MonkeyPatch, action: str) -> Readers:
    """Return readers whose every process passes its first mail and fails at its second."""
    monkeypatch.setenv(failpoints.VARIABLE, f"while_reading:{action}:2")
    return Readers(VOCABULARY, wall_seconds=2)


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


def test_a_mail_is_read_in_another_process(readers: Readers) -> None:
    reading = readers.read(MAIL)
    assert reading.message.subject == "Mohon bantuan"
    assert reading.reply.reply == "Nama saya salah."


def test_a_mail_beyond_a_limit_is_refused_as_such(readers: Readers) -> None:
    with pytest.raises(LimitExceeded, match="header line too long"):
        readers.read(b"Subject: " + b"x" * 20_000 + b"\n\n")


def test_a_mail_too_large_to_read_never_reaches_the_process(readers: Readers) -> None:
    with pytest.raises(LimitExceeded, match="mail too large"):
        readers.read(bytes(26 * 1024 * 1024))


def test_a_large_attachment_comes_back_whole(readers: Readers) -> None:
    content = os.urandom(3_000_000).hex().encode()
    raw = b"Content-Type: application/pdf; name=scan.pdf\n\n" + content
    assert readers.read(raw).message.attachments[0].content == content


def test_a_crash_is_told_by_its_signal_and_the_next_mail_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with breaking(monkeypatch, "kill") as readers:
        readers.read(MAIL)
        with pytest.raises(ReadingCrashed, match="SIGKILL"):
            readers.read(MAIL)
        assert readers.read(MAIL).message.subject == "Mohon bantuan"


def test_an_exception_is_told_by_its_kind_and_place_without_the_words_of_the_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with breaking(monkeypatch, "raise") as readers:
        readers.read(MAIL)
        with pytest.raises(ReadingCrashed, match=r"InjectedFault at failpoints\.py:\d+") as caught:
            readers.read(MAIL)
        assert "while_reading" not in str(caught.value)
        assert readers.read(MAIL).message.subject == "Mohon bantuan"


def test_a_reading_that_hangs_is_ended_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with breaking(monkeypatch, "sleep") as readers:
        readers.read(MAIL)
        with pytest.raises(ReadingTimedOut, match="more than 2 s"):
            readers.read(MAIL)
        assert readers.read(MAIL).message.subject == "Mohon bantuan"


def test_a_process_that_cannot_be_started_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with Readers(VOCABULARY) as readers:
        with pytest.raises(ReadingCrashed, match="no reading process could be started"):
            readers.read(MAIL)
        monkeypatch.undo()
        assert readers.read(MAIL).message.subject == "Mohon bantuan"


def test_a_process_that_answers_nonsense_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_over = "import socket, sys\ns = socket.socket(fileno=int(sys.argv[2]))\ns.sendall(bytes(4))"
    monkeypatch.setattr(isolation, "_PROGRAM", taken_over + "\nwhile s.recv(9999): pass")
    with Readers(VOCABULARY) as readers:
        monkeypatch.undo()
        with pytest.raises(ReadingCrashed, match="answers nonsense"):
            readers.read(MAIL)
        assert readers.read(MAIL).message.subject == "Mohon bantuan"


def test_signals_to_the_whole_group_do_not_end_a_reading(readers: Readers) -> None:
    readers.read(MAIL)
    for child in children():
        os.kill(child, signal.SIGTERM)
    assert readers.read(MAIL).message.subject == "Mohon bantuan"


def test_threads_share_the_processes(readers: Readers) -> None:
    subjects: list[str] = []
    work = [threading.Thread(target=lambda: subjects.append(readers.read(MAIL).message.subject)) for _ in range(8)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join(timeout=30)
    assert subjects == ["Mohon bantuan"] * 8


def test_closing_leaves_no_process_behind() -> None:
    before = children()
    with Readers(VOCABULARY, size=2) as readers:
        readers.read(MAIL)
        assert len(children() - before) == 2
    assert children() == before


def test_open_files_of_the_caller_are_not_inherited(tmp_path: Path) -> None:
    before = children()
    with (tmp_path / "loket.db").open("wb") as database, Readers(VOCABULARY) as readers:
        os.set_inheritable(database.fileno(), True)
        readers.read(MAIL)
        (child,) = children() - before
        targets = {str(entry.readlink()) for entry in Path(f"/proc/{child}/fd").iterdir()}
    assert all(target.startswith(("socket:", os.devnull)) for target in targets)


def test_a_bomb_meets_the_memory_limit() -> None:
    done = run("from daemon.readers.process import restrict\nrestrict()\nbytearray(600 * 2**20)")
    assert "MemoryError" in done.stderr


def test_an_endless_loop_meets_the_processor_limit() -> None:
    program = "from daemon.readers import process as p\np.CPU_SECONDS = 0\np.grant_cpu()\nwhile True: pass"
    assert run(program).returncode == -signal.SIGXCPU


def test_a_process_whose_parent_is_gone_ends_by_itself() -> None:
    program = (
        "import os\nfrom daemon.readers.isolation import Readers\nfrom daemon.reading.vocabulary import Vocabulary\n"
        "r = Readers(Vocabulary((), (), 'PDI', (), '', ()))\nr.read(b'\\n\\nx')\n"
        "print(*open('/proc/self/task/%d/children' % os.getpid()).read().split(), flush=True)\nos._exit(0)"
    )
    child = int(run(program).stdout)
    assert not is_running(child, seconds=10)


def children() -> set[int]:
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def is_running(pid: int, seconds: float) -> bool:
    for _ in range(int(seconds * 20)):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        if state == "Z":
            return False
        threading.Event().wait(0.05)
    return True
