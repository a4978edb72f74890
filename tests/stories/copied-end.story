# Who was put in copy hears that the complaint is solved, not how, and leaves by one word

person: eko = Eko Contoh <eko@kampus.example>

>>> siti with iPhone writes Wifi asrama mati
cc: budi
cc: eko

Wifi di asrama putri mati sejak tadi malam.

<<< siti acknowledgement
not: budi@kampus.example
<<< joko notification

>>> eko with Gmail iOS answers acknowledgement-of-siti

KELUAR

<<< eko copy-notice
Anda tidak lagi mendapat kabar
not: putri

>>> joko with Outlook desktop answers notification
!selesai

Kabel di kamar 12 sudah diganti.

<<< joko receipt
budi@kampus.example: pemberitahuan tembusan
<<< siti solution
kamar 12
<<< budi copy-notice
dari Siti Contoh
selesai
KELUAR
not: kamar 12
=== ticket 1: status=solved
