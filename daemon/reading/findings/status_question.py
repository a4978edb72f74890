"""Tell a question about how one's complaints are going from a complaint. Pure."""

import re

from daemon.reading.findings.word_set import word_set

_WORD = re.compile(r"[^\W\d_]+|\d+")
_TICKET_NUMBER = re.compile(r"\b[a-z]{2,8}-\d{4}-\d{4,9}\b")
_LONGEST = 500  # characters
_PROGRESS = word_set(
    """
    perkembangan perkembangannya progres progresnya progress progressnya kelanjutan kelanjutannya lanjutan lanjutannya
    update updatenya followup kabar kabarnya
    """
)
_STATUS = word_set("status statusnya")
_ASKING = word_set("bagaimana gimana bgmn kapan apakah apa how when what is any sejauh sampai")
_TICKETS = word_set(
    """
    tiket tiketnya ticket tickets keluhan keluhannya pengaduan aduan laporan laporannya permohonan permohonannya
    permintaan permintaannya pengajuan request requests complaint complaints case kasus
    """
)
_BESIDE = word_set(
    """
    dengan untuk dari saya kami aku yang kemarin lalu minggu itu ini tersebut sudah udah sdh belum blm ada mohon minta
    tolong bisa boleh dibantu cek mengecek tanya bertanya menanyakan nanya ingin mau izin info informasi informasinya
    nomor no nya ya kah pak bu kak min admin bapak ibu mas mbak tim assalamualaikum assalamu alaikum waalaikumsalam
    selamat pagi siang sore malam terima kasih makasih terimakasih hormat salam wr wb halo hai hi hello dear sir madam
    the of my about when will be has have been please could can you tell me would like to know ask asking check i we on
    there a an current latest yet processed done resolved thank thanks regards best kind diproses selesai selesainya
    ditangani dikerjakan ditindaklanjuti dijawab diperbaiki terkait mengenai perihal tentang nim nama mana jauh
    terakhir follow up tindak lanjut progress kapan ditanyakan saat sekarang going so far
    """
)
_KNOWN = _PROGRESS | _STATUS | _ASKING | _TICKETS | _BESIDE


def asks_about_tickets(text: str, sender_name: str) -> bool:
    """Say whether a text only asks how the sender's complaints are going: "bagaimana status tiket saya?".

    "Status saya nonaktif" and "bagaimana status saya" are about a student's status, not about a complaint.
    """
    if not text.strip() or len(text) > _LONGEST:
        return False
    folded, numbers = _TICKET_NUMBER.subn(" ", text.casefold())
    words = frozenset(_WORD.findall(folded))
    names = frozenset(_WORD.findall(sender_name.casefold()))
    if not all(word in _KNOWN or word in names or word.isdecimal() for word in words):
        return False
    names_tickets = bool(numbers or words & _TICKETS)
    is_question = "?" in text or bool(words & _ASKING)
    return bool(words & _PROGRESS) or (names_tickets and (is_question or bool(words & _STATUS)))
