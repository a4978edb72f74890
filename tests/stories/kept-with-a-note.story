# Files that staff attach to what no requester is sent stay with the ticket, for staff only, and can be taken back

    [commands]
    hold = "10m"

>>> siti with Gmail Android writes Nama saya salah di PDDIKTI

Nama saya salah eja. NIM: 2190000001

<<< siti acknowledgement
<<< rina notification

>>> rina with Outlook web answers notification
file: pindaian-ktp.pdf 20 kB

!catatan

Pelapor datang ke loket, KTP sudah dipindai.

<<< rina receipt
catatan dalam: Pelapor datang ke loket, KTP sudah dipindai.
1 berkas disimpan pada catatan dalam, tidak dikirim ke pelapor: pindaian-ktp.pdf
Pelapor tidak dikirimi surat.

>>> rina with Gmail web answers notification
file: memo.pdf 5 kB
file: salah.pdf 5 kB

!ambil

<<< rina receipt
2 berkas disimpan pada catatan dalam, tidak dikirim ke pelapor: memo.pdf, salah.pdf

>>> rina with Gmail web answers receipt
!urung

<<< rina receipt
Tidak jadi dikirim ke siti@mhs.kampus.example

>>> rina with Gmail web answers notification
!lihat

<<< rina receipt
pindaian-ktp.pdf (20 kB), hanya petugas
Lampiran: pindaian-ktp.pdf
not: memo.pdf

>>> rina with Outlook web answers notification
!lihat lampiran

<<< rina receipt
<<< rina files
dari pelapor dan dari catatan petugas
file: pindaian-ktp.pdf

>>> rina with Outlook web answers notification
!selesai

Nama Anda sudah kami perbaiki.

<<< rina receipt
=== later 30 minutes
<<< siti solution
not: pindaian-ktp
