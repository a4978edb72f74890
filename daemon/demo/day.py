"""The day at the counter, step by step; each waits for what really happens, and the first that fails ends the day."""

import re
import time
from email.message import EmailMessage

from daemon.app import Records
from daemon.demo.correction import correct_a_record
from daemon.demo.letters import body, filled_form, gmail_reply, new_mail, out_of_office
from daemon.demo.people import AGUS, AUTHSERV, DEWI, JOKO, RINA, SITI, Person
from daemon.demo.scene import Scene, StepFailed
from daemon.value_objects import value_object

_THINKING_SECONDS = 1.5
_NUMBER = re.compile(r"\[([A-Z]+-\d{4}-\d{4,})\]")


@value_object
class Complaint:
    """Siti's complaint on its way through the day."""

    number: str  # of the ticket
    letter: EmailMessage  # what Loket wrote to her last
    notification: EmailMessage  # what Loket wrote to Rina about it last


def open_the_counter(scene: Scene) -> EmailMessage:
    """Have Siti complain; return the acknowledgement. The daemon has made its database by then."""
    scene.telling.scene("Siti, a student, cannot log in and writes to the desk in her own words.")
    scene.send(
        SITI,
        new_mail(
            SITI,
            "Tidak bisa login SIMAK",
            "Assalamualaikum,\n\nSaya lupa password SIMAK dan sekarang akun SIMAK terkunci, jadi tidak bisa isi KRS.\n"
            "Mohon bantuannya. Terima kasih.\n",
        ),
    )
    return scene.receive(SITI, "an acknowledgement with the form", "Nomor keluhan", "Masih diperlukan", "Formulir")


def live(scene: Scene, records: Records, acknowledgement: EmailMessage) -> str:
    """Let the rest of the day happen; return the number of Siti's ticket."""
    notification = scene.receive(RINA, "a notification of the new complaint", "Keluhan baru", SITI.address)
    complaint = Complaint(number_in(acknowledgement), acknowledgement, notification)
    complaint = fill_in_the_form(scene, records, complaint)
    complaint = take(scene, records, complaint)
    refuse_what_others_do(scene)
    forge_a_command(scene, records, complaint)
    complaint = ask_and_answer(scene, records, complaint)
    complaint = solve(scene, records, complaint)
    rate(scene, records, complaint)
    correct_a_record(scene, records)
    return_to_nobody(scene)
    look_for_stray_mail(scene)
    return complaint.number


def fill_in_the_form(scene: Scene, records: Records, complaint: Complaint) -> Complaint:
    """Have Siti write the missing values into the quoted form."""
    scene.telling.scene("Siti fills in the form, inside the quoted mail.")
    values = {"NIM atau nama pengguna": "2190000001", "Nama lengkap": "Siti Contoh Lestari"}
    sent = scene.send(
        SITI, filled_form(SITI, complaint.letter, values), tuple(f"{label}: {value}" for label, value in values.items())
    )
    letter = scene.receive(SITI, "word that her data are complete", "sudah lengkap")
    notification = scene.receive(RINA, "a notification with the form's values", "2190000001", "Siti Contoh Lestari")
    scene.finished(sent, "appended")
    fields = scene.ticket(records, complaint.number)["fields"]
    scene.require(fields.get("nim") == "2190000001", "the ticket holds the student number she wrote")
    return Complaint(complaint.number, letter, notification)


def take(scene: Scene, records: Records, complaint: Complaint) -> Complaint:
    """Have Rina take the ticket."""
    scene.telling.scene("Rina, on the staff, answers the notification in Gmail with one line.")
    command(scene, complaint, "!ambil", "✓ !ambil")
    letter = scene.receive(SITI, "word that her complaint was taken", RINA.name)
    ticket = scene.ticket(records, complaint.number)
    scene.require(
        (ticket["status"], ticket["assignee"]) == ("in_progress", "rina"), "the ticket is in progress, with Rina"
    )
    return Complaint(complaint.number, letter, complaint.notification)


def ask_and_answer(scene: Scene, records: Records, complaint: Complaint) -> Complaint:
    """Have Rina ask Siti something, and Siti answer."""
    scene.telling.scene("Rina asks Siti something; the clock stops while she waits.")
    question = "Pesan apa yang muncul di layar ketika Anda mencoba masuk?"
    command(scene, complaint, f"!tunggu\n\n{question}", "✓ !tunggu")
    letter = scene.receive(SITI, "the question", question)
    status = scene.ticket(records, complaint.number)["status"]
    scene.require(status == "waiting", "the ticket waits for Siti")
    scene.telling.scene("Siti thinks for a second, then answers.")
    time.sleep(_THINKING_SECONDS)
    answer = "Muncul tulisan: akun diblokir karena terlalu sering salah sandi."
    sent = scene.send(SITI, gmail_reply(SITI, letter, answer))
    notification = scene.receive(RINA, "her answer", "akun diblokir", complaint.number)
    scene.finished(sent, "appended")
    status = scene.ticket(records, complaint.number)["status"]
    scene.require(status == "in_progress", "the ticket is in progress again")
    return Complaint(complaint.number, letter, notification)


def solve(scene: Scene, records: Records, complaint: Complaint) -> Complaint:
    """Have Rina send a solution that is kept ready."""
    scene.telling.scene("Rina sends a solution that is kept ready, with a line of her own.")
    own = "Mohon jangan memakai sandi yang sama untuk layanan lain."
    command(scene, complaint, f"!solusi\n\n{own}", "✓ !solusi")
    letter = scene.receive(SITI, "the solution", "Akses SIMAK Anda telah dibuka kembali", own, "sangat puas")
    scene.require("!solusi" not in body(letter), "the solution mail shows nothing of the command")
    ticket = scene.ticket(records, complaint.number)
    scene.require(ticket["status"] == "solved", "the ticket is solved")
    processing = next(stage for stage in ticket["stages"] if stage["name"] == "processing")
    scene.require(processing["paused_seconds"] >= 1, "the clock of processing stood still while Siti was asked")
    return Complaint(complaint.number, letter, complaint.notification)


def rate(scene: Scene, records: Records, complaint: Complaint) -> None:
    """Have Siti rate the service."""
    scene.telling.scene("Siti answers the solution with a single figure.")
    sent = scene.send(SITI, gmail_reply(SITI, complaint.letter, "5"))
    scene.receive(SITI, "thanks for her rating", "Nilai 5 dari 5")
    scene.receive(RINA, "word of the rating", "Dinilai pelapor")
    scene.finished(sent, "appended")
    ticket = scene.ticket(records, complaint.number)
    scene.require((ticket["rating"], ticket["status"]) == (5, "solved"), "the rating is kept; the ticket stays solved")


def refuse_what_others_do(scene: Scene) -> None:
    """Have Dewi ask for something that the desk does not do, while Joko is out of office for a moment."""
    scene.telling.scene("Dewi asks for something that is not the desk's business.")
    text = "Selamat pagi, mohon info jadwal wisuda dan pengambilan toga untuk periode ini.\n\nDewi Contoh\n"
    scene.send(DEWI, new_mail(DEWI, "Jadwal wisuda", text))
    acknowledgement = scene.receive(DEWI, "an acknowledgement", "Nomor keluhan")
    notification = scene.receive(JOKO, "a notification", "Keluhan baru", DEWI.address)
    answer_automatically(scene, notification)
    scene.telling.scene("Joko refuses politely, with a text that is kept ready.")
    complaint = Complaint(number_in(acknowledgement), acknowledgement, notification)
    command(scene, complaint, "!tolak luar-lingkup", "✓ !tolak", staff=JOKO)
    scene.receive(DEWI, "the refusal with its reason", "berada di luar layanan kami")


def answer_automatically(scene: Scene, notification: EmailMessage) -> None:
    """Have Joko's out-of-office answer Loket: it is taken note of, and no machine is answered."""
    scene.telling.scene("Joko's out-of-office answers the notification by itself.")
    before = scene.outgoing_kinds()
    sent = scene.send(JOKO, out_of_office(JOKO, notification))
    reason = scene.finished(sent, "ignored")["reason"]
    kept_for_later = scene.outgoing_kinds()[len(before) :]
    scene.require(kept_for_later == ["away-noted"], f"it is not answered ({reason}); Joko reads of it when he is back")
    scene.telling.scene("He is back already, and says so.")
    sent = scene.send(JOKO, gmail_reply(JOKO, notification, "!cuti selesai"))
    scene.receive(JOKO, "a receipt", "✓ !cuti selesai")
    scene.finished(sent, "commands_executed")


def forge_a_command(scene: Scene, records: Records, complaint: Complaint) -> None:
    """Have somebody outside command in Rina's name, with a forged proof."""
    scene.telling.scene("Somebody outside writes a command in Rina's name, and forges our server's proof.")
    before = scene.count_outgoing()
    mail = new_mail(RINA, f"Re: [{complaint.number}] Tidak bisa login SIMAK", "!tutup\n\nTiket ditutup.\n")
    mail["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from=kampus.example"
    sent = scene.send_from_outside("rina@penipu.example", mail)
    row = scene.finished(sent, "commands_refused")
    results = {found["result"] for found in row["commands"]}
    scene.require(results == {"refused"}, f"the command did not run ({row['reason']})")
    scene.require(scene.count_outgoing() == before, "nobody was mailed about it")
    status = scene.ticket(records, complaint.number)["status"]
    scene.require(status == "in_progress", "the ticket is as it was")


def return_to_nobody(scene: Scene) -> None:
    """Have a mail come from a mailbox that does not exist: the acknowledgement comes back."""
    scene.telling.scene("Agus writes from elsewhere; his own mailbox does not exist, so our mail to him comes back.")
    text = "Saya alumni, akun SIMAK terkunci dan lupa password SIMAK. NIM: 2110000009\n\nAgus Contoh\n"
    sent = scene.send_from_outside(AGUS.address, new_mail(AGUS, "Akun SIMAK alumni", text))
    scene.receive(RINA, "a notification of the new complaint", "Keluhan baru", AGUS.address)
    number = scene.finished(sent, "form_requested")["ticket"]
    scene.receive(RINA, "word that the acknowledgement did not arrive", number, AGUS.address, "550 5.1.1")
    scene.require(scene.has_bounced(AGUS.address), "the bounce is recorded at the mail it is about")


def look_for_stray_mail(scene: Scene) -> None:
    """Make sure that nobody got a mail that the story does not know. Raises: StepFailed."""
    scene.telling.scene("At the end of the day every mailbox is looked through.")
    stray = [f"{person.name}: {mail['Subject']}" for person, mail in scene.unread()]
    scene.require(not stray, f"nobody got a mail beside those shown{': ' if stray else ''}{'; '.join(stray)}")


def command(scene: Scene, complaint: Complaint, text: str, receipt: str, staff: Person = RINA) -> None:
    """Have staff answer the notification with commands and get the receipt that says so."""
    sent = scene.send(staff, gmail_reply(staff, complaint.notification, text))
    scene.receive(staff, "a receipt", receipt, complaint.number)
    results = [found["result"] for found in scene.finished(sent, "commands_executed")["commands"]]
    if results != ["executed"]:
        raise StepFailed(f"the command ended as {results}")


def number_in(mail: EmailMessage) -> str:
    """Return the ticket's number in the subject. Raises: StepFailed when there is none."""
    found = _NUMBER.search(str(mail["Subject"]))
    if found is None:
        raise StepFailed(f"no ticket number in the subject {str(mail['Subject'])!r}")
    return found[1]
