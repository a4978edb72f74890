# The desk works in English: a list, a history, a dry run, and a warning before the clock runs out

    [institution]
    language = "en"

    [calendar]
    holidays = ""

>>> siti with Gmail web writes WiFi in building B is down
The campus WiFi does not work since this morning.
Name: Siti Contoh
Location: Building B, second floor
Phone: 081200000001

<<< siti acknowledgement
PDI-2611-0001
<<< joko notification
=== later 35 minutes

<<< joko warning
58 %
The team is reminded because nobody has taken this ticket

>>> joko with Outlook desktop answers warning
!dry
!solve

The router was replaced.

<<< joko dry-run
This was a dry run
The router was replaced
=== ticket 1: status=new

>>> joko with Outlook desktop answers warning
!queue - sarpras overdue

<<< joko receipt
No tickets

>>> joko with iPhone answers warning
take

<<< joko receipt
<<< siti taken

>>> joko with Gmail web answers warning
!history

<<< joko receipt
HISTORY PDI-2611-0001
requester: ticket opened: email
warning about the time
Joko Contoh: status: new → in progress
=== ticket 1: status=in_progress assignee=joko
