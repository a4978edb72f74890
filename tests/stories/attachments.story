# Files reach staff and come back to the requester; programs and what is too large do not

    [limits]
    enclosed_size = "100 kB"

>>> siti with iPhone writes Nama saya salah di PDDIKTI
file: ijazah.jpg 60 kB
file: transkrip.pdf 80 kB
file: viewer.exe 3 kB

Nama saya salah eja. NIM: 2190000001

<<< siti acknowledgement
not: viewer.exe
<<< rina notification
ijazah.jpg (60 kB)
Terlalu besar untuk dilampirkan: transkrip.pdf
!lihat lampiran
jenisnya berbahaya bila dibuka: viewer.exe
file: ijazah.jpg

>>> rina with Outlook web answers notification
!lihat lampiran

<<< rina receipt
Dikirim ke petugas rina@kampus.example
viewer.exe
<<< rina files
file: ijazah.jpg
<<< rina files
file: transkrip.pdf

>>> rina with Outlook desktop answers notification
file: surat keterangan – contoh.pdf 5 kB
file: makro.docm 5 kB

Mohon isi surat keterangan terlampir.

<<< rina receipt
Terlampir: surat keterangan – contoh.pdf
Tidak ikut terkirim (terlalu besar atau jenisnya berbahaya): makro.docm
<<< siti reply
Terlampir: surat keterangan – contoh.pdf
not: makro.docm
file: surat keterangan – contoh.pdf

>>> siti with Gmail Android answers reply
file: surat-terisi.pdf 8 kB

Ini suratnya.

<<< siti form-request
<<< rina notification
Terlampir: surat-terisi.pdf
file: surat-terisi.pdf

>>> rina with Gmail web answers notification
file: bukti.png 6 kB

!selesai

Sudah diperbaiki, buktinya terlampir.

<<< rina receipt
Terlampir: bukti.png
<<< siti solution
file: bukti.png
=== ticket 1: status=solved
