# People make small mistakes, and each is answered with the next step
A letter that was not offered, a word more than the one word, a number under another name, a command half written.

>>> siti with iPhone writes Nilai
Assalamualaikum min nilai saya di siakad ngga muncul padahal sudah kuliah, gmana ya? makasih

<<< siti acknowledgement
Cara termudah: balas dengan satu huruf: A, B, C
<<< rina notification
Keluhan baru – PDI-2611-0001

>>> siti with iPhone answers acknowledgement
E dong

<<< siti form-request
Jenis: belum pasti, pilih di bawah
Cara termudah: balas dengan satu huruf: A, B, C
Huruf itu tidak ada di daftar.
A. Nilai kosong atau salah
not: E dong
not: Formulir
<<< rina notification
Pelapor menjawab – PDI-2611-0001

>>> siti with iPhone answers form-request
Yang A kak

<<< siti form-request
Jenis: Nilai kosong atau salah
Nama lengkap: Siti Contoh ← mohon diperiksa
<<< rina notification
Jenisnya disebutkan pelapor – PDI-2611-0001

>>> siti with iPhone answers form-request
status dong kak?

<<< siti status-report
Status: baru

>>> rina with Gmail Android answers notification
!riwayat

<<< rina receipt
Loket: surat dikirim: permintaan data

=== later 11 minutes

>>> budi with Outlook desktop writes Email kampus
Selamat siang, saya lupa password email kampus. NIP 198001012005011001

<<< budi acknowledgement
Jenis: Akun e-mail kampus
Masih diperlukan: Nama lengkap; No. HP/WhatsApp
NIM atau NIP: 198001012005011001
<<< joko notification
Keluhan baru – PDI-2611-0002

>>> budi with Outlook desktop answers acknowledgement
HP 081200000002

<<< budi form-complete
Data untuk keluhan PDI-2611-0002 sudah lengkap
<<< joko notification
Data sudah lengkap – PDI-2611-0002

>>> joko with Outlook desktop answers notification
!riwayat

<<< joko receipt
isian yang kami sarankan diterima pelapor

>>> dewi with Gmail web writes Tanya
Selamat siang, saya ingin bertanya sesuatu.

<<< dewi acknowledgement
Nomor keluhan: PDI-2611-0003
<<< rina notification
Keluhan baru – PDI-2611-0003

>>> rina with Gmail Android answers notification
!solusi

<<< rina receipt
Jenis keluhan ini belum punya solusi yang biasa. Sebutkan kodenya, misalnya !solusi dikoreksi

>>> rina with Gmail Android answers notification
ambil
catatan cek dulu ya, sepertinya salah kirim

<<< rina receipt
Teks Anda tampak seperti catatan internal, jadi belum dikirim kepada pelapor.
awali dengan tanda seru: !catatan
tulis !balas di baris di atasnya

>>> rina with Gmail Android answers notification
Catatan: mohon kirim tangkapan layarnya.

<<< rina receipt
Teks Anda tampak seperti catatan internal
