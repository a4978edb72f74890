# Rina tries her commands out, gives them, and takes them back before the student hears of it

    [commands]
    hold = "20s"

>>> siti with Gmail Android writes Nama saya salah di PDDIKTI
Assalamualaikum, nama saya di PDDIKTI salah eja, seharusnya Siti Contoh. NIM: 2190000001

<<< siti acknowledgement
<<< rina notification

>>> rina with Gmail web answers notification
!coba
!selesai

Nama Anda sudah kami perbaiki.

<<< rina dry-run
Ini hanya percobaan
status: baru → selesai
Kepada: siti@mhs.kampus.example
Nama Anda sudah kami perbaiki
=== ticket 1: status=new assignee=None

>>> rina with Gmail web answers notification
!selesai

Nama Anda sudah kami perbaiki.

<<< rina receipt
Akan dikirim ke pelapor siti@mhs.kampus.example: solusi
perintah ini dapat dibatalkan
=== ticket 1: status=solved
=== later 1 minutes
<<< siti solution

>>> rina with Outlook desktop answers receipt
urung

<<< rina receipt
Waktu untuk membatalkan sudah lewat
=== ticket 1: status=solved
