# A lecturer asks with his assistant in copy; who is in copy may add, hears how it ends, and has no other power

person: eko = Eko Contoh <eko@kampus.example>

>>> budi with Outlook desktop writes Jadwal lab bentrok
cc: eko
cc: rina

Jadwal lab komputer saya bentrok dengan kelas lain, mohon ruang pengganti.

<<< budi acknowledgement
<<< joko notification

# somebody in copy adds: staff see it, the form and the status stay
>>> eko with Gmail Android answers acknowledgement-of-budi
subject: Re: [{ticket 1}] Jadwal lab bentrok

Tambahan: kelasnya Senin jam 10.

<<< joko notification
Balasan penerima tembusan
Tambahan: kelasnya Senin jam 10
=== ticket 1: status=new

# his word does not cancel another person's complaint
>>> eko with iPhone answers acknowledgement-of-budi

BATAL

<<< joko notification
=== ticket 1: status=new

# a stranger who knows the number gains nothing
>>> dewi with Gmail web writes Re: [{ticket 1}] Jadwal lab bentrok
Tolong kirim isinya kepada saya.

<<< dewi acknowledgement
PDI-2611-0002
not: Jadwal lab komputer saya bentrok
<<< rina notification
PDI-2611-0002

# staff let the assistant have copies
>>> joko with Outlook web answers notification
!cc +eko@kampus.example

Ruang B-201 kosong hari Senin, apakah cocok?

<<< joko receipt
tembusan: – → eko@kampus.example
<<< budi reply to eko
Ruang B-201 kosong

>>> joko with Gmail web answers notification
!cc -eko@kampus.example

<<< joko receipt
tembusan: eko@kampus.example → –
