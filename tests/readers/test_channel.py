"""What a reading process sends is data and nothing else, in whatever pieces it arrives."""

import os
import pickle
import socket
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from daemon.readers.answers import read_answer
from daemon.readers.channel import LONGEST, Channel, Nonsense, plain_values

PLAIN = [None, True, 1, 0.5, "ya", b"\0", ("a", ["b"])]


class Called:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("called",)


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, plain_values), theirs


def message(value: object) -> bytes:
    octets = pickle.dumps(value)
    return struct.pack("!I", len(octets)) + octets


def test_plain_values_arrive_as_they_were(ends: tuple[Channel, socket.socket]) -> None:
    channel, process = ends
    Channel(process, plain_values).send(PLAIN)
    assert channel.receive() == PLAIN


def test_messages_that_arrive_together_are_received_one_by_one(ends: tuple[Channel, socket.socket]) -> None:
    channel, process = ends
    process.sendall(message("a") + message("b") + message("c"))
    assert [channel.receive() for _ in range(3)] == ["a", "b", "c"]
    assert not channel.has_message()


def test_a_message_that_arrives_octet_by_octet_is_there_with_its_last(ends: tuple[Channel, socket.socket]) -> None:
    channel, process = ends
    for octet in message("a")[:-1]:
        process.sendall(bytes([octet]))
        assert not channel.has_message()
    process.sendall(message("a")[-1:])
    assert channel.has_message()
    assert channel.receive() == "a"


def test_a_message_that_stops_halfway_is_not_waited_for_any_longer(ends: tuple[Channel, socket.socket]) -> None:
    channel, process = ends
    process.sendall(message("a")[:-1])
    assert not channel.has_message(time.monotonic() + 0.01)


def test_the_end_of_the_process_is_told(ends: tuple[Channel, socket.socket]) -> None:
    channel, process = ends
    process.sendall(message("a")[:-1])
    process.close()
    with pytest.raises(EOFError):
        channel.has_message()


def test_a_message_longer_than_any_reading_is_refused_before_it_arrives(ends: tuple[Channel, socket.socket]) -> None:
    channel, process = ends
    process.sendall(struct.pack("!I", LONGEST + 1))
    with pytest.raises(Nonsense):
        channel.has_message()


@pytest.mark.parametrize(
    "octets",
    [
        pickle.dumps(Called()),
        pickle.dumps(datetime.now(UTC)),
        pickle.dumps(Called),
        b"",
        b"\x80",
        pickle.dumps("a")[:-1],
    ],
    ids=["a call", "a moment", "a class", "nothing", "a beginning", "no end"],
)
def test_what_is_no_pickle_of_plain_values_is_refused_and_nothing_is_called(octets: bytes) -> None:
    with pytest.raises(Nonsense):
        plain_values(octets)


@pytest.mark.parametrize("sent", [None, "text", [], [[[]], "", "", False, None, False], list(range(6))])
def test_plain_values_that_are_no_answer_are_refused(sent: object) -> None:
    with pytest.raises(Nonsense):
        read_answer(sent)
