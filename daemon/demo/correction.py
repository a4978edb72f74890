"""A national record is corrected by mail: one line, the difference, a second person, read back, the solution."""

import re
from email.message import EmailMessage

from daemon.app import Records
from daemon.demo.letters import body, gmail_reply, new_mail
from daemon.demo.people import DEWI, JOKO, RINA, Person
from daemon.demo.scene import Scene, StepFailed

NIM = "2190000002"
RIGHT_NIK = "1671024305040022"
_CODE = re.compile(r"!(?:ya|setuju) ([a-z2-9]{12})")
_NUMBER = re.compile(r"\[([A-Z]+-\d{4}-\d{4,})\]")


def correct_a_record(scene: Scene, records: Records) -> None:
    """Have Dewi complain about her NIK, Rina ask for the correction, and Joko approve it."""
    notification = _complain(scene)
    _ask(scene, notification)
    _approve(scene)
    solution = scene.receive(DEWI, "the solution", "NIK Anda telah dikoreksi")
    scene.receive(RINA, "word that it was done and read back", "sudah dijalankan")
    scene.receive(JOKO, "the same", "sudah dijalankan")
    scene.require(_nik(scene) == RIGHT_NIK, "the Feeder has the right NIK now, read back over HTTP")
    scene.require(RIGHT_NIK not in body(solution), "the solution mail shows no NIK")
    found = _NUMBER.search(str(solution["Subject"]))
    ticket = scene.ticket(records, found[1]) if found else {}
    scene.require(ticket.get("status") == "solved", "the ticket is solved")


def _complain(scene: Scene) -> EmailMessage:
    scene.telling.scene("Dewi finds that her NIK is wrong in the national database, and sends her identity card.")
    text = (
        f"NIK saya salah di PDDIKTI. Mohon diperbaiki.\n\nNIM: {NIM}\nNama: Dewi Contoh\nNIK yang benar: {RIGHT_NIK}\n"
    )
    mail = new_mail(DEWI, "NIK salah di PDDIKTI", text)
    mail.add_attachment(b"\xff\xd8\xff\xe0 a picture", maintype="image", subtype="jpeg", filename="ktp.jpg")
    scene.send(DEWI, mail)
    scene.receive(DEWI, "an acknowledgement", "Nomor keluhan")
    what = "a notification with the Feeder's record, and what differs"
    return scene.receive(RINA, what, "DEWI CONTOH", "Mahasiswa ini di Feeder", "⚠")


def _ask(scene: Scene, notification: EmailMessage) -> None:
    scene.telling.scene("Rina answers with one line. Loket reads the record and shows her what would change, masked.")
    sent = scene.send(RINA, gmail_reply(RINA, notification, "!ubah-biodata"))
    scene.receive(RINA, "a receipt", "✓ !ubah-biodata")
    scene.finished(sent, "commands_executed")
    question = scene.receive(RINA, "the difference", "inilah perbedaan", "→")
    scene.require(RIGHT_NIK not in body(question), "she does not see the whole NIK")
    scene.telling.scene("She means it; the change needs a second person all the same.")
    _answer(scene, RINA, question, "ya")
    scene.receive(RINA, "word that it waits for approval", "menunggu persetujuan")


def _approve(scene: Scene) -> None:
    request = scene.receive(JOKO, "the request to approve, with the whole difference", RIGHT_NIK, "→")
    scene.require(_nik(scene) != RIGHT_NIK, "nothing has changed in the Feeder yet")
    scene.telling.scene("Joko compares it with the identity card and approves. Only now the Feeder is sent something.")
    _answer(scene, JOKO, request, "setuju")


def _answer(scene: Scene, who: Person, mail: EmailMessage, word: str) -> None:
    """Answer a mail of ours with its code. Raises: StepFailed when it has none."""
    code = _CODE.search(body(mail))
    if code is None:
        raise StepFailed(f"no code in {mail['Subject']!r}")
    sent = scene.send(who, gmail_reply(who, mail, f"!{word} {code[1]}"))
    scene.finished(sent, "commands_executed")


def _nik(scene: Scene) -> str:
    """Return Dewi's NIK as the Feeder has it."""
    simulator = scene.feeder.simulator
    with simulator.lock:
        return next(str(row["nik"]) for row in simulator.live.all("biodata") if row["nama_mahasiswa"] == "DEWI CONTOH")
