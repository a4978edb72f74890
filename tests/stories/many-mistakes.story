# Somebody at the desk mistypes again and again: the third answer says that the next mistakes stay silent, and until when

>>> siti with Gmail web writes NIK saya salah
NIK saya di PDDIKTI salah, NIM 2190000001.

<<< siti acknowledgement
<<< rina notification

>>> rina with Outlook desktop answers notification
!ambill

<<< rina receipt
Mungkin maksud Anda: !ambil
not: tidak kami jawab sampai

>>> rina with Gmail web answers notification
!kategorii

<<< rina receipt
not: tidak kami jawab sampai

>>> rina with Gmail web answers notification
!tunggguu

<<< rina receipt
Tidak ada yang dijalankan
Kekeliruan berikutnya tidak kami jawab sampai 23 November 2026 pukul 10.02 WIB; perintah yang benar tetap dijalankan dan dijawab.
Kirim !bantuan

>>> rina with Gmail web answers notification
!selesaii

=== ticket 1: status=new

>>> rina with Gmail web answers notification
!bantuan selesai

<<< rina receipt
!selesai

>>> rina with Gmail web answers notification
!ambil

<<< rina receipt
✓ !ambil
<<< siti taken
=== later 1 hours

>>> rina with Gmail web answers notification
!selesaii

<<< rina receipt
Tidak ada yang dijalankan
not: 10.02
