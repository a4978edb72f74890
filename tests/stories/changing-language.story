# A foreign student fills in the form in Indonesian words, asks for English, and later goes on in Indonesian

person: amina = Amina Contoh <amina@mhs.kampus.example>

>>> amina with Gmail Android writes Nama saya salah di PDDIKTI
Nama saya salah di PDDIKTI, mohon diperbaiki. NIM 2190000001.

<<< amina acknowledgement
Nomor keluhan: PDI-2611-0001
<<< rina notification

>>> amina with iPhone answers acknowledgement
Sorry, I prefer English, my Indonesian is not good.

<<< amina form-request
Ticket number: PDI-2611-0001
not: Nomor keluhan
<<< rina notification

>>> amina with iPhone answers form-request
STATUS

<<< amina status-report
Status: new

>>> rina with Gmail web answers notification
!tunggu

Which document has the right name?

<<< amina reply
Kind regards, Rina Contoh
<<< rina receipt

>>> amina with Gmail web answers reply
Maaf, sekarang saya sudah bisa. Nama yang benar ada di ijazah dan di paspor saya,
dan saya akan mengirim keduanya besok pagi karena sekarang tidak ada di rumah.

<<< rina notification

>>> amina with Gmail web answers reply
STATUS

<<< amina status-report
Status: baru
Masih diperlukan dari Anda: Nama seperti tercatat sekarang; Nama yang benar; KTP; dan 2 lagi (di bawah)
setelah yang masih diperlukan di atas lengkap

>>> rina with Gmail web answers notification
!riwayat

<<< rina receipt
bahasa surat berganti: Inggris
bahasa surat berganti: Indonesia
