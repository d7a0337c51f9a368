import Consent
import Store

/// What the mail says that asks whether a request was the person's own: who asks, which list, the link, and that nothing
/// happens without it. It holds nothing that whoever filled in the form could have written.
struct ConfirmationText {
    let list: MailingList
    let isJapanese: Bool

    var subject: String {
        isJapanese ? "【\(list.name)】登録の確認" : "Please confirm: \(list.name)"
    }

    func body(link: String) -> String {
        let sender = [list.sender.name, list.sender.address, list.sender.contact]
            .compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }.joined(separator: "\n")
        return isJapanese
            ? """
            「\(list.name)」への登録の申し込みを受け付けました。
            次のリンクを開き、ページのボタンを押すと登録が完了します。リンクは申し込みから7日間有効です。

            \(link)

            お心当たりがない場合は、何もしないでください。登録されず、このアドレスは削除されます。

            --\u{20}
            \(sender)

            """
            : """
            We were asked to put this address on the list “\(list.name)”.
            To confirm, open this link and press the button on its page. It works for 7 days from the request.

            \(link)

            If you did not ask for it, do nothing: you will not be on the list, and this address is deleted.

            --\u{20}
            \(sender)

            """
    }
}
