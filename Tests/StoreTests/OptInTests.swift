import Consent
import Store
import Testing

/// Design idea 3: which yes lifts a no.
@Suite struct OptInTests {
    private let hanako = Desk.person(2)

    @Test(
        "a yes by form, page or operator without evidence does not lift a no",
        arguments: ["form", "page", "operator"])
    func onlyTheRightYesLifts(method: String) throws {
        let desk = try Desk()
        try desk.no(hanako, desk.news, at: Desk.at(10))
        let method = try #require(ConsentLine.Method(rawValue: method))
        #expect(try desk.say(.optedIn, hanako, desk.news, at: Desk.at(20), method: method).outcome == .protected)
        #expect(try desk.say(.optedIn, hanako, desk.news, method: method).outcome == .protected)
        #expect(try desk.reason(hanako, desk.news) == "opted_out")
        #expect(try desk.lines(of: hanako) == 1)
    }

    @Test("a yes from a mailed link lifts a no that is older than its request")
    func confirmationLifts() throws {
        let desk = try Desk()
        try desk.no(hanako, desk.news, at: Desk.at(10))
        try desk.confirm(hanako, desk.news, at: Desk.at(20))
        #expect(try desk.reason(hanako, desk.news) == "subscribed")
    }

    @Test("a confirmation lifts nothing if a no came at or after its request", arguments: [20, 25])
    func confirmationCountsFromItsRequest(second: Int64) throws {
        let desk = try Desk()
        try desk.say(.requested, hanako, desk.news, at: Desk.at(20), method: .form)
        try desk.no(hanako, desk.news, at: Desk.at(second))
        try desk.confirm(hanako, desk.news, at: Desk.at(20))
        #expect(try desk.reason(hanako, desk.news) == "opted_out")
    }

    @Test("the operator's yes with evidence and a later time lifts a plain no, and why names who did it")
    func operatorLiftsAPlainNo() throws {
        let desk = try Desk()
        try desk.no(hanako, desk.news, at: Desk.at(10))
        #expect(try desk.operatorYes(hanako, desk.news, at: Desk.at(20)).outcome == .appended)
        let subscription = try desk.store.subscription(of: hanako, to: desk.news, at: Desk.at(30))
        #expect(subscription.isSendable)
        #expect(subscription.deciding?.actor == "test")
        #expect(subscription.deciding?.evidence == #"{"letter": 1}"#)
    }

    @Test("the operator's yes older than the no lifts nothing", arguments: [5, 10])
    func operatorsOldYes(second: Int64) throws {
        let desk = try Desk()
        try desk.no(hanako, desk.news, at: Desk.at(10))
        try desk.operatorYes(hanako, desk.news, at: Desk.at(second))
        #expect(try desk.reason(hanako, desk.news) == "opted_out")
    }

    @Test(
        "the operator never lifts a complaint or an erasure",
        arguments: [ConsentLine.Method.complaint, .erasure], [true, false])
    func operatorNeverLiftsAComplaint(method: ConsentLine.Method, toAllMail: Bool) throws {
        let desk = try Desk()
        try desk.no(hanako, toAllMail ? nil : desk.news, at: Desk.at(10), method: method)
        #expect(try desk.operatorYes(hanako, desk.news, at: Desk.at(20)).outcome == .protected)
        // A plain no after it changes nothing about that.
        try desk.no(hanako, desk.news, at: Desk.at(30))
        #expect(try desk.operatorYes(hanako, desk.news, at: Desk.at(40)).outcome == .protected)
        // Once the person lifted it, a later plain no is a plain no.
        try desk.confirm(hanako, desk.news, at: Desk.at(50))
        try desk.no(hanako, desk.news, at: Desk.at(60))
        #expect(try desk.operatorYes(hanako, desk.news, at: Desk.at(70)).outcome == .appended)
        #expect(try desk.reason(hanako, desk.news) == "subscribed")
    }

    @Test("of somebody who never said no, any yes is taken")
    func freeYes() throws {
        let desk = try Desk()
        try desk.say(.optedIn, hanako, desk.news, method: .form)
        #expect(try desk.reason(hanako, desk.news) == "subscribed")
    }

    @Test("a request alone is pending, and runs out")
    func pending() throws {
        let desk = try Desk()
        try desk.say(.requested, hanako, desk.news, at: Desk.at(0), method: .form)
        #expect(try desk.reason(hanako, desk.news, at: Desk.at(60)) == "pending")
        #expect(try desk.reason(hanako, desk.news, at: Desk.at(7 * 86_400)) == "none")
    }

    @Test("a repeated event id adds no second line")
    func retriedStatement() throws {
        let desk = try Desk()
        let event = Desk.person(77)
        #expect(try desk.say(.optedOut, hanako, desk.news, event: event).outcome == .appended)
        #expect(try desk.say(.optedOut, hanako, desk.news, event: event).outcome == .known)
        #expect(try desk.lines(of: hanako) == 1)
        #expect(try desk.differences() == [])
    }

    @Test("the same event id twice in one call is one line with one evidence")
    func doubledInOneCall() throws {
        let desk = try Desk()
        let line = ConsentLine(
            contact: hanako, list: desk.news.id, kind: .optedOut, event: Desk.person(78), actor: "test",
            method: .oneClick, evidence: "{}")
        #expect(try desk.store.append([line, line]).count == 1)
        #expect(try desk.lines(of: hanako) == 1)
    }

    @Test("all mail knows no opt-in, and no list that does not exist is joined")
    func refusedLines() throws {
        let desk = try Desk()
        #expect(throws: (any Error).self) { try desk.say(.optedIn, hanako, nil, method: .confirmed) }
        var line = ConsentLine(
            contact: hanako, list: ListID(rawValue: 999), kind: .optedIn, actor: "test", method: .confirmed)
        #expect(throws: (any Error).self) { try desk.store.append([line]) }
        // A no is taken whatever list it names.
        line.kind = .optedOut
        #expect(try desk.store.append([line]).count == 1)
    }
}
