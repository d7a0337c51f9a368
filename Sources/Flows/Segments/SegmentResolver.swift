package import Consent
package import Intake
package import SQL
package import Segments
package import Store

/// Turns what a person selected into a predicate over contacts: hands the names that the database knows to the checker.
package struct SegmentResolver {
    private let store: Store
    private let now: Instant
    private let zone: LocalZone?

    /// - Parameter zone: where days begin; nil for UTC.
    package init(store: Store, now: Instant, zone: LocalZone? = nil) {
        self.store = store
        self.now = now
        self.zone = zone
    }

    /// A selection ready for the database.
    package struct Resolved: Sendable {
        /// The name of the saved segment, if one was named.
        package var name: String?
        /// The canonical text of the expression; nil for everybody.
        package var expression: String?
        package var predicate: Statement
        /// How it was read, for the person.
        package var notes: [String]
    }

    /// What a person selected. `forEstimate`: see `catalog`.
    package func resolve(_ selection: Selection, forEstimate: Bool = false) throws -> Resolved {
        switch selection {
        case .everybody:
            return Resolved(name: nil, expression: nil, predicate: "true", notes: [])
        case .segment(let name):
            return try resolve(
                expression: try store.segment(name).expression, name: name, forEstimate: forEstimate)
        case .expression(let text):
            return try resolve(expression: text, name: nil, forEstimate: forEstimate)
        }
    }

    /// The predicate of an expression that is, or will be, saved as `name`. Throws a `Failure` (65) that shows the place in
    /// the text.
    package func resolve(expression: String, name: String?, forEstimate: Bool = false) throws -> Resolved {
        let segment = try Self.reading { () throws(SegmentError) in try Segment(parsing: expression) }
        let catalog = try catalog(
            for: expression, asksFunctions: segment.asksFunctions, forEstimate: forEstimate)
        let checked = try Self.reading { () throws(SegmentError) in
            try segment.check(against: catalog, at: clock, savedAs: name)
        }
        return Resolved(
            name: name, expression: segment.description, predicate: checked.predicate, notes: checked.notes)
    }

    /// What days and `now` mean.
    package var clock: SegmentClock {
        guard let zone else { return SegmentClock(now: now) }
        return SegmentClock(now: now) { day in zone.instant(date: day, microsecondOfDay: 0) }
    }

    /// What an expression may ask for by name. Only what it may need is read.
    ///
    /// - Parameters:
    ///   - asksFunctions: whether a function is in it.
    ///   - forEstimate: takes every declared attribute for indexed. The predicate is true of the same contacts and
    ///     names the expressions of which the database has statistics, but is slower to run.
    package func catalog(
        for expression: String, asksFunctions: Bool = true, forEstimate: Bool = false
    ) throws -> SegmentCatalog {
        let attributes = try store.attributes()
        var types: [String: AttributeType] = [:]
        for attribute in attributes { types[attribute.name] = attribute.type }
        var catalog = SegmentCatalog(
            attributes: AttributeCatalog(
                types,
                indexed: Set(attributes.filter { forEstimate ? $0.type != nil : $0.isIndexed }.map(\.name)),
                known: Set(attributes.map(\.name)), hasEqualityIndex: try store.hasEqualityIndex()))
        guard asksFunctions else { return catalog }
        for segment in try store.segments() { catalog.segments[segment.name] = segment.expression }
        catalog.lists = try store.listNumbers()
        let asks = ([expression] + catalog.segments.values).contains { $0.contains("imported_by") }
        if asks {
            catalog.sources = try store.sourceNumbers()
            catalog.runs = try store.runNumbers()
        }
        return catalog
    }

    /// Runs a step that reads an expression; what is wrong with it becomes a `Failure` that shows the place.
    static func reading<Value>(_ step: () throws(SegmentError) -> Value) throws -> Value {
        do throws(SegmentError) {
            return try step()
        } catch {
            throw Failure(.badData, error.rendered)
        }
    }
}
