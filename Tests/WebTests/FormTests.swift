import Testing

@testable import Web

/// What stands before the form to join: its body as it comes, and how many a client may send.
@Suite struct FormTests {
    @Test func `fields are decoded, the first of a name counts, and what is broken stays as it is`() {
        let fields = FormBody.fields("email=a%2Bb%40example.com&email=other&name=%E5%B1%B1+%zz%&agree&=x")
        #expect(fields["email"] == "a+b@example.com")
        #expect(fields["name"] == "山 %zz%")
        #expect(fields["agree"] == "")
        #expect(FormBody.fields("").isEmpty)
        // Bytes that are no UTF-8 are no value, and stand for none.
        let broken = FormBody.fields("email=%ff%fe@example.com&%e9=x&email=caf%e9%40example.com&name=ok")
        #expect(broken == ["name": "ok"])
    }

    @Test func `a client may send so many in a minute, and others meanwhile (F4)`() {
        let limit = FormLimit(most: 2)
        let start = ContinuousClock.now
        #expect(limit.admits("a", at: start) && limit.admits("a", at: start))
        #expect(!limit.admits("a", at: start + .seconds(59)))
        #expect(limit.admits("b", at: start + .seconds(59)))
        #expect(limit.admits("a", at: start + .seconds(60)))
    }

    @Test func `with too many clients in a minute new ones wait, and the table does not grow`() {
        let limit = FormLimit(most: 2, clients: 2)
        let start = ContinuousClock.now
        #expect(limit.admits("a", at: start) && limit.admits("b", at: start))
        #expect(!limit.admits("c", at: start))
        #expect(limit.admits("a", at: start))
        #expect(limit.admits("c", at: start + .seconds(61)))
    }
}
