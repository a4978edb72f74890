"""List the words by which mail servers say that a mail did not arrive. All phrases are case-folded."""

# Local parts and display names under which mail servers write.
DAEMONS = frozenset(
    (
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon", "maildaemon", "mail_daemon", "postmaster",
        "post_master", "post-master", "mdaemon", "mmdf", "uucp", "daemon", "mail-delivery-subsystem",
        "maildeliverysubsystem", "microsoftexchange", "delivery-status", "mailer", "bounce-notification", "bounces",
        "bounce", "mail.delivery", "notes", "mta", "smtpd", "kundenserver", "abuse-report", "maildelivery",
        "mail-delivery", "internet.mail.delivery",
    )
)  # fmt: skip
DAEMON_NAMES = (
    "mail delivery", "mailer-daemon", "mailer daemon", "delivery subsystem", "system administrator",
    "systemadministrator", "postmaster", "mail deliver system", "internet mail delivery", "mail administrator",
    "microsoft outlook", "microsoft exchange", "delivery status", "mail system", "sistem pengiriman",
    "subsistem pengiriman",
)  # fmt: skip

# In a subject: a notice of failure or delay.
SUBJECTS = (
    "mail failed", "failed mail", "mail returned", "rejected mail", "delayed", "tidak dapat terkirim", "kegagalan", "undeliver", "returned mail",
    "return mail", "returned to sender", "return to sender", "delivery failure", "delivery failed", "failure notice",
    "failure notification", "failed delivery", "delivery status notification", "delivery notification",
    "delivery report", "delivery has failed", "delivery has been delayed", "delivery problem", "delivery error",
    "mail delivery", "message delivery", "could not send", "couldn't send", "could not be delivered",
    "couldn't be delivered", "not delivered", "was not delivered", "unable to deliver", "can't deliver",
    "cannot deliver", "non delivery", "non-delivery", "nondeliverable", "nondelivery", "ndn:", "ndr:",
    "mail system error", "mail error", "message status", "delayed mail", "mail delayed", "delivery delayed",
    "warning: could not", "warning--could not", "permanent delivery", "permanent error", "mailbox full",
    "mailbox is full", "user unknown", "unknown user", "unknown address", "address error", "invalid recipient",
    "message rejected", "message rejection", "mail rejected", "bounced", "bounce message",
    "message could not", "email could not", "not be delivered", "delivery unsuccessful", "mail failure",
    "error sending", "over quota", "tidak terkirim", "gagal terkirim", "gagal dikirim", "tidak dapat dikirim",
    "tidak dapat disampaikan", "pengiriman gagal", "kegagalan pengiriman", "pemberitahuan status pengiriman",
    "pesan tertunda", "tidak tersampaikan", "pengiriman tertunda", "unzustellbar", "nicht zugestellt", "zustellung",
    "fehlgeschlagen", "non remis", "non distribu", "échec de la remise", "échec de remise", "echec",
    "impossible de remettre", "no entregado", "no se puede entregar", "no se pudo entregar", "error de entrega",
    "não entregue", "não foi possível entregar", "falha na entrega", "falha de entrega", "mancato recapito",
    "impossibile recapitare", "non recapitabile", "onbestelbaar", "niet bezorgd", "niet worden afgeleverd",
    "niedostarcz", "nie dostarczono", "zwrot poczty", "недостав", "не доставлено", "ошибка доставки",
    "kunne ikke leveres", "går inte att leverera", "olevererbart", "ikke leveret", "toimittaminen epäonnistui",
    "nelze doručit", "nedoručiteln", "teslim edilemedi", "iletilemedi", "kézbesíthetetlen", "配信不能", "配信できません",
    "配信エラー", "送信エラー", "エラーメール", "メッセージを配信", "メール送信エラー", "退信", "投递失败", "無法傳遞", "未传递", "发送失败", "반송", "배달되지",
    "không gửi được", "không thể gửi",
)  # fmt: skip

# In the notice itself.
NOTICES = (
    "mail failed", "failed addresses", "not yet been delivered", "no valid recipients", "pengiriman gagal",
    "pengiriman ke penerima", "kegagalan pengiriman", "tidak dapat terkirim", "tidak valid", "alamat email tidak",
    "not deliverable", "could not be delivered", "couldn't be delivered", "can not be delivered",
    "cannot be delivered", "can't be delivered", "not be delivered", "was not delivered", "has not been delivered",
    "undeliver", "undelivered", "delivery failed", "delivery has failed", "delivery failure", "failed delivery",
    "failed permanently", "permanent error", "permanent failure", "permanent fatal error",
    "transient non-fatal error", "fatal error", "returned to sender", "return to sender",
    "returning message to sender", "wasn't able to deliver", "was unable to deliver", "unable to deliver",
    "were unable to", "not able to deliver", "wasn't delivered", "user unknown", "unknown user", "no such user",
    "no such recipient", "unknown recipient", "recipient unknown", "unknown address", "invalid address",
    "invalid user", "invalid recipient", "address rejected", "recipient rejected", "unknown local",
    "addressee unknown", "does not exist", "doesn't exist", "mailbox unavailable", "mailbox not found",
    "user not found", "not a valid", "mailbox full", "mailbox is full", "quota exceeded", "over quota",
    "exceeded quota", "exceeds quota", "did not reach the following", "delivery error", "delivering your mail",
    "error delivering", "failure reason", "delivery attempt", "deliver your message", "delivery to the following",
    "deliver to the following", "the following address", "following recipient", "message has been delayed",
    "will be retried", "still being retried", "warning message only", "has been delayed", "delay reason",
    "transcript of session follows", "returned mail", "message headers follow", "relay access denied",
    "relaying denied", "access denied", "user is unknown", "isn't able to receive", "is not able to receive",
    "not been found", "undeliverable", "failed recipient", "error occurred while trying to deliver",
    "message rejected", "automatically rejected", "rejected your message", "has been rejected", "was rejected", "has been blocked",
    "tidak dapat dikirim", "tidak terkirim", "gagal dikirim", "gagal terkirim", "tidak dapat disampaikan",
    "tidak tersampaikan", "tidak ditemukan", "tidak dikenal", "kotak surat penuh", "nicht zugestellt",
    "unzustellbar", "zustellung", "n'a pas pu être", "n’a pas pu être", "pas pu être remis", "pas pu être délivré",
    "no se pudo entregar", "no se ha podido entregar", "no ha podido ser", "não pôde ser", "não foi possível",
    "non è stato possibile", "impossibile recapitare", "kon niet worden", "nie mógł zostać", "nie można dostarczyć",
    "не может быть доставлено", "не было доставлено", "не доставлено", "kunne ikke leveres", "kunde inte levereras",
    "iletilemedi", "送信できません", "配信できません", "配送できません", "届けることができません", "送信に失敗", "エラーが発生", "宛先", "无法投递", "無法傳送", "退回",
    "投递失败", "전송하지 못", "không thể gửi", "không gửi được",
)  # fmt: skip

# The line under which the mail that did not arrive is shown.
RETURNED = (
    "below this line is a copy", "this is a copy of the message", "this is a copy of your message",
    "original message follows", "message headers follow", "original message headers", "returned message",
    "unsent message", "returned mail follows", "text of the message follows", "original message",
    "message header follows", "copy of the message", "headers of the message", "the header of the original message",
    "header of the original message", "the original message follows", "content of the original message",
    "original mail", "start of returned", "message follows", "message text follows", "original headers follow",
    "your original message", "undelivered message", "returned text", "returned headers", "pesan asli",
    "header pesan asli", "ursprüngliche nachricht", "message d'origine", "mensaje original", "-mail text",
    "email header information",
)  # fmt: skip

# Of list servers that refuse a mail.
LIST_REFUSALS = (
    "not a member of this", "are not member", "you are not a member", "not allowed to post",
    "not authorized to post", "only members may", "posting by non-members", "message was automatically rejected",
    "has been automatically rejected", "post by non-member to a members-only", "bukan anggota milis",
    "bukan anggota mailing list",
)  # fmt: skip
