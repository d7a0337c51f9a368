/// What the status in a row of another tool's export makes of the row.
package enum RowStatus: Sendable, Equatable {
    /// May be mailed there: a contact.
    case contact
    /// Said no.
    case optedOut
    /// Mail to it came back for good.
    case bounced
    /// Never to be mailed, for another reason.
    case barred
    /// Never confirmed: neither a contact nor a no.
    case unconfirmed

    /// Reads a cell; nil if the word is not known. Letter case, width, spaces and hyphens make no difference.
    package init?(_ cell: String) {
        guard let status = Self.words[FoldedHeader(cell)] else { return nil }
        self = status
    }

    /// The more forbidding of two: a person's no before a bar, before a bounce, before no confirmation.
    package static func stricter(_ left: RowStatus, _ right: RowStatus) -> RowStatus {
        [.optedOut, .barred, .bounced, .unconfirmed].first { $0 == left || $0 == right } ?? .contact
    }

    /// The words of listmonk, Mailchimp, Mailman, 配配メール, blastmail and the like, and general ones.
    private static let words: [FoldedHeader: RowStatus] = {
        let table: [(RowStatus, [String])] = [
            (
                .contact,
                [
                    "subscribed", "subscriber", "active", "enabled", "confirmed", "opt-in", "opted in", "配信可能", "配信可",
                    "配信中",
                    "配信する", "配信", "配信対象", "有効", "購読中", "購読", "登録", "登録中", "登録済", "登録済み", "承諾", "許可", "希望する",
                ]
            ),
            (
                .optedOut,
                [
                    "unsubscribed", "unsubscribe", "opt-out", "opted out", "complained", "complaint", "spam", "配信停止",
                    "配信停止中",
                    "停止", "停止中", "配信解除", "解除", "解除済み", "購読解除", "購読停止", "登録解除", "配信拒否", "受信拒否", "拒否", "配信不要", "配信しない",
                    "希望しない", "退会", "退会済み", "オプトアウト",
                ]
            ),
            (
                .bounced,
                [
                    "cleaned", "bounced", "bounce", "hard bounce", "hardbounced", "undeliverable", "エラー停止", "配信エラー",
                    "エラー", "不達", "バウンス", "エラーアドレス", "配信不能",
                ]
            ),
            (
                .barred,
                [
                    "blocklisted", "blacklisted", "blocked", "disabled", "suppressed", "banned", "do not contact",
                    "配信禁止", "禁止",
                    "配信除外", "除外", "配信対象外", "ブロック", "無効",
                ]
            ),
            (
                .unconfirmed,
                [
                    "unconfirmed", "pending", "non-subscribed", "transactional", "archived", "仮登録", "未確認", "未承認",
                    "承認待ち", "未登録",
                ]
            ),
        ]
        var words: [FoldedHeader: RowStatus] = [:]
        for (status, names) in table {
            for name in names { words[FoldedHeader(name)] = status }
        }
        return words
    }()
}
