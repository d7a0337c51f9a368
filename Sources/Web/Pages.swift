/// The pages behind a link that leaves. A person's own action sends the form (standards A11).
enum Pages {
    /// GET: a button that leaves. The form goes to the page's own address, which alone says who and what (A4).
    static func ask(names: [String], hasLeft: Bool, _ language: Language) -> String {
        let name = names.joined(separator: "、")
        let texts =
            switch language {
            case .japanese:
                Texts(
                    title: hasLeft ? "配信は停止されています" : "配信を停止しますか",
                    lead: hasLeft ? "すでに配信を停止しています。" : "次のメールの配信を停止します。",
                    button: hasLeft ? "もう一度停止する" : "配信を停止する")
            case .english:
                Texts(
                    title: hasLeft ? "You have unsubscribed" : "Unsubscribe?",
                    lead: hasLeft ? "You are unsubscribed already from:" : "You will get no more mail from:",
                    button: hasLeft ? "Unsubscribe again" : "Unsubscribe")
            }
        return page(texts, name: name, language)
    }

    /// After the POST of the button.
    static func done(names: [String], _ language: Language) -> String {
        let texts =
            switch language {
            case .japanese: Texts(title: "配信を停止しました", lead: "今後、次のメールは届きません。", button: nil)
            case .english: Texts(title: "You have unsubscribed", lead: "You will get no more mail from:", button: nil)
            }
        return page(texts, name: names.joined(separator: "、"), language)
    }

    /// A forged, cut or unknown link.
    static func unknownLink(_ language: Language) -> String {
        let texts =
            switch language {
            case .japanese:
                Texts(
                    title: "リンクが正しくありません",
                    lead: "メールのリンクが途中で切れている可能性があります。リンク全体をコピーしてもう一度お試しください。", button: nil)
            case .english:
                Texts(
                    title: "This link is not valid",
                    lead: "It may have been cut off. Please copy the whole link from the mail and try again.",
                    button: nil)
            }
        return page(texts, name: "", language)
    }

    /// One line for 503.
    static func away(_ language: Language) -> String {
        switch language {
        case .japanese: "ただいま処理できません。まだ停止されていません。しばらくしてからもう一度お試しください。\n"
        case .english: "We cannot process this at the moment. You are not unsubscribed yet. Please try again soon.\n"
        }
    }

    private struct Texts {
        let title: String
        let lead: String
        let button: String?
    }

    private static func page(_ texts: Texts, name: String, _ language: Language) -> String {
        var values = ["title": texts.title, "lead": texts.lead]
        if !name.isEmpty { values["name"] = name }
        values["button"] = texts.button
        return PageTemplate.render(values, language)
    }
}
