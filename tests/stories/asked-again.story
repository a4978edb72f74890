# Staff ask for what is there already: the receipt says so, and the requester is asked all the same

>>> siti with Gmail Android writes Nama saya salah di PDDIKTI
file: ktp.jpg 60 kB

Nama saya salah eja. NIM: 2190000001

<<< siti acknowledgement
<<< rina notification
file: ktp.jpg

>>> rina with Outlook web answers notification
!minta ktp nim kk

<<< rina receipt
Sudah ada pada PDI-2611-0001: KTP, NIM
tulislah alasannya di bawah !minta
<<< siti form-request
KTP

>>> rina with Outlook web answers notification
!minta ktp

Foto KTP-nya buram, mohon dikirim ulang.

<<< rina receipt
Sudah ada pada PDI-2611-0001: KTP
not: tulislah alasannya
<<< siti form-request
buram
