# Rina goes on leave, Joko takes her tickets over with a summary, and she comes back early

    [teams."data-mahasiswa"]
    staff = ["rina", "joko"]

    [escalation]
    assignee = 0
    team = 0
    head = 0

>>> siti with Gmail Android writes Nama saya salah di PDDIKTI
Assalamualaikum, nama saya di PDDIKTI salah eja, seharusnya Siti Contoh. NIM: 2190000001

<<< siti acknowledgement
<<< rina notification
<<< joko notification

>>> rina with Gmail web answers notification
ambil

<<< rina receipt
<<< siti taken

>>> rina with Gmail web answers notification
!cuti sampai 27 November

<<< rina receipt
cuti sampai: – → 2026-11-27
petugas: Rina Contoh → Joko Contoh
ke petugas joko@kampus.example: serah terima tiket
<<< joko handover
Rina Contoh tidak bertugas sampai 27 November 2026
1. PDI-2611-0001
=== ticket 1: status=in_progress assignee=joko

>>> budi with Outlook desktop writes NIK saya salah
NIK saya di PDDIKTI salah. NIM: 2190000002

<<< budi acknowledgement
<<< joko notification

>>> joko with Gmail Android answers handover
1 catatan sudah dibaca

<<< joko receipt

>>> rina with iPhone answers notification
!cuti selesai

<<< rina receipt
cuti sampai: 2026-11-27 → –

>>> ani with Gmail web writes Nama salah
Nama saya di PDDIKTI salah eja. NIM: 2190000003

<<< ani acknowledgement
<<< rina notification
<<< joko notification
