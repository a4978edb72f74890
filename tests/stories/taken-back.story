# A ticket is filed wrongly and given to the wrong colleague; one word from a phone takes both back

    [commands]
    hold = "10m"

>>> siti with Gmail Android writes Nama saya salah di PDDIKTI
Assalamualaikum, nama saya di PDDIKTI salah eja, seharusnya Siti Contoh. NIM: 2190000001

<<< siti acknowledgement
<<< rina notification

>>> rina with iPhone answers notification
!kategori sarpras
!tugaskan joko

<<< rina receipt
petugas: – → Joko Contoh
dapat dibatalkan
=== ticket 1: category=sarpras assignee=joko

>>> rina with iPhone answers receipt
Urung

<<< rina receipt
petugas: Joko Contoh → –
Tidak jadi dikirim ke joko@kampus.example
=== ticket 1: category=data-mahasiswa assignee=None
=== later 30 minutes
