# A mail without a word is asked what it is about; a mistyped STATUS is still one; semesters are shown as people say them

>>> siti with Gmail iOS writes 🙏
file: IMG_2231.jpg 20 kB
🙏🙏

<<< siti acknowledgement
Masih diperlukan: Uraian keluhan; Nama lengkap
Cara termudah: balas surat ini dengan Uraian keluhan dan Nama lengkap
<<< rina notification
file: IMG_2231.jpg

>>> siti with Gmail iOS answers acknowledgement
KRS saya semester ganjil 2025/2026 tidak ada di Feeder. Siti Contoh 2190000001

<<< siti form-request
Jenis: KRS tidak ada di Feeder atau PDDIKTI
Semester (tahun akademik): 2025/2026 Ganjil
not: 20251
<<< rina notification

>>> siti with Outlook mobile answers form-request
Statuss

<<< siti status-report
Masih diperlukan dari Anda: Mata kuliah
