# Two mails about one matter become one ticket, one mail about two matters becomes two

>>> siti with Gmail web writes Nilai Kalkulus saya salah
NIM: 2190000001. Nilai Kalkulus saya di SIMAK salah. Selain itu akun SIMAK saya juga terkunci.

<<< siti acknowledgement
<<< rina notification

>>> siti with Gmail Android writes Nilai kalkulus lagi
Nilai Kalkulus saya masih salah, NIM: 2190000001

<<< siti acknowledgement
<<< rina notification

>>> rina with Outlook desktop answers notification
!gabung {ticket 1}

<<< rina receipt
digabung ke: – → PDI-2611-0001
<<< siti merged
kami gabung dengan keluhan Anda PDI-2611-0001
=== ticket 2: status=merged
=== ticket 1: status=new

# an answer about the merged ticket reaches the one that goes on
>>> siti with iPhone answers merged
Mohon kabar tentang nilai Kalkulus saya, apakah sudah diperiksa? Saya perlu untuk yudisium.

<<< siti form-complete
<<< rina notification
apakah sudah diperiksa
PDI-2611-0001

>>> rina with Outlook web answers notification
!pisah "Akun SIMAK terkunci" jenis=M29

Akun SIMAK mahasiswa ini terkunci.

<<< rina receipt
tiket baru
<<< siti acknowledgement
PDI-2611-0003
Keluhan Anda PDI-2611-0001 berisi lebih dari satu hal
<<< rina notification
Akun SIMAK mahasiswa ini terkunci
=== ticket 3: status=new requester=siti@mhs.kampus.example channel=email

>>> rina with Gmail web answers notification
!kait {ticket 1}
!label +akun +Darurat
!tenggat besok 10:00

<<< rina receipt
kaitan: – → PDI-2611-0001
label: – → akun, darurat
tenggat: – → 2026-11-24 10:00

# a colleague of hers complains about the same class: the requesters never see each other
>>> dewi with Gmail iOS writes Nilai Kalkulus kelas A
Nilai Kalkulus kelas A saya juga salah. NIM: 2190000002

<<< dewi acknowledgement
<<< rina notification

>>> rina with Thunderbird answers notification
!gabung {ticket 1}

<<< rina receipt
<<< dewi merged
kami tangani bersama keluhan lain tentang hal yang sama
not: PDI-2611-0001

>>> rina with Outlook desktop answers notification
!tiket {ticket 1}
!selesai

Nilai Siti sudah diperbaiki menjadi A.

<<< rina receipt
<<< siti solution
menjadi A
<<< dewi merged-outcome
sudah selesai
not: menjadi A
not: PDI-2611-0001
=== ticket 1: status=solved
