use crate::kernel::codes;

codes! {
    /// What became of a message.
    pub enum MailState {
        Registered = "registered", "已登记需求", "Became a request";
        Threaded = "threaded", "已归入需求", "Added to its request";
        Reopened = "reopened", "已重开需求", "Reopened its request";
        Noted = "noted", "已记录送达情况", "Delivery noted at its request";
        SetAside = "set_aside", "自动邮件，不处理", "Automatic; nothing was done";
        Unmatched = "unmatched", "待人工处理", "To look at";
        Held = "held", "来信过多，暂存待查", "Held: too many from one sender";
        Dismissed = "dismissed", "已忽略", "Dismissed";
    }
}

codes! {
    /// Why, by the first rule that fits.
    pub enum MailRule {
        Unreadable = "unreadable", "不是可读的邮件", "Not a readable message";
        TooComplex = "too_complex", "邮件结构过于复杂", "Too many nested parts";
        OwnMail = "own_mail", "本系统自己发出的邮件", "Our own message came back";
        BounceMatched = "bounce_matched", "退信：对应已发出的通知", "A delivery report on a message we sent";
        BounceUnmatched = "bounce_unmatched", "退信：找不到对应的邮件", "A delivery report on an unknown message";
        AutoReply = "auto_reply", "自动回复（RFC 3834）", "An automatic reply (RFC 3834)";
        Bulk = "bulk", "群发或邮件列表", "Bulk mail or a mailing list";
        SenderMissing = "sender_missing", "没有发件人", "No sender";
        SenderLimit = "sender_limit", "同一发件人一小时内来信过多", "Too many messages from one sender within an hour";
        MessageIdTaken = "message_id_taken", "邮件编号与另一发件人的来信相同", "Another sender's message has the same Message-ID";
        ByReference = "by_reference", "回复了我们或客户的邮件", "Replies to a message of the request";
        ByNumber = "by_number", "主题含需求编号，发件人是该客户的联系人", "The subject names the request; the sender is a contact of its customer";
        ReopenLimit = "reopen_limit", "一天内邮件重开次数已达上限", "Reopened by mail as often as permitted in a day";
        FollowUp = "follow_up", "原需求已结束，登记新需求", "The earlier request is over: a new one";
        KnownSender = "known_sender", "发件人是客户联系人", "The sender is a contact of a customer";
        SenderUnknown = "sender_unknown", "发件人不是任何客户的联系人", "The sender is nobody's contact";
        SenderAmbiguous = "sender_ambiguous", "发件人是多个客户的联系人", "The sender is a contact of several customers";
        NotPossible = "not_possible", "需求规则不允许", "The rules of requests do not permit it";
        ByPerson = "by_person", "人工处理", "Decided by a person";
    }
}

codes! {
    /// What kind of sender wrote it (RFC 3834, RFC 3464).
    pub enum MailKind {
        Person = "person", "人工邮件", "Written by a person";
        AutoReply = "auto_reply", "自动回复", "Automatic reply";
        Bulk = "bulk", "群发邮件", "Bulk mail";
        Bounce = "bounce", "退信", "Delivery report";
        Own = "own", "本系统邮件", "Our own message";
    }
}
