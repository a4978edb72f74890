# People ask how it is going in a new mail instead of answering one: they are told, and no ticket is opened for that

>>> siti with Gmail Android writes Status
STATUS

<<< siti status-list
Dari alamat ini tidak ada keluhan yang masih terbuka.
not: PDI-

>>> siti with Gmail Android writes NIK salah
NIK saya di PDDIKTI salah. NIM 2190000001.

<<< siti acknowledgement
Nomor keluhan: PDI-2611-0001
<<< rina notification

# one open ticket: the answer is about it, and the mail is kept with it
>>> siti with iPhone writes Menanyakan keluhan
Assalamualaikum pak, bagaimana status tiket saya? Terima kasih
Siti Contoh

<<< siti status-report
Nomor keluhan: PDI-2611-0001
Status: baru
Masih diperlukan dari Anda: Nama lengkap; NIK yang benar; KTP

# a student's status is no ticket's
>>> siti with Gmail web writes Status mahasiswa
Status saya di PDDIKTI non-aktif padahal kuliah, mohon diperbaiki. NIM 2190000001.

<<< siti acknowledgement
Nomor keluhan: PDI-2611-0002
<<< rina notification

>>> siti with Outlook mobile writes Tanya
Any update on my requests? Thanks

<<< siti status-list
PDI-2611-0002: Status mahasiswa
Status: baru
PDI-2611-0001: NIK salah
Masih diperlukan dari Anda: Nama lengkap; NIK yang benar; KTP

# the word in answer to the list, as its link writes it
>>> siti with Gmail iOS answers status-list
STATUS

<<< siti status-list
PDI-2611-0001: NIK salah

# somebody without a ticket who asks has a complaint of their own
>>> budi with Outlook desktop writes Laporan
Bagaimana kelanjutan laporan saya ya pak?

<<< budi acknowledgement
Nomor keluhan: PDI-2611-0003
<<< rina notification

# nobody hears of tickets whose address is not proven
>>> siti with Gmail web writes Status
verdict: fail
STATUS

<<< rina notification
