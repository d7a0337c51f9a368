import Mustache

/// The pages behind a link. They need no script, no cookie and nothing from elsewhere; a person's own action sends the
/// form (standards A11). `{{ }}` escapes.
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
        var values = ["language": language.rawValue, "title": texts.title, "lead": texts.lead]
        // A section is left out only where its value is absent; an empty text would show an empty button.
        if !name.isEmpty { values["name"] = name }
        values["button"] = texts.button
        return template.render(values)
    }

    private static let template: MustacheTemplate = {
        do {
            return try MustacheTemplate(string: source)
        } catch {
            preconditionFailure("the page's template is part of the program: \(error)")
        }
    }()

    private static let source = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        body { font-family: system-ui, sans-serif; line-height: 1.7; color: #1a1a1a; background: #fff; margin: 0; }
        main { max-width: 32rem; margin: 12vh auto; padding: 0 1.5rem; }
        h1 { font-size: 1.5rem; }
        button { font: inherit; color: #fff; background: #0b57d0; border: 0; border-radius: .4rem; padding: .7rem 1.6rem; }
        button:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 2px; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        {{#name}}<p><strong>{{name}}</strong></p>{{/name}}
        {{#button}}<form method="post"><input type="hidden" name="by" value="page"><button type="submit">{{button}}</button></form>{{/button}}
        </main>
        </body>
        </html>

        """
}
