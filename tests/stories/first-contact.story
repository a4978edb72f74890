# A student asks for her name to be put right, from a phone, and rates the solution

>>> siti with Gmail Android writes Nama saya salah di PDDIKTI
file: ijazah.jpg 20 kB

Assalamualaikum, nama saya di PDDIKTI salah eja, seharusnya Siti Contoh. NIM: 2190000001

<<< siti acknowledgement
PDI-2611-0001
not: !ambil
<<< rina notification
nama saya di PDDIKTI salah eja
ijazah.jpg (20 kB)
!ambil
Terlampir: ijazah.jpg
file: ijazah.jpg

>>> rina with Outlook desktop answers notification
ambil

<<< rina receipt
Perintah Anda untuk PDI-2611-0001 sudah dijalankan
<<< siti taken
Rina Contoh
=== ticket 1: status=in_progress assignee=rina

>>> rina with Gmail web answers notification
!selesai

Nama Anda sudah kami perbaiki. Perubahannya tampak besok pagi.

<<< rina receipt
<<< siti solution
Perubahannya tampak besok pagi
not: !selesai
=== ticket 1: status=solved

>>> siti with iPhone answers solution
5

<<< siti requester-done
<<< rina notification
=== ticket 1: status=solved
