# A student writes from Gmail and proves by a code, sent to the campus address, that it is her

    [[requesters]]
    role = "mahasiswa"
    domains = ["mhs.kampus.example"]

person: kampus = Dewi Contoh <2190000002@mhs.kampus.example>

>>> dewi with Gmail Android writes Agama saya salah di SIMAK
NIM: 2190000002. Agama saya di SIMAK salah.

<<< dewi acknowledgement
Anda menulis dari alamat pribadi
IKAT alamat-kampus-Anda
<<< rina notification

# an address that is not of the campus
>>> dewi with Gmail web answers acknowledgement
IKAT dewi.contoh@hotmail.example

<<< dewi binding
bukan alamat kampus
IKAT nama-Anda@mhs.kampus.example

>>> dewi with Gmail web answers acknowledgement
IKAT 2190000002@mhs.kampus.example

<<< kampus binding-code
dewi.contoh@gmail.example
KODE
not: PDI-2611-0001
<<< dewi binding
kode sudah kami kirim ke sana

# from the campus address the code counts for nothing; who did not ask for it takes it back
>>> kampus with Gmail Android answers binding-code
KODE {code of kampus}

<<< kampus binding
harus dikirim dari alamat yang lain
not: PDI-2611-0001

>>> kampus with Gmail Android answers binding
Bukan saya

<<< kampus binding
Kode itu kami tarik kembali
not: PDI-2611-0001

>>> dewi with iPhone answers binding
KODE {code of kampus}

<<< dewi binding
Kode itu tidak berlaku lagi

>>> dewi with Gmail web answers acknowledgement
IKAT 2190000002@mhs.kampus.example

<<< kampus binding-code
<<< dewi binding

>>> dewi with iPhone answers binding
KODE tidaktahu

<<< dewi binding
tidak cocok

>>> dewi with Gmail iOS answers binding
KODE {code of kampus}

<<< dewi binding
tercatat sebagai milik Anda

# now she is known, and staff see it; they could have done the same
>>> rina with Outlook desktop answers notification
!bind nim=2190000002

<<< rina receipt
identitas: nim 2190000002 → nim 2190000002

# a slip is taken back like any other command
>>> rina with Outlook desktop answers notification
!ikat nim=2190000009

<<< rina receipt
identitas: nim 2190000002 → nim 2190000009

>>> rina with Outlook desktop answers receipt
!urung

<<< rina receipt
identitas: nim 2190000009 → nim 2190000002

>>> rina with Outlook desktop answers notification
!ikat nim=2190000002

<<< rina receipt
identitas: nim 2190000002 → nim 2190000002
