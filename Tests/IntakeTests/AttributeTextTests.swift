import Consent
import Intake
import Testing

/// What a cell is as a declared attribute, and what does not fit.
@Suite struct AttributeTextTests {
    private let text = AttributeText(zone: try! LocalZone(named: "Asia/Tokyo"))

    @Test(arguments: [
        (AttributeType.number, "12", "12"), (.number, " -1.50 ", "-1.50"), (.number, "1,234,567.5", "1234567.5"),
        (.number, "１，２３４", "1234"), (.number, "2.5e3", "2.5e3"), (.number, "0", "0"), (.number, "−5", "-5"),
        (.boolean, "TRUE", "true"), (.boolean, "はい", "true"), (.boolean, "０", "false"), (.boolean, "No", "false"),
        (.date, "2026/1/31", "\"2026-01-31\""), (.date, "2026年1月31日", "\"2026-01-31\""),
        (.date, "2026-01-31 0:00:00", "\"2026-01-31\""), (.date, "2026-01-30T15:00:00Z", "\"2026-01-31\""),
        (.timestamp, "2026-01-31", "\"2026-01-30T15:00:00Z\""),
        (.timestamp, "2026/01/31 9:30", "\"2026-01-31T00:30:00Z\""),
        (.timestamp, "1969-12-31T23:59:59.5Z", "\"1969-12-31T23:59:59Z\""),
        (.textList, "vip|new", "[\"vip\",\"new\"]"), (.textList, "東京、大阪; 東京 ,", "[\"東京\",\"大阪\"]"),
        (.textList, "say \"hi\"", "[\"say \\\"hi\\\"\"]"), (.text, " as it is ", "\" as it is \""),
    ])
    func `fits`(type: AttributeType, given: String, json: String) {
        #expect(text.json(given, as: type) == json)
    }

    @Test(arguments: [
        (AttributeType.number, "many"), (.number, "007"), (.number, "1,23"), (.number, "12,3456"), (.number, "0,123"),
        (.number, ""), (.number, "1.2.3"), (.number, "1e999"), (.number, "--1,234"), (.number, "五"),
        (.boolean, "maybe"),
        (.boolean, "2"), (.date, "01/02/2026"), (.date, "2026-02-30"), (.date, "2026-01-31 10:00"),
        (.timestamp, "noon"),
        (.textList, "[\"a\", \"b\"]"), (.textList, "{}"),
    ])
    func `does not fit, and stays text`(type: AttributeType, given: String) {
        #expect(text.json(given, as: type) == nil)
    }
}
