# The form is prefilled with who writes, and with what they told us once before; their own words win

>>> siti with Gmail Android writes Akun SIMAK saya terkunci

Akun SIMAK saya terkunci, tidak bisa masuk. NIM: 2190000001

<<< siti acknowledgement
Nama lengkap: Siti Contoh ← mohon diperiksa
<<< rina notification
Siti Contoh (saran kami, belum dipastikan pelapor)

>>> siti with Gmail web answers acknowledgement
Program studi: Pendidikan Agama Islam
Nama: Siti Rahma Contoh

<<< siti form-complete
not: mohon diperiksa
<<< rina notification
Siti Rahma Contoh
not: belum dipastikan

>>> rina with Gmail web answers notification
!selesai

Akun Anda sudah kami buka.

<<< rina receipt
<<< siti solution
=== later 8 days
=== later 40 days

# closed for long: a new ticket, which knows what stays true
>>> siti with iPhone answers solution
Akun SIMAK saya terkunci lagi, tidak bisa login.

<<< siti acknowledgement
PDI-2701-0001
NIM atau nama pengguna: 2190000001 ← mohon diperiksa
Nama lengkap: Siti Rahma Contoh ← mohon diperiksa
<<< rina notification
2190000001 (saran kami, belum dipastikan pelapor)

>>> siti with iPhone answers acknowledgement
Ya, datanya benar. Mohon segera dibuka.

<<< siti form-complete
Nama lengkap: Siti Rahma Contoh
not: mohon diperiksa
<<< rina notification
not: belum dipastikan
