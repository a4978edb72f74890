# The morning's list is answered by numbers, each line with its arguments, and one wrong line stops them all

    [digest]
    at = "09:05"

    [teams."lain"]
    staff = ["rina", "joko"]

>>> siti with Gmail web writes Kantin
Apakah kantin pusat buka hari ini?

<<< siti acknowledgement
<<< rina notification
<<< joko notification

>>> budi with Outlook desktop writes Ruang rapat
Apakah ruang rapat rektorat bisa dipakai besok?

<<< budi acknowledgement
<<< rina notification
<<< joko notification

>>> joko with Gmail web answers notification
ambil

<<< joko receipt
<<< budi taken
=== later 5 minutes

<<< rina digest
BELUM ADA PETUGAS
1. PDI-2611-0001
DITANGANI REKAN
2. PDI-2611-0002
<<< joko digest
TIKET ANDA
1. PDI-2611-0002
BELUM ADA PETUGAS
2. PDI-2611-0001

>>> rina with Gmail Android answers digest
1 ambil
1 prioritas tinggi
7 selesai

<<< rina receipt
Tidak ada yang dijalankan
Tidak ada nomor 7 dalam daftar yang Anda balas
=== ticket 1: status=new assignee=None

>>> rina with Gmail Android answers digest
1 tugaskan joko
1 prioritas tinggi
2 catatan sudah dibicarakan

<<< rina receipt
1 tugaskan joko
prioritas: biasa → tinggi
<<< joko notification
Ditugaskan kepada Anda
=== ticket 1: assignee=joko

>>> joko with iPhone answers digest
1 selesai

<<< joko receipt
<<< budi solution
=== ticket 2: status=solved
=== later 60 minutes
