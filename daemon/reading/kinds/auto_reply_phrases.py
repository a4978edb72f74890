"""List the subjects and headers of out-of-office notes, receipts, calendar answers and challenges. All phrases are case-folded."""

# How the subject of an automatic answer begins. Words that a complaint may begin with ("Cuti akademik", "On leave") are not here:
# a program that answers with such a subject marks its mail by a header.
SUBJECT_BEGINNINGS = (
    "auto: ", "frånvaro", "risposta non al computer", "automatic reply", "automatic response", "automated reply",
    "automated response", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse",
    "auto respon", "autorespon", "[auto-reply]", "[autoreply]", "(auto reply)", "auto answer", "autoanswer",
    "out of office", "out-of-office", "ooo:", "out of the office", "vacation reply", "vacation notice",
    "i am currently out", "i am out of", "i'm out of the office", "i am away from the office", "vacation:", "balasan otomatis", "jawaban otomatis", "tanggapan otomatis",
    "respons otomatis", "respon otomatis", "pesan otomatis", "di luar kantor", "diluar kantor",
    "sedang tidak di kantor", "sedang tidak di tempat", "tidak berada di kantor", "auto balas", "autobalas",
    "balas otomatis", "balasan email otomatis", "balasan surel otomatis", "pemberitahuan otomatis",
    "saya sedang tidak di kantor", "saya sedang di luar kantor", "sedang di luar kantor", "balasan automatik", "jawapan automatik", "luar pejabat", "di luar pejabat", "abwesenheit",
    "automatische antwort", "automatische reactie", "automatisch antwoord", "automatisch bericht", "nicht im büro",
    "ich bin nicht im", "außer haus", "ausser haus", "réponse automatique", "reponse automatique",
    "absence du bureau", "absent du bureau", "message d'absence", "respuesta automática", "respuesta automatica",
    "fuera de la oficina", "fuera de oficina", "ausente de la oficina", "resposta automática", "resposta automatica",
    "fora do escritório", "ausência temporária", "ausência do escritório", "risposta automatica", "fuori sede",
    "fuori ufficio", "assenza dall'ufficio", "odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź",
    "poza biurem", "автоответ", "автоматический ответ", "автоматическое сообщение", "вне офиса", "нет на месте",
    "автоматична відповідь", "autosvar", "automatiskt svar", "automatisk svar", "ikke til stede",
    "poissaoloilmoitus", "automaattinen vastaus", "poissa toimistosta", "automatická odpověď", "automatická odpoveď",
    "mimo kancelář", "otomatik yanıt", "otomatik cevap", "ofis dışında", "ofis dışı", "automatikus válasz",
    "házon kívül", "răspuns automat", "αυτόματη απάντηση", "εκτός γραφείου", "automatski odgovor", "automātiska atbilde", "automātiskā atbilde", "automatiska atbilde", "ārpus biroja",
    "arpus biroja", "automatinis atsakymas", "ne darbo vietoje",
    "samodejni odgovor", "автоматичен отговор", "automaatvastus", "自動応答", "自動返信", "不在通知", "不在：", "自动回复", "自動回覆",
    "自动答复", "外出自动", "不在辦公室", "자동 회신", "자동 응답", "부재중", "trả lời tự động", "thư trả lời tự động", "ตอบกลับอัตโนมัติ",
    "תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "الرد التلقائي", "خارج المكتب",
)  # fmt: skip

# In the subject behind the name of who is away, as Lotus Notes writes it.
SUBJECT_AWAY = (" is out of the office", " is out of office", " is currently out of the office")

# How the subject of a receipt begins; counts with a machine's header or report only.
RECEIPT_BEGINNINGS = (
    "read:", "read receipt", "return receipt", "not read:", "deleted:", "dibaca:", "tanda terima", "tidak dibaca:",
    "gelesen:", "ungelesen gelöscht", "lesebestätigung", "lu :", "lu:", "confirmation de lecture",
    "accusé de réception", "leído:", "confirmación de lectura", "lido:", "confirmação de leitura", "letto:",
    "conferma di lettura", "gelezen:", "leesbevestiging", "прочитано:", "przeczytane:", "läst:", "læst:", "lest:",
    "luettu:", "přečteno:", "okundu:", "開封済み", "已读", "已讀", "읽음", "đã đọc", "delivered:", "disposition notification",
    "delivery receipt", "relayed:",
)  # fmt: skip

# How the subject of an answer to an invitation begins; counts with a calendar part only when short.
CALENDAR_BEGINNINGS = (
    "accepted:", "declined:", "tentative:", "tentatively accepted:", "diterima:", "ditolak:", "tentatif:",
    "sementara diterima:", "zugesagt:", "abgesagt:", "mit vorbehalt:", "accepté :", "refusé :", "aceptado:",
    "aceptada:", "rechazado:", "aceito:", "accettato:", "geaccepteerd:", "new time proposed:",
    "waktu baru diusulkan:",
)  # fmt: skip

# Of systems that ask the sender to prove that he is a person.
CHALLENGE_SUBJECTS = (
    "please confirm your message", "confirm your message", "please confirm your email to",
    "your email requires verification", "your message requires verification", "verification required",
    "message verification", "your mail to", "sender verification", "verify your email to",
    "please verify your message", "[spamarrest]", "spam arrest", "your email has been held", "your message to",
    "email verification needed", "challenge:", "confirmation required", "mohon konfirmasi pesan anda",
    "action required to deliver",
)  # fmt: skip
CHALLENGE_HEADERS = (
    "x-boxtrapper", "x-tmda-confirm", "x-tmda-fingerprint", "x-ask-auth", "x-spamarrest-challenge",
    "x-spamarrest-noauth", "x-bluebottle", "x-choicemail-registration", "x-challenge", "x-qconfirm",
    "x-uol-antispam", "x-sender-verification",
)  # fmt: skip

# A header that says by being there that a program answered.
AUTO_REPLY_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-auto-respond", "x-autoreply-from",
    "x-autoresponder", "x-mail-autoreply", "x-vacation", "x-autogenerated", "x-mailautoreply", "x-exim-autoreply",
    "x-amazon-auto-reply", "x-pm-auto-reply", "x-kas-autoreply", "x-ooo", "x-facebook-auto-reply", "auto-reply",
)  # fmt: skip
