import Foundation
import Testing

/// Declaring attributes, as people type it.
@Suite("Attributes", .servedHome, .serialized) struct AttributeCommandTests {
    private let home: Home = Scope.home

    private func importPeople() throws -> [String: Any] {
        try home.write(
            "people.csv",
            "email,score,born,tags\na@example.com,\"1,200\",1980/2/29,vip|new\nb@example.com,7,unknown,new\nc@example.com,many,,\n"
        )
        return try home.json(
            "import", "people.csv", "--list", "news", "--basis", "consent", "--source", "form", "--obtained-at",
            "2026-01-05")
    }

    @Test func `converts what is stored and what comes, lists what does not fit, and leaves the same file unchanged`()
        throws
    {
        _ = try importPeople()
        let order = try home.run(["segment", "count", "--where", "score > 100"])
        #expect(order.code == 65 && order.error.contains("lists attribute set score number"), "\(order)")

        let report = try home.json("attribute", "set", "score", "number", "--index")
        #expect(report["converted"] as? Int == 2)
        #expect(report["misfits"] as? Int == 1)
        #expect((report["misfit_values"] as? [[String: Any]])?.first?["value"] as? String == "many")
        #expect(try home.json("segment", "count", "--where", "score > 100")["count"] as? Int == 1)
        _ = try home.json("attribute", "set", "born", "date")
        #expect(try home.json("segment", "count", "--where", "month(born) = 2")["count"] as? Int == 1)
        _ = try home.json("attribute", "set", "tags", "list", "of", "text")
        #expect(try home.json("segment", "count", "--where", "tags:new")["count"] as? Int == 2)

        let again = try importPeople()
        #expect(again["unchanged"] as? Int == 3)
        try home.write("later.csv", "email,score,born\nd@example.com,２００,2001年1月1日\n")
        try home.done(
            "import", "later.csv", "--list", "news", "--basis", "consent", "--source", "form", "--obtained-at",
            "2026-01-06")
        #expect(try home.json("segment", "count", "--where", "score = 200 born = 2001-01-01")["count"] as? Int == 1)

        let unset = try home.json("attribute", "unset", "score")
        #expect(unset["type"] is NSNull)
        #expect(try home.json("segment", "count", "--where", "score = '1200'")["count"] as? Int == 1)
        let attributes = try home.done("attribute", "ls", "--format", "csv")
        #expect(
            try Table(attributes).column("type", by: "attribute") == [
                "score": "", "born": "date", "tags": "list of text",
            ])
    }

    @Test func `refuses what it does not know (64)`() throws {
        refused(64, try home.run(["attribute", "set", "score", "integer"]), naming: "integer", "number")
        refused(64, try home.run(["attribute", "unset", "nothing"]), naming: "nothing")
        refused(64, try home.run(["attribute", "set", "", "text"]))
        #expect(try home.run(["attribute", "set", "score"]).code == 64)
    }

    @Test func `one index for all attributes comes and goes`() throws {
        #expect(try home.json("attribute", "index")["equality_index"] as? Bool == true)
        let explained = try home.json("segment", "explain", "--where", "plan = pro")
        #expect((explained["sql"] as? String)?.contains("@>") == true)
        #expect(try home.json("attribute", "index", "--drop")["equality_index"] as? Bool == false)
    }
}
