# A curated solution travels with the acknowledgement, is enough for one, and grows by what staff keep
Never for a change of data, and never somebody else's ticket.

>>> budi with Gmail Android writes WiFi mati
WiFi di gedung C lantai 2 tidak bisa connect sejak tadi pagi.

<<< budi acknowledgement
SAMBIL MENUNGGU, SILAKAN COBA
Matikan WiFi di perangkat Anda selama sepuluh detik
Jenis: Jaringan internet atau WiFi bermasalah
Masih diperlukan: Nama lengkap
<<< joko notification
Keluhan baru – PDI-2611-0001

>>> budi with Gmail Android answers acknowledgement
SELESAI

<<< budi requester-done
Terima kasih atas kabarnya. Keluhan PDI-2611-0001 kami tandai selesai.
<<< joko notification
Dinyatakan selesai oleh pelapor – PDI-2611-0001

=== ticket 1: type=S01 status=solved

>>> siti with iPhone writes Lupa password SIMAK
Saya lupa password SIMAK, akun terkunci. NIM: 2190000001

<<< siti acknowledgement
SAMBIL MENUNGGU, SILAKAN COBA
Lupa kata sandi
Jenis: Belum bisa KRS, akun SIMAK terkunci, atau lupa sandi
Masih diperlukan: Nama lengkap
<<< rina notification
Keluhan baru – PDI-2611-0002

>>> rina with Outlook web answers notification
!selesai

Yth. Siti Contoh,
silakan buka simak.kampus.example, pilih "Akun terkunci", lalu ikuti petunjuknya.

<<< siti solution
Yth. Siti Contoh,
<<< rina receipt
✓ !selesai
 status: baru → selesai

>>> rina with Outlook web answers notification
!simpan-solusi simak-terkunci "Membuka akun SIMAK yang terkunci"

<<< rina confirmation
Inilah yang akan disimpan
> silakan buka simak.kampus.example
not: Siti Contoh,

>>> rina with Outlook web answers confirmation
!ya {code}

<<< rina receipt
✓ !simpan-solusi simak-terkunci "Membuka akun SIMAK yang terkunci"
 solusi disimpan: simak-terkunci: Membuka akun SIMAK yang terkunci

>>> dewi with Gmail web writes Akun SIMAK
Akun SIMAK saya terkunci, lupa password. Mohon dibantu.

<<< dewi acknowledgement
SAMBIL MENUNGGU, SILAKAN COBA
silakan buka simak.kampus.example
not: Siti
Jenis: Belum bisa KRS, akun SIMAK terkunci, atau lupa sandi
Masih diperlukan: NIM atau nama pengguna; Nama lengkap
<<< rina notification
Keluhan baru – PDI-2611-0003
TIKET SERUPA YANG SUDAH SELESAI
PDI-2611-0002, Lupa password SIMAK
not: Siti

>>> dewi with Gmail web answers acknowledgement
Terima kasih banyak, Bu

>>> rina with Outlook web answers notification
!cari akun simak terkunci

<<< rina receipt
✓ !cari akun simak terkunci
PDI-2611-0002
simak-terkunci: Membuka akun SIMAK yang terkunci

>>> rina with Outlook web answers notification
!solusi simak-terkunci

<<< dewi solution
silakan buka simak.kampus.example, pilih "Akun terkunci", lalu ikuti
<<< rina receipt
✓ !solusi simak-terkunci
 status: baru → selesai

=== ticket 3: type=M29 status=solved

>>> rina with Outlook web answers notification
!simpan-solusi akun-dewi "Akun Dewi Contoh"

<<< rina receipt
✗ !simpan-solusi akun-dewi "Akun Dewi Contoh"
 Solusi yang disimpan tidak boleh memuat data pribadi, sedangkan teksnya memuat: D••• C•••••. Tulis teks tanpa data itu di bawah perintah.

>>> rina with Outlook web answers notification
!simpan-solusi

<<< rina receipt
✓ !simpan-solusi
SOLUSI TERSIMPAN
simak-terkunci: Membuka akun SIMAK yang terkunci
