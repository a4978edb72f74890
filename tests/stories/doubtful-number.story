# A mistyped student number fits every pattern; it is asked about once, and taken when its writer insists

>>> siti with Gmail Android writes NIK salah
NIK saya di PDDIKTI salah. NIM: 1111111111
Nama: Siti Contoh

<<< siti acknowledgement
Masih diperlukan: NIM; NIK yang benar; KTP
NIM – tampak tidak biasa, mohon dicocokkan dengan kartu Anda
NIM: 1111111111 ← mohon diperiksa
<<< rina notification
NIM: 1111111111 ⚠

>>> siti with iPhone answers acknowledgement
file: ktp.jpg 20 kB
NIM saya 2190000001, NIK 1671010101010001

<<< siti form-complete
NIM: 2190000001
<<< rina notification
file: ktp.jpg

# somebody else means it: it is let stand, and accepted
>>> budi with Outlook desktop writes Nama salah di SIMAK
Nama saya di SIMAK salah. NIM 4130000002

<<< budi acknowledgement
NIM: 4130000002 ← mohon diperiksa
<<< rina notification

>>> budi with Outlook desktop answers acknowledgement
Nama lama: Budi Conto
Nama benar: Budi Contoh

<<< budi form-request
NIM: 4130000002
not: mohon diperiksa
not: tampak tidak biasa
<<< rina notification
