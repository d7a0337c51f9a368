/// The names under which files hold each field, by how sure they are: an exact name before a vague one.
enum HeaderName {
    /// How well `name` stands for `field`: 0 is best, nil is not at all.
    static func rank(of name: FoldedHeader, for field: ContactField) -> Int? {
        if let rank = ranks[field]?[name] { return rank }
        // "登録メールアドレス", "customer email": an address with a word in front.
        if field == .email, emailEndings.contains(where: name.text.hasSuffix) { return vaguest }
        return nil
    }

    private static let vaguest = 3
    private static let emailEndings = ["メールアドレス", "eメール", "email", "emailaddress"]

    /// Synonyms in rows of falling certainty.
    private static let synonyms: [ContactField: [[String]]] = [
        .email: [
            ["email", "メールアドレス", "e-mail address", "email address", "eメールアドレス", "電子メールアドレス"],
            ["eメール", "電子メール", "メール", "mail", "mail address", "メアド", "e-mail 1 - value", "email1", "メールアドレス1"],
            ["アドレス", "address", "連絡先メール", "pcメール", "携帯メール", "mail1", "メール1"],
        ],
        .name: [
            ["name", "氏名", "名前", "お名前", "full name", "姓名"],
            ["御名前", "おなまえ", "display name", "表示名", "宛名", "顧客名", "会員名", "お客様名", "contact name", "担当者名", "ご氏名", "御氏名"],
        ],
        .familyName: [
            ["family name", "last name", "surname", "姓", "氏名(姓)", "名前(姓)", "お名前(姓)"],
            ["苗字", "名字", "氏", "lname", "氏名姓", "お名前姓"],
        ],
        .givenName: [
            ["given name", "first name", "名", "氏名(名)", "名前(名)", "お名前(名)"],
            ["forename", "fname", "氏名名", "お名前名"],
        ],
        .locale: [
            ["locale", "ロケール", "language", "言語"],
            ["lang", "language code", "言語コード", "preferred language", "使用言語", "希望言語"],
        ],
        .status: [
            ["status", "subscription status", "email status", "subscriber status", "配信状態", "配信ステータス", "メール配信状態"],
            ["購読状態", "購読ステータス", "配信状況", "登録状態", "メール配信ステータス", "配信可否", "メール配信可否", "配信区分"],
        ],
    ]

    private static let ranks: [ContactField: [FoldedHeader: Int]] = synonyms.mapValues { rows in
        var ranks: [FoldedHeader: Int] = [:]
        for (rank, names) in rows.enumerated() {
            for name in names { ranks[FoldedHeader(name)] = rank }
        }
        return ranks
    }
}
