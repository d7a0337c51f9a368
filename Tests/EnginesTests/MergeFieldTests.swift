import Testing

@testable import Engines

@Suite("A merge field") struct MergeFieldTests {
    private let attributes = ["plan", "name", "会員種別"]

    @Test func `is the name, an attribute, or either under another name`() throws {
        let texts = ["name", "plan", "attributes.name", "Tier=会員種別", "N=name"]
        let fields = try MergeField.parse(texts, attributes: attributes)
        #expect(fields.map(\.name) == ["name", "plan", "attribute_name", "Tier", "N"])
        #expect(
            fields.map(\.source) == [.name, .attribute("plan"), .attribute("name"), .attribute("会員種別"), .name])
        #expect(
            try MergeField.parse(own: fields.map(\.text)) == fields, "a manifest says them so that they can be read")
    }

    @Test(arguments: ["nobody", "=plan", "email=plan", "attributes.nobody", "A=", ""])
    func `that nobody has, or that takes a name of the rows' own, is refused`(text: String) {
        #expect(throws: EngineProblem.unknownField(text)) {
            _ = try MergeField.parse([text], attributes: attributes)
        }
    }

    @Test func `is there once`() {
        #expect(throws: EngineProblem.ambiguousField("plan")) {
            _ = try MergeField.parse(["plan", "plan"], attributes: attributes)
        }
    }

    @Test func `is found by its name in the form that PostgreSQL prints`() {
        let names = ["a\u{8}b", "c\u{C}", "d\u{1}", "e\"\\u0008", "f\n\t\r", "名"]
        let object = Array(
            #"{"a\bb": 1, "c\f": 22, "d\u0001": 333, "e\"\\u0008": 4444, "f\n\t\r": 55555, "名": 666666}"#.utf8)
        var values = Array(repeating: 0..<0, count: names.count)
        var order: [Int] = []
        object.withUnsafeBufferPointer {
            JSONObjectScanner.locate(
                in: $0, places: JSONObjectScanner.Places(names), order: &order, values: &values)
        }
        #expect(values.map(\.count) == [1, 2, 3, 4, 5, 6])
    }
}
