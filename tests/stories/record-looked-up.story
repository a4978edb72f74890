# Staff look a student up by mail: the answer is theirs alone, and a complaint about somebody else is flagged

    [feeder]
    {feeder}
    [roles.petugas]
    request = ["feeder.ubah-biodata"]
    approve = ["feeder.ubah-biodata"]

>>> dewi with Gmail Android writes Nilai teman saya
NIM: 2190000004
Nilai teman saya belum muncul di PDDIKTI.

<<< dewi acknowledgement
<<< rina notification
JOKO CONTOH
bukan orang yang datanya diminta

>>> rina with Outlook desktop answers notification
!cek-nilai semester=20252

<<< rina receipt
<<< rina action-answer
NILAI JOKO CONTOH, NIM 2190000004
Algoritma · SI1A · 3.00 · A- · 3.70 · 82.0
Tidak ada yang dikirim ke pelapor
=== ticket 1: status=new

>>> rina with Outlook desktop answers notification
!cek-mahasiswa nim=2199999999

<<< rina receipt
<<< rina action-stopped
Tidak ada data untuk NIM 2199999999
