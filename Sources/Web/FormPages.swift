import Consent
import Proof
import Store

/// The pages of the form to join a list.
struct FormPages {
    private let list: MailingList
    private let notice: KeptNotice?
    private let language: Language

    init(_ list: MailingList, _ notice: KeptNotice?, _ language: Language) {
        self.list = list
        self.notice = notice
        self.language = language
    }

    /// Why the form is shown again.
    enum Problem {
        case noAddress, notAgreed
    }

    /// The form, as it was filled in where that was not right.
    func form(email: String = "", problem: Problem? = nil) -> String {
        var values = [
            "form": "yes", "email": email, "name": list.name,
            "sender": [list.sender.name, list.sender.address].compactMap { $0 }.joined(separator: ", "),
        ]
        switch language {
        case .japanese:
            values["title"] = "メール配信の申し込み"
            values["lead"] = "次のメールの配信を申し込みます。"
            values["label"] = "メールアドレス"
            values["send"] = "申し込む"
            values["agree"] = "上記に同意します"
            values["trap"] = "この欄には何も入力しないでください"
        case .english:
            values["title"] = "Subscribe"
            values["lead"] = "You ask for mail from:"
            values["label"] = "E-mail address"
            values["send"] = "Subscribe"
            values["agree"] = "I agree"
            values["trap"] = "Leave this field empty"
        }
        if let notice {
            values["notice"] = Hexadecimal.text(notice.hash)
            values["wording"] = notice.notice.wording
        }
        switch (problem, language) {
        case (nil, _): break
        case (.noAddress, .japanese): values["problem"] = "メールアドレスが正しくありません。ご確認ください。"
        case (.noAddress, .english): values["problem"] = "This is no e-mail address. Please check it."
        case (.notAgreed, .japanese): values["problem"] = "同意の欄にチェックを入れてください。"
        case (.notAgreed, .english): values["problem"] = "Please tick the box if you agree."
        }
        return PageTemplate.render(values, language)
    }

    /// After the form was sent, whoever it was.
    func done() -> String {
        let title = language == .japanese ? "申し込みを受け付けました" : "Thank you"
        let lead =
            switch (list.optIn, language) {
            case (.confirmed, .japanese): "このアドレスを登録できる場合は、確認のメールをお送りしました。メールのリンクを開いて登録を完了してください。"
            case (.confirmed, .english):
                "If this address can be subscribed, we have sent a mail to it. Please open the link in that mail to confirm."
            case (.single, .japanese): "このアドレスを登録できる場合は、登録したか、または確認のメールをお送りしました。"
            case (.single, .english):
                "If this address can be subscribed, it is on the list now, or we have sent a mail to it that asks to confirm."
            }
        return PageTemplate.render(["title": title, "lead": lead, "name": list.name], language)
    }

    /// There is no such list, or it is not for everybody.
    static func noSuchList(_ language: Language) -> String {
        PageTemplate.render(
            language == .japanese
                ? ["title": "ページが見つかりません", "lead": "この申し込みページは現在ありません。"]
                : ["title": "There is no such page", "lead": "There is no form to subscribe here."], language)
    }

    /// 429.
    static func tooMany(_ language: Language) -> String {
        PageTemplate.render(
            language == .japanese
                ? ["title": "しばらくお待ちください", "lead": "申し込みが集中しています。しばらくしてからもう一度お試しください。"]
                : ["title": "Please wait", "lead": "There are too many requests. Please try again later."], language)
    }

    /// One line for 503.
    static func away(_ language: Language) -> String {
        switch language {
        case .japanese: "ただいま処理できません。まだ何も登録されていません。しばらくしてからもう一度お試しください。\n"
        case .english: "We cannot process this at the moment. Nothing was recorded. Please try again soon.\n"
        }
    }
}
