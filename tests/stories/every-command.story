# The commands that no other story needs: taking, giving back, ranking, writing in between, closing, reopening, and asking

    [roles.kepala]
    request = ["*"]

>>> siti with Gmail Android writes Nama ibu kandung salah
Nama ibu kandung saya di PDDIKTI salah. NIM: 2190000001

<<< siti acknowledgement
<<< rina notification

>>> rina with Outlook desktop answers notification
!ambil
!proses
!prioritas tinggi
!kanal pddikti

<<< rina receipt
<<< siti taken
sekarang ditangani oleh Rina Contoh
=== ticket 1: assignee=rina status=in_progress priority=high channel=pddikti

>>> rina with iPhone answers notification
!balas

Berkas Anda sudah kami terima, Mbak Siti.

<<< rina receipt
<<< siti reply
Berkas Anda sudah kami terima

>>> rina with Gmail web answers notification
!catatan
!lepas

Menunggu kabar dari Dukcapil.

<<< rina receipt
not: Akan dikirim ke pelapor
=== ticket 1: assignee=None status=new

>>> rina with Gmail web answers notification
!tutup

Kami tutup dahulu; kabari kami bila suratnya sudah ada.

<<< rina receipt
<<< siti reply
kabari kami bila suratnya sudah ada
=== ticket 1: status=closed

>>> rina with Gmail web answers notification
!buka

<<< rina receipt

>>> rina with Gmail web answers notification
!bantuan

<<< rina receipt
!tugaskan

>>> rina with Gmail web answers notification
!antrean
!riwayat

<<< rina receipt
PDI-2611-0001

>>> rina with Gmail web answers notification
!laporan 2026-11

<<< rina receipt
laporan: – → 2026-11-01 – 2026-11-30
<<< rina report
Laporan layanan
