# What a complaint is about is chosen by a letter, or said in other words

>>> siti with Gmail Android writes Mohon bantuan
Assalamualaikum, data saya di PDDIKTI salah. Mohon diperbaiki ya Pak.

<<< siti acknowledgement
Jenis: belum pasti, pilih di bawah
Masih diperlukan: jenis keluhannya
Cara termudah: balas dengan satu huruf: A, B
A. Nama tidak muncul di PDDIKTI
B. Keluhan lain
not: FORMULIR
<<< rina notification
Keluhan baru – PDI-2611-0001

>>> siti with Gmail Android answers acknowledgement
A

<<< siti form-request
Jenis: Nama tidak muncul di PDDIKTI
Masih diperlukan: NIM; Nama lengkap; Program studi; dan 2 lagi (di bawah)
<<< rina notification
Jenisnya disebutkan pelapor – PDI-2611-0001
> Assalamualaikum, data saya di PDDIKTI salah.

>>> siti with Gmail Android answers form-request
file: ktm.jpg 40 kB

2190000001
Siti Contoh
Pendidikan Agama Islam
2021

<<< siti form-complete
Data untuk keluhan PDI-2611-0001 sudah lengkap dan sedang kami proses.
<<< rina notification
Data sudah lengkap – PDI-2611-0001
file: ktm.jpg

>>> rina with Outlook desktop answers notification
!solusi

<<< siti solution
Data Anda telah dilaporkan ke Neo Feeder. Nama Anda tampil di PDDIKTI
<<< rina receipt
✓ !solusi
 status: baru → selesai

=== ticket 1: type=M14 status=solved category=data-mahasiswa

>>> budi with Thunderbird writes Perlu bantuan SIMAK
Selamat pagi, saya ada masalah dengan SIMAK. Mohon bantuannya.

<<< budi acknowledgement
Jenis: belum kami pahami, petugas akan membacanya
Masih diperlukan: Nama lengkap
<<< rina notification
Keluhan baru – PDI-2611-0002

>>> budi with Thunderbird answers acknowledgement
Nilai mata kuliah saya kosong di KHS, padahal sudah diserahkan dosen.

<<< budi form-request
Jenis: Nilai kosong atau salah
Masih diperlukan: NIM; Semester (tahun akademik); Nama mata kuliah; dan 3 lagi (di bawah)
Nama lengkap: Budi Contoh
<<< rina notification
Jenisnya disebutkan pelapor – PDI-2611-0002

=== ticket 2: type=M26

>>> dewi with iPhone writes Question
Dear team, I have a problem with my data. Please help.

<<< dewi acknowledgement
Type: not certain yet, please choose below
Still needed: what it is about
<<< rina notification
Keluhan baru – PDI-2611-0003

>>> dewi with iPhone answers acknowledgement
the name on my record is misspelled, it should be Dewi Contoh
Student number: 2190000003

<<< dewi form-request
Type: Name wrong in SIMAK or PDDIKTI
Still needed: Name as recorded now; Identity card (KTP); Family card (KK); and
 1 more (below)
Correct name: Dewi Contoh
<<< rina notification
Jenisnya disebutkan pelapor – PDI-2611-0003

=== ticket 3: type=M01 language=en
