# What is not ours is told politely where to ask; staff have the last word

>>> siti with Gmail Android writes Beasiswa
Mohon informasi beasiswa untuk semester depan, apa syarat beasiswa KIP?

<<< siti acknowledgement
Jenis: tampaknya di luar layanan kami
silakan menghubungi bagian tata usaha fakultas
not: FORMULIR
<<< rina notification
Keluhan baru – PDI-2611-0001
!tolak luar-lingkup

>>> rina with Outlook mobile answers notification
!tolak luar-lingkup

<<< siti rejection
Terima kasih sudah menghubungi Pusat Data. Permintaan Anda tentang
<<< rina receipt
✓ !tolak luar-lingkup
 status: baru → ditolak

=== ticket 1: type=LUAR status=rejected

>>> dewi with Gmail web writes Scholarship
Dear team, what are the requirements for the scholarship application? Thank you.

<<< dewi acknowledgement
Type: seems to be outside what we do
<<< rina notification
Keluhan baru – PDI-2611-0002

>>> rina with Outlook mobile answers notification
!jenis M27
!form

<<< dewi form-request
Type: Tuition amount or kind of funding wrong (KIP scholarship,
 self-funded)
Still needed: Student number (NIM); Full name; Semester (academic year);
 and 2 more (below)
<<< rina receipt
✓ !jenis M27
 jenis: LUAR → M27 kategori: lain-lain → data akademik
✓ !form
 status: baru → menunggu pelapor

=== ticket 2: type=M27 status=waiting category=akademik

>>> dewi with Gmail web answers form-request
BATAL

<<< dewi requester-done
Ticket PDI-2611-0002 is cancelled, as you asked.
<<< rina notification
Dibatalkan pelapor – PDI-2611-0002

=== ticket 2: status=cancelled

>>> siti with iPhone writes Proyektor
Proyektor di ruang 204 gedung C rusak, tidak bisa menyala. Nama saya Siti Contoh.

<<< siti acknowledgement
Jenis: Ruang kelas atau laboratorium (proyektor, AC, peminjaman)
Masih diperlukan: Yang rusak atau yang diperlukan
<<< joko notification
Keluhan baru – PDI-2611-0003

=== ticket 3: type=S03 category=sarpras

>>> siti with iPhone writes Email kampus
Saya belum punya akun email kampus, mohon dibuatkan. NIM: 2190000001

<<< siti acknowledgement
Jenis: Akun e-mail kampus
Masih diperlukan: Nama lengkap; No. HP/WhatsApp
<<< joko notification
Keluhan baru – PDI-2611-0004

=== ticket 4: type=S05

>>> joko with Gmail Android answers notification
!selesai

<<< siti solution
Keluhan Anda sudah selesai kami tangani.
<<< joko receipt
✓ !selesai
 status: baru → selesai
