import Consent
import Proof
import Store

/// The page of an evidence pack that people read first, in Japanese and in English (Markdown).
struct PackSummary {
    let list: MailingList
    let report: PackFlow.Report
    let notices: [KeptNotice]
    /// The law that each basis rests on.
    let laws: [String: String]
    let actor: String

    var text: String { japanese + "\n---\n\n" + english }

    private var japanese: String {
        """
        # 同意の証拠一式: \(list.name)（\(list.slug)）

        - 作成時点: \(report.asOf)（UTC）、作成者: \(actor)
        - 送信者: \(list.sender.name ?? "未設定")、\(list.sender.address ?? "住所未設定")
        - 停止の連絡先: \(list.sender.contact ?? "未設定")、苦情の連絡先: \(list.sender.complaintContact ?? "未設定")
        - アドレス数: \(report.addresses)
        - 最後の封印: \(report.seal.map { "第 \($0.number) 号、\($0.sealedAt)、根 \($0.root)" } ?? "なし")

        ## 配信の可否

        | 理由 | 件数 |
        |---|---:|
        \(table(report.reasons) { Self.reasons[$0]?.japanese ?? $0 })

        ## 配信の根拠

        | 根拠 | 法令 | 件数 |
        |---|---|---:|
        \(lawTable { Self.bases[$0]?.japanese ?? $0 })

        ## 示した文面

        | 文面（ハッシュの先頭） | 言語 | 使用期間（UTC） | 事前チェック |
        |---|---|---|---|
        \(noticeTable(open: "現在", ticked: "あり", empty: "なし"))

        ## ファイル

        - `addresses.csv`・`addresses.json`: アドレスごとに、いつ（`given_at`）・どのように（`method`、`source`、`file`、`line`）・どの文面で（`notice`）または法令のどの例外で（`basis`、`law`）配信してよいとされたか。停止した人は `opted_out_at` に日時があります。
        - `notices.json`: 文面の全文と使用期間。`manifest.json`: 全ファイルの SHA-256 と署名（Ed25519）。`lists consent verify manifest.json` で確かめられます。
        - 一人ずつの証明（封印への包含証明）は `lists ledger receipt アドレス` が出します。

        """
    }

    private var english: String {
        """
        # Evidence pack: \(list.name) (\(list.slug))

        - As of \(report.asOf) (UTC), made by \(actor)
        - Sender: \(list.sender.name ?? "not set"), \(list.sender.address ?? "no address set")
        - Contact for leaving: \(list.sender.contact ?? "not set"); for complaints: \(list.sender.complaintContact ?? "not set")
        - Addresses: \(report.addresses)
        - Last seal: \(report.seal.map { "number \($0.number) of \($0.sealedAt), root \($0.root)" } ?? "none")

        ## Who may be mailed

        | reason | addresses |
        |---|---:|
        \(table(report.reasons) { Self.reasons[$0]?.english ?? $0 })

        ## On which basis

        | basis | law | addresses |
        |---|---|---:|
        \(lawTable { Self.bases[$0]?.english ?? $0 })

        ## The wording shown

        | notice (first digits of its hash) | language | in use (UTC) | box ticked beforehand |
        |---|---|---|---|
        \(noticeTable(open: "now", ticked: "yes", empty: "none"))

        ## Files

        - `addresses.csv` and `addresses.json`: for each address when (`given_at`), how (`method`, `source`, `file`, `line`) and under which wording (`notice`) or which exemption (`basis`, `law`) it may be mailed. Who left has `opted_out_at`.
        - `notices.json`: every wording in full with its periods. `manifest.json`: the SHA-256 of all files, signed (Ed25519); `lists consent verify manifest.json` checks it.
        - The proof of one person, down to the seals: `lists ledger receipt ADDRESS`.

        """
    }

    private func table(_ counts: [String: Int], _ name: (String) -> String) -> String {
        rows(counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { "| \(name($0.key)) | \($0.value) |" })
    }

    private func lawTable(_ name: (String) -> String) -> String {
        rows(
            report.bases.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
                "| \(name($0.key)) | \(laws[$0.key] ?? "–") | \($0.value) |"
            })
    }

    private func noticeTable(open: String, ticked: String, empty: String) -> String {
        rows(
            notices.flatMap { notice in
                notice.uses.map { use in
                    "| \(Hexadecimal.text(notice.hash).prefix(12)) | \(notice.notice.locale) "
                        + "| \(use.from) – \(use.until?.description ?? open) "
                        + "| \(notice.notice.boxTicked ? ticked : "–") |"
                }
            }, empty: "| \(empty) | | | |")
    }

    private func rows(_ rows: [String], empty: String = "| – | 0 |") -> String {
        rows.isEmpty ? empty : rows.joined(separator: "\n")
    }

    private typealias Names = (japanese: String, english: String)

    private static let reasons: [String: Names] = [
        "subscribed": ("配信してよい", "may be mailed"), "opted_out": ("本人がこの一覧を停止", "left this list"),
        "opted_out_all": ("本人がすべての広告を停止", "left all marketing mail"), "complained": ("苦情", "complained"),
        "erased": ("本人の求めで削除", "erased at the person's request"), "bounced": ("不達", "bounced"),
        "suppressed": ("運用者が停止", "suppressed by the operator"), "moved": ("別アドレスへ移転", "moved to another address"),
        "removed": ("根拠の取り下げ", "ground withdrawn"), "basis_expired": ("根拠の期限切れ", "basis expired"),
        "paused": ("一時停止中", "paused"), "pending": ("確認待ち", "waits for confirmation"),
        "none": ("根拠なし", "no ground"), "basis_missing": ("根拠の証拠が不足", "evidence of the basis is missing"),
    ]

    private static let bases: [String: Names] = [
        "consent": ("同意", "consent"), "notified": ("書面による通知", "address given in writing"),
        "transaction": ("取引関係", "transaction"), "published": ("公表されたアドレス", "published address"),
        "soft_opt_in": ("ソフトオプトイン", "soft opt-in"), "legitimate_interest": ("正当な利益", "legitimate interest"),
        "contract": ("契約の履行", "contract"), "none": ("なし", "none"),
    ]
}
