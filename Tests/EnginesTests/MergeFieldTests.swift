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
}
