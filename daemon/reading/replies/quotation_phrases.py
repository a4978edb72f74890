"""List the words by which mail clients introduce a quotation, in the languages they speak.

All phrases are in case-folded form without punctuation. Sources: the message catalogues of Gmail, Outlook, Apple Mail,
Thunderbird, Yahoo, Zimbra, Roundcube, Samsung and Xiaomi as they appear in mail.
"""

# Words that make the verb of "On DATE, NAME wrote:", one word each; they may stand before or after the name.
WROTE = frozenset(
    (
        "menulis", "menuliskan", "tulis", "nulis", "mengirim", "mengirimkan", "wrote", "writes", "written", "sent",
        "said", "replied", "schrieb", "geschrieben", "schreef", "geschreven", "skryf", "geskryf", "écrit", "ecrit",
        "écrivait", "écrivit", "envoyé", "escribió", "escribio", "escrito", "escribe", "escriure", "escrit",
        "escreveu", "escribiu", "scritto", "scriveva", "scrisse", "scrive", "napisał", "napisała", "napisali",
        "pisze", "napisal", "napisala", "napísal", "napísala", "napsal", "napsala", "píše", "napisao", "pisal",
        "написал", "написала", "написали", "пишет", "писал", "писала", "пише", "написав", "написала", "написа",
        "написао", "пишет", "skrev", "skrevet", "skriver", "kirjoitti", "kirjutas", "skrifaði", "rakstīja", "rašė",
        "parašė", "yazdı", "yazmış", "írta", "scris", "έγραψε", "έγραψαν", "shkruar", "viết", "เขียนว่า", "เขียน",
        "sumulat", "isinulat", "menyurat", "작성", "썼습니다", "כתב", "כתבה", "מאת", "كتب", "كتبت", "نوشت", "लिखा", "ahoy",
        "scrieu", "napisa",
    )
)  # fmt: skip
# The same in scripts that do not part words: found anywhere in the line.
WROTE_UNSPACED = (
    "写道",
    "寫道",
    "写到",
    "撰写",
    "撰寫",
    "のメール",
    "書きました",
    "のメッセージ",
    "書いた",
    "작성",
    "님이 쓴 글",
    "เขียน",
    "تمت كتابة",
)

# The word an attribution line starts with, before the date.
STARTERS = frozenset(
    (
        "pada", "tanggal", "pd", "tgl", "on", "le", "el", "em", "il", "in", "am", "den", "op", "på", "w", "dnia",
        "dne", "dňa", "dana", "la", "în", "pe", "στις", "vào", "lúc", "noong", "sa", "a", "kl", "в", "от", "на", "у",
        "dia", "no", "ב", "בתאריך", "في", "เมื่อ", "mnamo", "em", "data", "date", "il", "dom", "於", "于", "在",
    )
)  # fmt: skip
# Starters that may open an attribution in the middle of a line, after the sender's own words ("Setuju. On Mon, 2 Nov ...").
MIDLINE_STARTERS = ("On", "Pada", "Le", "El", "Em", "Am", "Il", "Op", "Den", "På", "Dne", "Vào", "Dnia")

# Months as they begin in these languages, case-folded.
MONTHS = (
    "jan", "feb", "mar", "apr", "mei", "may", "mai", "maj", "jun", "jul", "aug", "agu", "ags", "agt", "sep", "oct",
    "okt", "out", "ott", "nov", "nop", "dec", "des", "dez", "dic", "déc", "fév", "fev", "avr", "aoû", "jui", "mär",
    "maa", "mrt", "ene", "abr", "ago", "set", "gen", "mag", "giu", "lug", "sty", "lut", "kwi", "cze", "lip", "sie",
    "wrz", "paź", "lis", "gru", "янв", "фев", "мар", "апр", "мая", "май", "июн", "июл", "авг", "сен", "окт", "ноя",
    "дек", "січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру", "oca", "şub", "nis",
    "haz", "tem", "ağu", "eyl", "eki", "kas", "ara", "thá", "thg", "tam", "hel", "huh", "tou", "kes", "hei", "elo",
    "syy", "lok", "mar", "jou", "led", "úno", "bře", "dub", "kvě", "čer", "srp", "zář", "říj", "pro", "ιαν", "φεβ",
    "μαρ", "απρ", "μαΐ", "ιου", "αυγ", "σεπ", "οκτ", "νοε", "δεκ", "ינו", "פבר", "מרץ", "אפר", "מאי", "יונ", "יול",
    "אוג", "ספט", "אוק", "נוב", "דצמ", "ม.ค", "ก.พ",
)  # fmt: skip
WEEKDAYS = (
    "sen", "sel", "rab", "kam", "jum", "sab", "min", "aha", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo",
    "di", "mi", "do", "fr", "sa", "so", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie", "sáb",
    "dom", "gio", "qua", "qui", "sex", "seg", "ter", "pon", "wto", "wt", "śro", "śr", "czw", "pią", "pt", "sob",
    "nie", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "пон", "втор", "сред", "четв", "пятн", "субб", "воск", "man",
    "tir", "ons", "tor", "fre", "lør", "søn", "mån", "tis", "lör", "sön", "ma", "ti", "ke", "to", "pe", "la", "su",
    "zo", "wo", "za", "vr", "po", "út", "st", "čt", "pá", "ne", "pzt", "sal", "çar", "per", "cum", "cmt", "paz",
    "th", "cn", "thứ", "chủ", "maa", "din", "woe", "don", "vri", "zat", "zon",
)  # fmt: skip

# First person before the verb: the sender speaks of an own earlier mail, this is no quotation.
FIRST_PERSON = frozenset(("saya", "kami", "aku", "sy", "i", "we", "ich", "wir", "yo", "eu", "ik", "gue"))

# Labels of a quoted header block, by what they label.
HEADER_LABELS: dict[str, tuple[str, ...]] = {
    "from": (
        "dari", "pengirim", "from", "von", "van", "de", "da", "od", "från", "fra", "lähettäjä", "ot", "от", "від",
        "από", "de la", "kimden", "gönderen", "feladó", "差出人", "送信者", "发件人", "發件人", "寄件者", "寄件人", "보낸 사람", "보낸사람",
        "từ", "người gửi", "จาก", "מאת", "من", "exp", "expéditeur", "absender", "afzender", "remitente", "mittente",
        "remetente", "odesílatel", "odosielateľ", "nadawca", "отправитель", "saatja", "nuo", "no", "frá", "šalje",
        "sender", "von der", "desde",
    ),
    "sent": (
        "dikirim", "terkirim", "waktu kirim", "sent", "gesendet", "gesendet am", "verzonden", "envoyé", "envoyé le",
        "enviado", "enviado el", "enviado em", "enviada", "enviada em", "inviato", "wysłano", "wysłane", "skickat",
        "sendt", "sent at", "lähetetty", "odesláno", "odoslané", "отправлено", "надіслано", "gönderildi",
        "gönderme tarihi", "elküldve", "küldve", "送信日時", "发送时间", "發送時間", "寄件日期", "已傳送", "보낸 날짜", "보냄", "đã gửi",
        "gửi lúc", "ส่งเมื่อ", "נשלח", "أرسل", "تم الإرسال", "trimis", "στάλθηκε", "saadetud", "išsiųsta",
        "nosūtīts", "sent on", "poslano", "изпратено", "enviat el",
    ),
    "date": (
        "tanggal", "tgl", "date", "datum", "fecha", "data", "dato", "päiväys", "päivämäärä", "pvm", "дата",
        "ημερομηνία", "tarih", "dátum", "日付", "日期", "时间", "날짜", "ngày", "วันที่", "תאריך", "التاريخ",
        "date and time", "kuupäev", "dată",
    ),
    "to": (
        "kepada", "ke", "untuk", "penerima", "to", "an", "aan", "à", "a", "para", "do", "till", "til",
        "vastaanottaja", "komu", "кому", "προς", "kime", "alıcı", "címzett", "宛先", "收件人", "收件者", "받는 사람", "받는사람",
        "đến", "tới", "người nhận", "ถึง", "אל", "إلى", "către", "pour", "kam", "kellele", "za", "do:",
        "destinatario", "destinataire", "empfänger", "adresat",
    ),
    "cc": (
        "cc", "tembusan", "kopi", "kopie", "copie", "copie à", "copia", "cópia", "dw", "kopia", "kópia", "копия",
        "копія", "másolatot kap", "抄送", "副本", "참조", "bcc", "bilgi", "κοιν", "สำเนา", "עותק", "نسخة", "ko", "kopio",
    ),
    "subject": (
        "perihal", "hal", "subjek", "judul", "topik", "subject", "betreff", "betr", "onderwerp", "objet", "asunto",
        "oggetto", "assunto", "temat", "ämne", "emne", "aihe", "předmět", "predmet", "тема", "θέμα", "konu", "tárgy",
        "件名", "主题", "主題", "主旨", "제목", "chủ đề", "tiêu đề", "หัวเรื่อง", "เรื่อง", "נושא", "الموضوع", "subiect",
        "teema", "tema", "temats", "assumpte",
    ),
    "other": (
        "reply-to", "balas ke", "balas-ke", "importance", "kepentingan", "prioritas", "wichtigkeit", "priorität",
        "antwort an", "prioriteit", "importancia", "importanza", "attachments", "lampiran", "anlagen", "anhänge",
        "pièces jointes", "bijlagen", "message-id", "répondre à", "responder a", "x-mailer", "mailed-by",
        "organization", "organisasi", "list-id", "resent-from", "répondre-à",
    ),
}  # fmt: skip

# Lines that stand between the sender's words and the earlier mail, with or without dashes around them.
ORIGINAL_MESSAGE = (
    "pesan asli", "pesan awal", "pesan sebelumnya", "email asli", "surel asli", "mesej asal", "pesan semula",
    "balasan pesan", "original message", "original mail", "original email", "reply message", "original message processed by", "original appointment",
    "message original", "ursprüngliche nachricht", "ursprüngliche mail", "original-nachricht", "originalnachricht",
    "original nachricht", "oorspronkelijk bericht", "oorspronkelijke bericht", "origineel bericht",
    "message d'origine", "message d’origine", "message initial", "courriel original", "mensaje original",
    "mensagem original", "missatge original", "messaggio originale", "messaggio original", "oryginalna wiadomość",
    "wiadomość oryginalna", "originalmeddelande", "ursprungligt meddelande", "oprindelig meddelelse",
    "oprindelig besked", "opprinnelig melding", "original melding", "alkuperäinen viesti", "původní zpráva",
    "pôvodná správa", "původní e-mail", "исходное сообщение", "оригинальное сообщение", "пересылаемое письмо",
    "вихідне повідомлення", "оригинално съобщение", "orijinal mesaj", "özgün ileti", "eredeti üzenet",
    "mesaj original", "αρχικό μήνυμα", "元のメッセージ", "オリジナルメッセージ", "原始邮件", "原始郵件", "原邮件", "원본 메시지", "원본 메일", "thư gốc",
    "tin nhắn gốc", "ข้อความต้นฉบับ", "ข้อความเดิม", "הודעה מקורית", "الرسالة الأصلية", "algne kiri",
    "originaly žinutė", "izvorna poruka", "izvirno sporočilo",
)  # fmt: skip
FORWARDED_MESSAGE = (
    "pesan diteruskan", "pesan yang diteruskan", "pesan terusan", "diteruskan", "email diteruskan",
    "mulai pesan yang diteruskan", "awal pesan terusan", "awal pesan yang diteruskan", "mesej yang dimajukan",
    "pesan teruskan", "surel terusan", "diteruskan oleh", "forwarded message", "begin forwarded message",
    "forwarded by", "forwarded mail", "forward message", "forwarded email", "forwarded with permission",
    "start of forwarded message", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "weitergeleitete e-mail", "weitergeleitet von", "doorgestuurd bericht", "begin doorgestuurd bericht",
    "message transféré", "début du message transféré", "début du message réexpédié", "message transmis",
    "mensaje reenviado", "inicio del mensaje reenviado", "comienzo del mensaje reenviado", "mensagem encaminhada",
    "início da mensagem encaminhada", "início da mensagem reencaminhada", "mensagem reencaminhada",
    "messaggio inoltrato", "inizio messaggio inoltrato", "messaggio inoltrato da", "wiadomość przekazana",
    "przekazana wiadomość", "treść przekazanej wiadomości", "początek przekazanej wiadomości",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "börjar vidarebefordrat brev", "videresendt meddelelse",
    "videresendt besked", "start på videresendt besked", "videresendt melding", "begynnelsen på videresendt melding",
    "edelleenlähetetty viesti", "välitetty viesti", "välitetty viesti alkaa", "přeposlaná zpráva",
    "začátek přeposlané zprávy", "preposlaná správa", "пересылаемое сообщение", "пересланное сообщение",
    "начало переадресованного сообщения", "переслане повідомлення", "переадресоване повідомлення",
    "препратено съобщение", "iletilen mesaj", "iletilmiş mesaj", "yönlendirilmiş ileti başlangıcı",
    "yönlendirilen ileti", "továbbított üzenet", "továbbított levél", "mesaj redirecționat", "mesaj retransmis",
    "προωθημένο μήνυμα", "転送メッセージ", "転送されたメッセージ", "転送メール", "转发的邮件", "轉寄郵件", "轉寄的郵件", "转发邮件信息", "已转发邮件", "전달된 메시지",
    "전달된 메일", "thư đã chuyển tiếp", "thư chuyển tiếp", "tin nhắn đã chuyển tiếp", "ข้อความที่ส่งต่อ",
    "הודעה שהועברה", "רسالة معاد توجيهها", "الرسالة المعاد توجيهها", "edastatud kiri", "missatge reenviat",
    "proslijeđena poruka", "posredovano sporočilo",
)  # fmt: skip

# Subject prefixes of a forwarded mail, without the colon.
FORWARD_PREFIXES = frozenset(
    (
        "fwd", "fw", "trs", "terusan", "teruskan", "diteruskan", "fwrd", "wg", "tr", "rv", "enc", "i", "doorst", "pd",
        "vs", "vb", "vl",
        "videres", "fs", "przek", "пересл", "转发", "轉寄", "転送", "전달", "chuyển tiếp", "ilt", "továbbítás", "továbbítva", "redirecționare", "προώθ", "הועבר", "إعادة توجيه")
)  # fmt: skip
# Subject prefixes of an answer: "RE: FW: ..." is an answer to a forwarded mail.
REPLY_PREFIXES = frozenset(
    ("re", "bls", "balas", "balasan", "aw", "antw", "sv", "ref", "rif", "odp", "ynt", "回复", "回覆", "答复", "返信", "답장", "trả lời", "res", "vá", "atb", "απ", "תגובה", "رد", "r", "rép", "resp", "отв", "sv", "回信", "ตอบ", "回复", "atbilde", "ats")
)  # fmt: skip

# "Write above this line", the marker of help desks; casefolded, found anywhere in a short line.
REPLY_ABOVE = (
    "balas di atas baris ini", "tulis balasan di atas baris ini", "balas di atas garis ini",
    "ketik balasan anda di atas baris ini", "reply above this line", "reply above the line",
    "type your reply above this line", "write your reply above this line", "type your response above this line",
    "reply above this email", "please reply above this line", "add your reply above this line",
    "antworten sie oberhalb dieser zeile", "antwort bitte oberhalb dieser zeile",
    "bitte oberhalb dieser zeile antworten", "bitte geben sie ihre antwort oberhalb dieser zeile",
    "répondre au-dessus de cette ligne", "répondez au-dessus de cette ligne",
    "veuillez répondre au-dessus de cette ligne", "responda por encima de esta línea",
    "responder por encima de esta línea", "rispondi sopra questa riga", "responda acima desta linha",
    "antwoord boven deze regel", "typ uw antwoord boven deze regel", "svara ovanför denna rad",
    "svar over denne linje", "svar over denne linjen", "kirjoita vastauksesi tämän rivin yläpuolelle",
    "odpowiedz powyżej tej linii", "bu satırın üzerine yanıt", "ответьте выше этой строки",
    "отвечайте выше этой линии", "この行より上に返信",
)  # fmt: skip

# Lines that a client puts in place of a quotation.
HIDDEN_QUOTATION = frozenset(
    (
        "quoted text hidden", "show quoted text", "hide quoted text", "- show quoted text -", "- hide quoted text -",
        "teks kutipan disembunyikan",
        "tampilkan teks kutipan", "sembunyikan teks kutipan", "kutipan teks disembunyikan", "show trimmed content")
)  # fmt: skip

# Months by their first three letters, where these are not ambiguous between the languages.
MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen sty янв led oca 1月", "feb fév fev lut фев úno şub", "mar mär maa mrt мар bře",
            "apr avr abr kwi апр dub nis", "mei may mai maj мая май kvě mag", "jun juin giu cze июн haz",
            "jul lug lip июл tem", "aug agu ags agt aoû ago sie авг srp ağu", "sep set wrz сен zář eyl",
            "oct okt out ott paź окт říj eki", "nov nop lis ноя kas", "dec des dez dic déc gru дек pro ara",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
