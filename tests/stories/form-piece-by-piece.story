# A form is filled in over several mails, with a mistake that is pointed out, in any shape
The form comes back in the quotation, then as free words, then as pictures that only the mail's text names.

>>> siti with Gmail web writes NIK salah
NIK saya di PDDIKTI salah, mohon dikoreksi.

<<< siti acknowledgement
Jenis: NIK salah, kosong, atau tidak valid
Masih diperlukan: NIM; Nama lengkap; NIK yang benar; dan 1 lagi (di bawah)
<<< rina notification
Keluhan baru – PDI-2611-0001

>>> siti with Gmail web answers acknowledgement
NIM : 2190000001
Nama lengkap : Siti Contoh
NIK yang benar : 16710101010100

<<< siti form-request
Jenis: NIK salah, kosong, atau tidak valid
Masih diperlukan: NIK yang benar; KTP
NIK terdiri atas 16 angka
not: 16710101010100
<<< rina notification
Pelapor menjawab – PDI-2611-0001

>>> siti with Roundcube answers form-request
NIK: 1671014101010002

<<< siti form-request
Jenis: NIK salah, kosong, atau tidak valid
Masih diperlukan: KTP
<<< rina notification
Pelapor menjawab – PDI-2611-0001

>>> siti with iPhone answers form-request
file: IMG_0001.jpg 900 kB

Ini foto KTP saya.

<<< siti form-complete
Data untuk keluhan PDI-2611-0001 sudah lengkap dan sedang kami proses.
<<< rina notification
Data sudah lengkap – PDI-2611-0001
file: IMG_0001.jpg

=== ticket 1: type=M04 status=new
=== later 11 minutes

>>> rina with Gmail Android answers notification
!ambil
!isi nama="Siti Aisyah Contoh" nim=-

<<< siti taken
Keluhan PDI-2611-0001 sekarang ditangani oleh Rina Contoh. Hasilnya kami
<<< rina receipt
✓ !ambil
 petugas: – → Rina Contoh status: baru → diproses
✓ !isi nama="Siti Aisyah Contoh" nim=-
 Nama lengkap: Siti Contoh → Siti Aisyah Contoh NIM: 2190000001 → –

>>> rina with Gmail Android answers notification
!minta nim "kartu keluarga"

Mohon NIM-nya dikirim ulang, dan lampirkan juga KK.

<<< siti form-request
Jenis: NIK salah, kosong, atau tidak valid
Masih diperlukan: NIM; Kartu keluarga (KK)
Mohon NIM-nya dikirim ulang, dan lampirkan juga KK.
Salam, Rina Contoh
<<< rina receipt
✓ !minta nim "kartu keluarga"
 status: diproses → menunggu pelapor

=== ticket 1: status=waiting
=== later 11 minutes

>>> siti with Outlook mobile answers form-request
file: kk.pdf 300 kB

2190000001

<<< siti form-complete
Data untuk keluhan PDI-2611-0001 sudah lengkap dan sedang kami proses.
<<< rina notification
Data sudah lengkap – PDI-2611-0001
file: kk.pdf

=== ticket 1: status=in_progress

>>> rina with Gmail Android answers notification
!solusi dikoreksi data=NIK

<<< siti solution
NIK Anda telah dikoreksi di SIMAK dan Neo Feeder, dan terkirim ke PDDIKTI
<<< rina receipt
✓ !solusi dikoreksi data=NIK
 status: diproses → selesai

>>> siti with Outlook mobile answers solution
5

<<< siti requester-done
Terima kasih. Nilai 5 dari 5 untuk keluhan PDI-2611-0001 sudah kami catat.
<<< rina notification
Dinilai pelapor – PDI-2611-0001

=== ticket 1: status=solved rating=5

>>> budi with Outlook web writes My mother's name
Dear Sir or Madam, my mother's name is wrong in my record. Student number: 2190000002

<<< budi acknowledgement
Type: Mother's name wrong or missing
Still needed: Full name; Correct name of mother; Identity card (KTP); and
 1 more (below)
<<< rina notification
Keluhan baru – PDI-2611-0002

>>> budi with Outlook web answers acknowledgement
file: scan0001.pdf 200 kB
file: scan0002.pdf 200 kB

Full name: Budi Contoh
Correct name of mother: Aminah Contoh
Attached are my KTP and my family card.

<<< budi form-complete
Everything we need for PDI-2611-0002 is there, and we are working on it.
<<< rina notification
Data sudah lengkap – PDI-2611-0002
file: scan0001.pdf
file: scan0002.pdf

>>> rina with Outlook desktop answers notification
!form

<<< rina receipt
✗ !form
 Formulirnya sudah lengkap. Sebutkan isian atau dokumen yang diminta lagi, misalnya !minta nik ktp.

=== ticket 2: type=M03 status=new
