# A file comes from another address than the complaint: it opens a ticket, and its sender is told why and what to do

person: pribadi = Siti Contoh <siti.contoh@gmail.example>

>>> siti with Gmail web writes NIK salah
NIK saya di PDDIKTI salah. NIM: 2190000001
Nama: Siti Contoh

<<< siti acknowledgement
Masih diperlukan: NIK yang benar; KTP
not: tidak tercatat pada keluhan itu
<<< rina notification

>>> pribadi with Gmail Android answers acknowledgement-of-siti
file: ktp.jpg 20 kB
Ini KTP saya

<<< pribadi acknowledgement
Nomor keluhan: PDI-2611-0002
Surat Anda menjawab keluhan PDI-2611-0001, tetapi alamat Anda ini tidak tercatat pada keluhan itu.
sekali lagi dari alamat yang Anda pakai semula, lalu balas surat ini dengan BATAL
<<< rina notification
file: ktp.jpg

>>> siti with iPhone answers acknowledgement
file: ktp.jpg 20 kB
NIK yang benar 1671010101010001

<<< siti form-complete
<<< rina notification
file: ktp.jpg

>>> pribadi with Gmail Android answers acknowledgement
BATAL

<<< pribadi requester-done
dibatalkan sesuai permintaan Anda
<<< rina notification
=== ticket 2: status=cancelled

# a number that was never given out is answered the same way
>>> pribadi with Gmail iOS writes [PDI-2611-0777] foto KTP
file: ktp.jpg 20 kB
Ini fotonya

<<< pribadi acknowledgement
menjawab keluhan PDI-2611-0777, tetapi alamat Anda ini tidak tercatat
<<< rina notification
file: ktp.jpg
