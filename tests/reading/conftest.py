"""Give the tests of reading mails made from a few headers and a text, and a small vocabulary."""

from collections.abc import Callable

import pytest

from daemon.reading.message import InboundMessage
from daemon.reading.mime.parsing import parse
from daemon.reading.vocabulary import FieldWords, Vocabulary

MailMaker = Callable[..., InboundMessage]


@pytest.fixture
def words() -> Vocabulary:
    """Return the words of a small desk."""
    return Vocabulary(
        fields=(
            FieldWords("nim", ("NIM", "nomor induk mahasiswa"), r"\d{10}", "nim"),
            FieldWords("nama_ibu", ("nama ibu kandung",), "", "text"),
        ),
        types=(),
        ticket_prefix="PDI",
        own_addresses=("loket@kampus.example",),
        message_id_domain="kampus.example",
        loop_keys=(b"kunci-baru", b"kunci-lama"),
    )


@pytest.fixture
def make_mail() -> MailMaker:
    """Return a function that makes a mail of a text; headers are keywords with "_" for "-", None leaves one out."""

    def make(
        text: str = "", *, content_type: str = "text/plain; charset=utf-8", **headers: str | None
    ) -> InboundMessage:
        fields: dict[str, str | None] = {
            "From": "Budi Contoh <budi@kampus.example>",
            "To": "loket@kampus.example",
            "Subject": "Re: [PDI-2611-0042] NIM salah",
            "Message-ID": "<surat@kampus.example>",
            "In-Reply-To": "<jawaban@kampus.example>",
            "MIME-Version": "1.0",
            "Content-Type": content_type,
            "Content-Transfer-Encoding": "8bit",
        }
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value is not None)
        return parse(f"{head}\n{text}".encode())

    return make
