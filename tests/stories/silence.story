# Somebody does not answer: asked again, warned, closed, and welcome back

>>> siti with Gmail web writes Sudah lulus
Saya sudah lulus dan wisuda, tetapi di PDDIKTI status saya masih aktif. NIM: 2190000001

<<< siti acknowledgement
Jenis: Sudah lulus, di PDDIKTI masih "Aktif"
Masih diperlukan: Nama lengkap; Tanggal lulus (yudisium); Nomor ijazah;
 dan 3 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0001

>>> rina with Outlook desktop answers notification
!minta

<<< siti form-request
Jenis: Sudah lulus, di PDDIKTI masih "Aktif"
Masih diperlukan: Nama lengkap; Tanggal lulus (yudisium); Nomor ijazah;
 dan 3 lagi (di bawah)
<<< rina receipt
✓ !minta
 status: baru → menunggu pelapor

=== ticket 1: type=M31 status=waiting
=== later 3 days
<<< siti waiting-reminder
Kami masih menunggu jawaban Anda untuk keluhan PDI-2611-0001. Begitu Anda membalas
Masih diperlukan: Nama lengkap; Tanggal lulus (yudisium); Nomor ijazah; dan 3 lagi
DOKUMEN YANG PERLU DILAMPIRKAN

=== later 4 days
<<< siti waiting-reminder
Kami masih menunggu jawaban Anda untuk keluhan PDI-2611-0001. Tanpa

=== later 3 days
<<< siti waiting-reminder
Keluhan PDI-2611-0001 kami tutup karena belum ada jawaban dari Anda. Bila

=== ticket 1: status=closed

>>> siti with Gmail web answers waiting-reminder
Maaf baru membalas. Nama saya Siti Contoh.

<<< siti form-request
Jenis: Sudah lulus, di PDDIKTI masih "Aktif"
Masih diperlukan: Tanggal lulus (yudisium); Nomor ijazah; Ijazah; dan 2
 lagi (di bawah)
<<< rina notification
Dibuka lagi – PDI-2611-0001

=== ticket 1: status=new

>>> rina with Outlook desktop answers notification
!selesai

Data kelulusan Anda sudah kami laporkan.

<<< siti solution
Data kelulusan Anda sudah kami laporkan.
<<< rina receipt
✓ !selesai
 status: baru → selesai

>>> siti with Gmail web answers solution
Terima kasih banyak Pak

=== ticket 1: status=solved
=== later 8 days
=== ticket 1: status=closed
=== later 31 days

>>> siti with Gmail web answers solution
Ternyata status saya di PDDIKTI masih aktif padahal sudah lulus.

<<< siti acknowledgement
Jenis: Sudah lulus, di PDDIKTI masih "Aktif"
Masih diperlukan: NIM; Nama lengkap; Tanggal lulus (yudisium); dan 4 lagi
 (di bawah)
<<< rina notification
Keluhan baru – PDI-2701-0001

=== ticket 1: status=closed
=== ticket 2: status=new type=M31

>>> dewi with iPhone writes Diploma number
Dear team, my diploma number is not found in SIVIL. Please help, my student number is 2190000003.

<<< dewi acknowledgement
Type: Diploma number wrong or missing, not found in SIVIL
Still needed: Full name; Diploma number; Diploma
<<< rina notification
Keluhan baru – PDI-2701-0002

>>> rina with Outlook web answers notification
!tunggu

<<< rina receipt
✓ !tunggu
 status: baru → menunggu pelapor
