import Testing

@testable import Segments

/// Every rule of https://google.aip.dev/assets/misc/ebnf-filtering.txt, with what it accepts and what it refuses. On the
/// right is the canonical text, which shows how it was read.
@Suite struct GrammarTests {
    @Test(arguments: [
        // filter: [expression]
        ("", ""),
        (" \n\u{3000}", ""),
        // expression: sequence {WS AND WS sequence}
        ("a b AND c AND d", "a AND b AND c AND d"),
        ("(a b) AND c AND d", "(a AND b) AND c AND d"),
        // sequence: factor {WS factor}
        ("New York Giants OR Yankees", "New AND York AND (Giants OR Yankees)"),
        ("a = 1 b = 2", "a = 1 AND b = 2"),
        ("a\u{3000}b\tc\nd", "a AND b AND c AND d"),
        // factor: term {WS OR WS term}
        ("a < 10 OR a >= 100", "a < 10 OR a >= 100"),
        ("a AND b OR c", "a AND (b OR c)"),
        ("a OR b AND c OR d", "(a OR b) AND (c OR d)"),
        ("a OR (b AND c)", "a OR (b AND c)"),
        // term: [(NOT WS | MINUS)] simple
        ("NOT (a OR b)", "NOT (a OR b)"),
        ("-file:\".java\"", "NOT file:\".java\""),
        ("-30", "NOT 30"),
        ("-(a b)", "NOT (a AND b)"),
        ("NOT (NOT a)", "NOT (NOT a)"),
        ("NOT a = 1", "NOT a = 1"),
        ("a -b", "a AND NOT b"),
        // simple: restriction | composite; composite: LPAREN expression RPAREN
        ("((a))", "a"),
        ("( a )", "a"),
        ("(msg.endsWith('world') AND retries < 10)", "msg.endsWith(\"world\") AND retries < 10"),
        // restriction: comparable [comparator arg], not sensitive to white space
        ("package=com.google", "package = com.google"),
        ("msg != 'hello'", "msg != \"hello\""),
        ("msg!='hello'", "msg != \"hello\""),
        ("1 > 0", "1 > 0"),
        ("2.5 >= 2.4", "2.5 >= 2.4"),
        ("yesterday < request.time", "yesterday < request.time"),
        ("experiment.rollout <= cohort(request.user)", "experiment.rollout <= cohort(request.user)"),
        ("map:key", "map:key"),
        ("map : key", "map:key"),
        ("prod", "prod"),
        ("a ~ b c !~ d", "a ~ b AND c !~ d"),
        // comparable: member | function; member: value {DOT field}
        ("expr.type_map.1.type = x", "expr.type_map.1.type = x"),
        ("attributes.\"会員 種別\" = \"gold\"", "attributes.\"会員 種別\" = \"gold\""),
        ("会員 = ゴールド", "会員 = ゴールド"),
        // field: value | keyword
        ("a.AND = 1 b.NOT.OR:*", "a.AND = 1 AND b.NOT.OR:*"),
        // function: name {DOT name} LPAREN [argList] RPAREN
        ("regex(m.key, '^.*prod.*$')", "regex(m.key, \"^.*prod.*$\")"),
        ("math.mem('30mb') = 1", "math.mem(\"30mb\") = 1"),
        ("f()", "f()"),
        ("f( a , (b OR c) , g(1) )", "f(a, (b OR c), g(1))"),
        // arg: comparable | composite
        ("a = (b OR c d)", "a = ((b OR c) AND d)"),
        // value: TEXT | STRING
        ("a = taro@example.co.jp", "a = taro@example.co.jp"),
        ("a = -1.5e-3", "a = -1.5e-3"),
        ("a = (-1 OR 2)", "a = (-1 OR 2)"),
        ("a = pro*", "a = pro*"),
        ("a = '*.foo'", "a = \"*.foo\""),
        ("a:*", "a:*"),
        ("a = null", "a = null"),
        ("a = 2012-04-21T11:30:00-04:00", "a = 2012-04-21T11:30:00-04:00"),
        ("a = 2012-04-21T11:30:00.25Z b", "a = 2012-04-21T11:30:00.25Z AND b"),
        ("a > now-30d", "a > now-30d"),
        ("a > now - 1.5s b", "a > now-1.5s AND b"),
        ("a > today + 2w", "a > today+2w"),
        ("a > now +2h", "a > now+2h"),
        // Escapes
        (#"a = "\"\\\n\t\r\*\'" "#, #"a = "\"\\\n\t\r\*'""#),
        (#"a = '"'"#, #"a = "\"""#),
    ])
    func accepts(text: String, canonical: String) throws {
        let segment = try Segment(parsing: text)
        #expect(segment.description == canonical)
        #expect(try Segment(parsing: canonical).description == canonical)
    }

    @Test(arguments: [
        // text, position of the error in Unicode scalars
        ("AND a", 0),
        ("a AND", 5),
        ("a AND AND b", 6),
        ("a OR", 4),
        ("OR a", 0),
        ("NOT", 3),
        ("NOT(a)", 3),
        ("NOT NOT a", 4),
        ("NOT -a", 4),
        ("- a", 2),
        ("--a", 1),
        ("a AND(b)", 5),
        ("(a)AND b", 3),
        ("(a)(b)", 3),
        ("\"a\"\"b\"", 3),
        ("(a", 0),
        ("a)", 1),
        ("()", 1),
        ("a = ", 4),
        ("= 1", 0),
        ("a == 1", 3),
        ("a = = 1", 4),
        ("a.", 2),
        (".a = 1", 0),
        ("a..b = 1", 2),
        ("a . b = 1", 2),
        ("a. b = 1", 3),
        ("a = AND", 4),
        ("f(a", 1),
        ("f(a,)", 4),
        ("f(,)", 2),
        ("\"f\"(a)", 0),
        ("a, b", 1),
        ("a = \"b", 4),
        ("a = 'b\"", 4),
        ("a = \"b\\", 6),
        (#"a = "\x""#, 5),
        ("a = b\\c", 5),
        ("name = O'Brien", 8),
        ("!a", 0),
        ("a＝1", 1),
        ("a = “b”", 4),
        ("（a OR b）", 0),
        ("a = \u{0}", 4),
        ("a = \"\u{1B}[2J\"", 5),
        ("a > now - \"3d\"", 10),
    ])
    func refuses(text: String, position: Int) {
        #expect { try Segment(parsing: text) } throws: { error in
            (error as? SegmentError)?.position == position && (error as? SegmentError)?.text == text
        }
    }

    @Test func `lower-case and, or, not are words to look for`() throws {
        #expect(try Segment(parsing: "a or b").description == "a AND or AND b")
    }
}
