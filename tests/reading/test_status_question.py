"""A question about one's complaints is told from a complaint."""

import pytest

from daemon.reading.findings.status_question import asks_about_tickets


@pytest.mark.parametrize(
    "text",
    [
        "bagaimana status tiket saya?",
        "Assalamualaikum pak, mau menanyakan perkembangan keluhan saya. Terima kasih, Siti Contoh",
        "Kapan keluhan saya selesai?",
        "Apakah laporan saya sudah diproses pak",
        "Gimana kelanjutannya ya min?",
        "Status PDI-2611-0042",
        "NIM 2190000001. Mohon info status pengajuan saya",
        "What is the status of my request?",
        "Hello, any update on my ticket? Regards, Siti",
    ],
)
def test_question_about_tickets_is_recognised(text: str) -> None:
    assert asks_about_tickets(text, "Siti Contoh")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bagaimana status saya?",
        "Status saya di PDDIKTI non-aktif",
        "Kapan KRS dibuka?",
        "Keluhan saya NIK salah",
        "Laporan saya belum selesai, SIMAK error",
        "Bagaimana cara mengisi KRS?",
        "Keluhan saya: " + "nilai kosong " * 100,
    ],
)
def test_complaint_is_no_question_about_tickets(text: str) -> None:
    assert not asks_about_tickets(text, "Siti Contoh")
