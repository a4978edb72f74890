# Lecturers ask for what is changed elsewhere, and are told where

    [limits]
    tickets_per_hour = 100
    pair_mails = 100

>>> budi with Outlook desktop writes Biodata dosen
Nama dan gelar saya sebagai dosen salah di PDDIKTI, biodata dosen salah. NIDN: 2015088001

<<< budi acknowledgement
Jenis: Biodata dosen salah (nama, lahir, NIK, jenis kelamin)
Masih diperlukan: Nama lengkap; Data yang tercatat sekarang; Data yang seharusnya; dan 1 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0001
<<< joko notification
Keluhan baru – PDI-2611-0001

>>> rina with Gmail web answers notification
!solusi sister data="nama"

<<< budi solution
Data dosen tidak dapat diubah lewat Feeder; perubahannya diajukan melalui
<<< rina receipt
✓ !solusi sister data="nama" status: baru → selesai

=== ticket 1: type=D01 status=solved

>>> budi with Outlook web writes Jabatan fungsional
Jabatan fungsional saya belum tampil di PDDIKTI, SK jabfung sudah terbit.

<<< budi acknowledgement
Jenis: Jabatan fungsional, pangkat, pendidikan, atau sertifikasi dosen belum tampil
Masih diperlukan: NIDN; Nama lengkap; Data yang belum tampil; dan 1 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0002
<<< joko notification
Keluhan baru – PDI-2611-0002

=== ticket 2: type=D04

>>> budi with Apple Mail writes Homebase
Dear colleagues, my homebase is wrong in PDDIKTI, I am a lecturer, please correct my homebase.

<<< budi acknowledgement
Type: Lecturer's home base or assignment wrong or missing
Still needed: Lecturer number (NIDN); Full name; Correct home base programme; and 2 more (below)
<<< rina notification
Keluhan baru – PDI-2611-0003
<<< joko notification
Keluhan baru – PDI-2611-0003

=== ticket 3: type=D03 language=en

>>> budi with Thunderbird writes BKD
Kelas mengajar saya kurang di PDDIKTI, SKS mengajar untuk BKD tidak sesuai.

<<< budi acknowledgement
Jenis: Kelas atau SKS mengajar kurang di PDDIKTI (BKD)
Masih diperlukan: NIDN; Nama lengkap; Semester (tahun akademik); dan 4 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0004
<<< joko notification
Keluhan baru – PDI-2611-0004

=== ticket 4: type=D06

>>> budi with Gmail iOS writes Input nilai
Saya dosen, tidak bisa input nilai di SIMAK, jadwal tidak tampil.

<<< budi acknowledgement
Jenis: Dosen tidak bisa input nilai atau jadwal tidak tampil di SIMAK
Masih diperlukan: Nama lengkap; Semester (tahun akademik); Nama mata kuliah; dan 1 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0005

=== ticket 5: type=D08
