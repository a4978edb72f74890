"""List the words of signatures, "sent from" lines, disclaimers and list footers, in the languages of mail.

All phrases are in case-folded form.
"""

# A closing that ends a mail whatever follows it ("Hormat saya" / "Best regards").
CLOSINGS = frozenset(
    (
        "hormat saya", "hormat kami", "salam hormat", "salam", "salam hangat", "salam sejahtera", "salam takzim",
        "wassalam", "wasalam", "wassalamualaikum", "wassalamu'alaikum", "wassalamualaikum wr wb",
        "wassalamu'alaikum wr wb", "wassalamu'alaikum warahmatullahi wabarakatuh",
        "wassalamualaikum warahmatullahi wabarakatuh", "wassalamualaikum wr. wb", "wassalamu'alaikum wr. wb",
        "wassalamu’alaikum wr. wb", "wassalamu’alaikum", "hormat", "hormat kami,", "dengan hormat saya", "tertanda",
        "ttd", "yang bermohon", "yang bersangkutan", "yang mengajukan", "pemohon", "hormat sy", "salam dan terima kasih", "terima kasih dan salam",
        "salam kenal", "regards", "best regards", "kind regards", "warm regards", "warmest regards",
        "kindest regards", "with regards", "many regards", "with best regards", "with kind regards", "best",
        "all the best", "best wishes", "sincerely", "sincerely yours", "yours sincerely", "yours truly",
        "yours faithfully", "cheers", "respectfully", "cordially", "br", "rgds", "brgds", "kr", "warmly",
        "thanks and regards", "thanks & regards", "thank you and regards", "thanks and best regards",
        "thanks & best regards", "regards and thanks", "kindly", "take care", "mit freundlichen grüßen",
        "mit freundlichen grüssen", "mit freundlichem gruß", "mit freundlichem gruss", "freundliche grüße",
        "freundliche grüsse", "viele grüße", "viele grüsse", "beste grüße", "beste grüsse", "liebe grüße",
        "liebe grüsse", "schöne grüße", "herzliche grüße", "gruß", "grüße", "gruss", "lg", "mfg", "vg",
        "hochachtungsvoll", "schönen gruß", "besten gruß", "cordialement", "bien cordialement", "très cordialement",
        "bien à vous", "salutations", "meilleures salutations", "sincères salutations", "amicalement", "saludos",
        "un saludo", "saludos cordiales", "cordialmente", "atentamente", "un cordial saludo", "atte", "abrazos",
        "saluti", "cordiali saluti", "distinti saluti", "un saluto", "a presto", "salutacions", "grazie e saluti",
        "cordiais saudações", "atenciosamente", "att", "abraços", "cumprimentos", "com os melhores cumprimentos",
        "melhores cumprimentos", "saudações", "met vriendelijke groet", "met vriendelijke groeten",
        "vriendelijke groet", "vriendelijke groeten", "groet", "groeten", "groetjes", "mvg", "hartelijke groet",
        "pozdrawiam", "z poważaniem", "z powazaniem", "pozdrowienia", "serdecznie pozdrawiam", "с уважением",
        "с уважением,", "всего доброго", "з повагою", "med vänlig hälsning", "med vänliga hälsningar",
        "vänliga hälsningar", "vänlig hälsning", "hälsningar", "mvh", "vänligen", "hälsning", "med venlig hilsen",
        "venlig hilsen", "venlige hilsner", "hilsen", "de bedste hilsner", "kh", "vh", "kærlig hilsen",
        "mange hilsner", "bedste hilsner", "med vennlig hilsen", "vennlig hilsen", "beste hilsen", "mvh.",
        "ystävällisin terveisin", "terveisin", "t", "parhain terveisin", "yst terv", "s pozdravem", "s úctou",
        "s pozdravom", "zdravím", "pozdravy", "saygılarımla", "saygılarımızla", "iyi çalışmalar", "selamlar",
        "sevgiler", "üdvözlettel",
        "tisztelettel", "cu stimă", "cu respect", "με εκτίμηση", "trân trọng", "kính thư", "trân trọng kính chào", "敬具", "此致", "敬礼", "祝好", "감사합니다 드림", "ขอแสดงความนับถือ", "בברכה", "مع تحياتي", "تحياتي", "поздрави", "lugupidamisega")
)  # fmt: skip

# Thanks close a mail only when a name follows; alone they are what the sender says.
THANKS = frozenset(
    (
        "terima kasih", "terimakasih", "terima kasih banyak", "terimakasih banyak", "makasih", "trims", "tks", "thx",
        "thanks", "thank you", "many thanks", "thanks a lot", "thank you very much", "thanks in advance",
        "thank you in advance", "thanks again", "danke", "vielen dank", "besten dank", "merci", "merci beaucoup",
        "merci d'avance", "gracias", "muchas gracias", "obrigado", "obrigada", "grazie", "bedankt", "alvast bedankt",
        "dank je wel", "dziękuję", "спасибо", "tack", "tack på förhand", "tak", "mange tak", "på forhånd tak",
        "takk", "kiitos", "děkuji", "teşekkürler", "teşekkür ederim", "cảm ơn", "cám ơn",
        "atas perhatiannya terima kasih", "atas bantuannya terima kasih",
        "atas perhatian dan bantuannya saya ucapkan terima kasih", "sekian dan terima kasih", "sekian terima kasih",
        "demikian terima kasih", "matur nuwun", "syukron", "ty", "tq",
        "atas perhatian bapak/ibu saya ucapkan terima kasih", "terima kasih atas perhatiannya", "terima kasih atas bantuannya", "mohon bantuannya terima kasih")
)  # fmt: skip

# How a line begins that a device or program adds.
SENT_FROM = (
    "dikirim dari", "dikirim melalui", "dikirim lewat", "dikirim menggunakan", "dikirim dengan", "dikirim via",
    "terkirim dari", "dikirimkan dari", "dihantar dari", "dapatkan outlook untuk", "unduh outlook",
    "dapatkan outlook", "yahoo mail: cari", "yahoo mail untuk", "sent from", "sent with", "sent via", "sent using",
    "sent by", "sent wirelessly", "sent on the", "sent through", "get outlook for", "get bluemail for",
    "from my", "outlook for", "composed on", "typed on", "sent securely", "download outlook for", "written on my", "posted from", "von meinem",
    "von meiner", "gesendet von", "gesendet mit", "gesendet aus", "gesendet über",
    "diese nachricht wurde von meinem", "diese mail wurde von meinem", "holen sie sich outlook", "laden sie outlook",
    "outlook für", "envoyé de", "envoyé depuis", "envoyé à partir", "envoyé d'", "envoyé d’", "envoyé via",
    "envoyé avec", "envoyé sans fil", "télécharger outlook", "obtenir outlook", "provenance", "enviado desde",
    "enviado do", "enviado de", "enviado a partir", "enviado pelo", "enviado com", "enviado con", "enviado via",
    "obtener outlook", "obter o outlook", "enviada do", "enviat des", "inviato da", "inviato dal", "inviato con",
    "scarica outlook", "ottieni outlook", "verzonden vanaf", "verzonden met", "verzonden via", "verstuurd vanaf",
    "verstuurd met", "verstuurd via", "outlook voor", "wysłano z", "wysłane z", "pobierz aplikację outlook",
    "pobierz program outlook", "отправлено с", "отправлено из", "отправлено от", "надіслано з", "скачать outlook",
    "получите outlook", "skickat från", "skickat med", "hämta outlook", "sendt fra", "sendt med", "hent outlook",
    "få outlook", "skaff deg outlook", "lähetetty", "hanki outlook", "hämtad från", "odesláno z", "odesláno ze",
    "odoslané z", "získejte outlook", "stáhnout outlook", "elküldve", "küldve", "trimis de pe", "trimis din",
    "στάλθηκε από", "εστάλη από", "được gửi từ", "gửi từ", "tải outlook", "ส่งจาก", "发自", "發自", "來自我的", "從我的", "从我的",
    "נשלח מ", "أُرسلت من", "تم الإرسال من", "saadetud minu", "poslano s", "poslano iz", "изпратено от",
)  # fmt: skip
# How such a line ends in the languages that put the verb last.
SENT_FROM_ENDINGS = (
    "gesendet", "gönderildi", "から送信", "から送信しました", "傳送", "에서 보냄", "에서 보냈습니다", "에서 나의", "verzonden", "verstuurd",
    "envoyé", "sähköpostista", "의 iphone에서 보냄", "で送信",
)  # fmt: skip
# What is sent from there needs no device's name to be a boast.
SENT_FROM_OWN = ("sent from my ",)
# How the sentence behind a boast begins that asks for patience with it.
EXCUSES = (
    "please excuse",
    "excuse",
    "pls excuse",
    "please forgive",
    "sorry for",
    "apologies for",
    "maaf",
    "mohon maaf",
)
DEVICES = (
    "iphone", "ipad", "ipod", "android", "blackberry", "samsung", "galaxy", "xiaomi", "redmi", "poco", "oppo",
    "vivo", "realme", "huawei", "honor", "nokia", "htc", "sony", "xperia", "motorola", "lg", "windows phone",
    "windows mail", "lumia", "outlook", "yahoo", "gmail", "mail.ru", "myail", "proton", "mailbird", "thunderbird",
    "k-9", "bluemail", "blue mail", "spark", "newton", "acompli", "mailbox", "smartphone", "handy", "telefon",
    "ponsel", "hp saya", "handphone", "gawai", "tablet", "mobile", "mobil", "phone", "pixel", "oneplus", "asus",
    "zenfone", "infinix", "airmail", "sparrow", "aquamail", "typeapp", "edison", "zoho", "hotmail", "airmail",
    "mail for windows", "mail untuk windows", "aol", "gmx", "web.de", "device", "perangkat", "terminal", "móvil",
    "portable", "яндекс", "почты", "mail app", "mac", "macbook", "watch", "superhuman", "hey", "fairemail", "zimbra",
    "roundcube", "webmail", "wireless",
)  # fmt: skip

# How a disclaimer, a scanner's note or a list's footer begins: the rest of the text goes with it.
DISCLAIMERS = (
    "disclaimer", "penafian", "sangkalan", "confidentiality notice", "confidentiality:", "confidential notice",
    "confidentiality note", "privileged and confidential", "this message w/attachments", "this message (including",
    "this e-mail (including", "this email (including", "this email and its", "this message and its",
    "this e-mail and its", "this e-mail, including", "this email, including", "notice: this", "note: this e",
    "this email and any", "this e-mail and any", "this message and any", "this email is confidential",
    "this e-mail is confidential", "this message is confidential", "this email is intended",
    "this e-mail is intended", "this message is intended", "this e-mail message", "this email message is",
    "this transmission", "this communication is", "this electronic message", "the information contained in this",
    "the information in this e", "the contents of this e", "the content of this e", "important notice",
    "legal notice", "legal disclaimer", "important: this", "notice: this e", "this email may contain",
    "this e-mail may contain", "this message may contain", "this message contains confidential",
    "this email contains", "if you are not the intended recipient", "if you have received this",
    "please consider the environment", "before printing", "consider the environment", "think before you print",
    "save a tree", "please don't print", "please do not print this", "email ini bersifat rahasia",
    "e-mail ini bersifat rahasia", "surel ini bersifat rahasia", "pesan ini bersifat rahasia",
    "pesan ini dan lampiran", "email ini dan lampiran", "email ini dan setiap", "email ini (termasuk",
    "e-mail ini (termasuk", "pesan ini (termasuk", "informasi yang terkandung dalam email",
    "informasi dalam email ini", "informasi yang terdapat dalam", "isi email ini", "email ini beserta",
    "pesan elektronik ini", "surat elektronik ini", "catatan kerahasiaan", "pernyataan kerahasiaan",
    "pemberitahuan kerahasiaan", "email ini hanya ditujukan", "pesan ini hanya ditujukan",
    "pertimbangkan lingkungan", "harap pertimbangkan lingkungan", "mohon pertimbangkan lingkungan",
    "jika anda bukan penerima", "diese e-mail enthält", "diese e-mail kann", "diese nachricht enthält",
    "diese nachricht ist vertraulich", "der inhalt dieser e-mail", "haftungsausschluss", "ce message et",
    "ce message est confidentiel", "ce courriel", "cet e-mail", "ce mail et", "este mensaje", "este correo",
    "aviso legal", "aviso de confidencialidad", "esta mensagem", "este e-mail", "aviso legal:", "questo messaggio",
    "questa e-mail", "le informazioni contenute", "dit bericht is", "dit e-mailbericht", "deze e-mail",
    "de informatie in dit", "ta wiadomość", "niniejsza wiadomość", "данное сообщение", "detta meddelande",
    "denna e-post", "denne e-mail", "denne meddelelse", "denne e-posten", "virus-free", "bebas virus", "virenfrei",
    "sin virus", "libre de virus", "livre de vírus", "this email has been checked", "this e-mail has been checked",
    "email ini telah diperiksa", "this email has been scanned", "this message has been scanned",
    "this message was scanned", "scanned by", "diese e-mail wurde von avast", "cet e-mail a été vérifié",
    "el software de antivirus", "no virus found in this", "email ini telah dipindai", "pesan ini telah dipindai",
    "checked by avg", "you received this message because", "you are receiving this",
    "you received this email because", "anda menerima pesan ini karena", "anda menerima email ini karena",
    "to unsubscribe from this group", "untuk berhenti berlangganan", "to unsubscribe,", "to unsubscribe:",
    "to unsubscribe from", "reply to this email directly or view it on", "sie erhalten diese nachricht, weil",
    "vous recevez ce message", "has recibido este mensaje", "you received this e-mail because",
    "to post to this group", "visit this group at", "mailing list:", "unsubscribe:", "to view this discussion",
)  # fmt: skip

# Warnings that a gateway puts above the mail: the paragraph that begins with one is left out.
BANNERS = (
    "caution: this email originated", "caution: this message originated", "caution: external", "caution - external",
    "[external]", "[external email]", "external email:", "external email -", "external:", "*external", "***external",
    "warning: this email originated", "warning: external", "this email originated from outside",
    "this message originated from outside", "this message was sent from outside", "this email was sent from outside",
    "you don't often get email from", "you don’t often get email from",
    "some people who received this message don't often", "some people who received this message don’t often",
    "anda jarang mendapatkan email dari", "anda tidak sering menerima email dari",
    "perhatian: email ini berasal dari luar", "peringatan: email ini berasal dari luar",
    "email ini berasal dari luar", "email eksternal", "[eksternal]", "vorsicht: diese e-mail", "achtung: externe",
    "attention: external", "attention : cet e-mail", "attention: ce courriel", "caution: this e-mail",
    "this sender is untrusted", "be careful with this message", "exercise caution",
)  # fmt: skip
