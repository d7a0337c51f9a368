import Store

/// The pages behind the link of a mail that asks to confirm.
struct ConfirmPages {
    let list: MailingList
    let language: Language

    /// GET: a button that confirms.
    func ask() -> String {
        page(
            japanese: ("登録を確認しますか", "ボタンを押すと、次のメールの配信が始まります。"),
            english: ("Confirm?", "Press the button to subscribe to:"),
            ["button": language == .japanese ? "登録する" : "Subscribe"])
    }

    /// What came of it, or would come.
    func after(_ outcome: ConfirmationOutcome) -> String {
        // Beside this page, wherever the service stands.
        let again = [
            "again": list.isPublic && list.archivedAt == nil ? "../subscribe/\(list.slug)" : "",
            "again_label": language == .japanese ? "もう一度申し込む" : "Ask again",
        ].filter { !$0.value.isEmpty }
        switch outcome {
        case .confirmed:
            return page(
                japanese: ("登録が完了しました", "次のメールをお届けします。"),
                english: ("You are subscribed", "You will get mail from:"), [:])
        case .known:
            return page(
                japanese: ("登録されています", "次のメールはすでに登録されています。"),
                english: ("You are subscribed already", "You have confirmed this before:"), [:])
        case .refused:
            return page(
                japanese: ("登録されていません", "この申し込みの後に配信が停止されたため、このリンクでは登録できません。もう一度申し込んでください。"),
                english: (
                    "You are not subscribed",
                    "Since this request you have unsubscribed, and this link does not change that. Please ask again by the form."
                ), again)
        case .expired:
            return page(
                japanese: ("リンクの有効期限が切れています", "このリンクでは登録できません。もう一度申し込んでください。"),
                english: ("This link has run out", "It can confirm nothing any more. Please ask again by the form."),
                again)
        }
    }

    private func page(
        japanese: (title: String, lead: String), english: (title: String, lead: String), _ more: [String: String]
    ) -> String {
        let texts = language == .japanese ? japanese : english
        return PageTemplate.render(
            more.merging(["title": texts.title, "lead": texts.lead, "name": list.name]) { $1 }, language)
    }
}
