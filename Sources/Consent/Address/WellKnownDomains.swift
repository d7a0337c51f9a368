/// Domains under which many people have their address, and how they are commonly mistyped.
enum WellKnownDomains {
    /// Mailbox providers, carriers and internet providers.
    static let all = [
        "gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "icloud.com", "me.com", "mac.com",
        "outlook.jp", "outlook.com", "hotmail.com", "hotmail.co.jp", "live.jp", "live.com", "msn.com", "aol.com",
        "aol.jp",
        "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "vodafone.ne.jp", "disney.ne.jp",
        "ymobile.ne.jp", "ymobile1.ne.jp", "willcom.com", "wcm.ne.jp", "pdx.ne.jp", "rakumail.jp", "uqmobile.jp",
        "nifty.com", "nifty.ne.jp", "ocn.ne.jp", "biglobe.ne.jp", "so-net.ne.jp", "plala.or.jp", "dion.ne.jp",
        "odn.ne.jp",
        "infoweb.ne.jp", "asahi-net.or.jp", "hi-ho.ne.jp", "excite.co.jp", "infoseek.jp", "goo.jp", "eonet.ne.jp",
        "zaq.ne.jp", "jcom.home.ne.jp", "jcom.zaq.ne.jp", "commufa.jp", "wakwak.com", "bbiq.jp", "mail.ru", "gmx.net",
        "gmx.de", "web.de", "t-online.de", "orange.fr", "wanadoo.fr", "libero.it", "naver.com", "daum.net",
        "hanmail.net",
        "qq.com", "163.com", "126.com", "proton.me", "protonmail.com", "comcast.net", "verizon.net", "btinternet.com",
    ]

    /// Domains one slip away from those above that are somebody's all the same.
    static let others: Set<String> = [
        "ymail.com", "mail.com", "email.com", "fmail.com", "hmail.com", "jmail.com", "gmail.de", "yahoo.co", "me.jp",
        "live.de", "live.fr", "live.it", "live.nl", "live.cn", "live.ca", "outlook.de", "outlook.fr", "outlook.it",
        "outlook.es", "hotmail.co", "gmx.at", "gmx.ch", "gmx.com", "gmx.fr", "web.me", "goo.gl", "aol.de", "aol.fr",
    ]

    /// Slips of more than one letter.
    static let slips: [String: String] = [
        "gmail.co.jp": "gmail.com", "gmail.jp": "gmail.com", "gmail.ne.jp": "gmail.com", "gmail": "gmail.com",
        "g-mail.com": "gmail.com", "gemail.com": "gmail.com", "gimail.com": "gmail.com", "yahoo.ne.jp": "yahoo.co.jp",
        "yahoo.or.jp": "yahoo.co.jp", "yahoo.jp": "yahoo.co.jp", "docomo.co.jp": "docomo.ne.jp",
        "docomo.or.jp": "docomo.ne.jp", "docomo.jp": "docomo.ne.jp", "docomo.com": "docomo.ne.jp",
        "ezweb.co.jp": "ezweb.ne.jp", "ezweb.or.jp": "ezweb.ne.jp", "ezweb.jp": "ezweb.ne.jp",
        "au.ne.jp": "ezweb.ne.jp", "softbank.or.jp": "softbank.ne.jp", "i.softbank.ne.jp": "i.softbank.jp",
        "i.softbank.co.jp": "i.softbank.jp", "icloud.co.jp": "icloud.com", "icloud.jp": "icloud.com",
        "icloud.ne.jp": "icloud.com", "hotmail.ne.jp": "hotmail.co.jp", "outlook.co.jp": "outlook.jp",
        "outlook.ne.jp": "outlook.jp", "nifty.co.jp": "nifty.com", "ocn.co.jp": "ocn.ne.jp", "ocn.jp": "ocn.ne.jp",
        "biglobe.co.jp": "biglobe.ne.jp", "plala.ne.jp": "plala.or.jp",
    ]
}
