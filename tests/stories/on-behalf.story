# Staff write tickets for others: at the counter, by telephone, and from mails that they got themselves

# somebody stands at the counter: a mail of its own has no token, so Loket asks first
>>> rina with Gmail web writes Tamu loket
!untuk siti@mhs.kampus.example diterima=08:40 lengkap=08:50 nama="Siti Contoh"

NIM: 2190000001. Agama di SIMAK salah, seharusnya Islam.

<<< rina confirmation
siti@mhs.kampus.example
Agama di SIMAK salah

>>> rina with iPhone answers confirmation
!ya {code}

<<< rina receipt
tiket baru
<<< siti acknowledgement
Rina Contoh dari Pusat Data mencatat keluhan ini atas nama Anda
<<< rina notification
datang langsung
=== ticket 1: channel=langsung requester=siti@mhs.kampus.example status=new

# by telephone, without times: stages 1 and 2 are not measured
>>> rina with Outlook desktop answers notification
!untuk dewi.contoh@gmail.example kanal=telepon

Wifi perpustakaan mati sejak pagi.

<<< rina receipt
<<< dewi acknowledgement
<<< joko notification
Wifi perpustakaan mati sejak pagi
=== ticket 2: channel=telepon

# a mail that Rina got herself, forwarded in the text
>>> rina with Gmail web forwards inline
subject: NIM saya salah
from: dewi
date: 2026-11-22T08:15:00+07:00
....
Bu Rina, NIM saya di PDDIKTI salah. NIM: 2190000002

Dewi

<<< rina confirmation
Anda meneruskan surat orang lain
dewi.contoh@gmail.example
diterima: – → 2026-11-22 08:15
NIM saya di PDDIKTI salah

>>> rina with Outlook web answers confirmation
!ya {code}

<<< rina receipt
<<< dewi acknowledgement
<<< rina notification
=== ticket 3: channel=email requester=dewi.contoh@gmail.example received_at=2026-11-22T01:15:00+00:00

# the same as an attachment: its own headers count
>>> rina with Outlook desktop forwards attached
subject: Jaringan lab
from: budi
date: 2026-11-22T20:00:00+07:00
Tolong dicatat.
....
Jaringan di lab komputer mati.

<<< rina confirmation
budi@kampus.example
diterima: – → 2026-11-22 20:00
Jaringan di lab komputer mati
