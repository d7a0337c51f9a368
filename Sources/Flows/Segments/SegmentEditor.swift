package import Consent
package import Intake
import Segments
package import Store

/// Changes saved segments, so that none asks another in a circle or one that is not there.
package struct SegmentEditor {
    private let store: Store
    private let resolver: SegmentResolver

    package init(store: Store, now: Instant, zone: LocalZone) {
        self.store = store
        resolver = SegmentResolver(store: store, now: now, zone: zone)
    }

    /// Saves an expression under a name, or replaces the one there. Answers remarks on how it was read too.
    package func set(_ name: String, expression: String) throws -> (segment: SavedSegment, notes: [String]) {
        try check(name)
        return try store.transaction {
            try store.reserveSegments()
            let resolved = try resolver.resolve(expression: expression, name: name)
            let segment = try store.setSegment(name, expression: resolved.expression ?? expression)
            return (segment, resolved.notes)
        }
    }

    /// Gives a segment another name, in the expressions that ask it too. Answers the names of those.
    package func rename(_ old: String, to new: String) throws -> [String] {
        try check(new)
        return try store.transaction {
            try store.reserveSegments()
            let asking = try segments(asking: old)
            try store.renameSegment(old, to: new)
            for (saved, segment) in asking {
                _ = try store.setSegment(
                    saved.name == old ? new : saved.name, expression: segment.renaming(old, to: new))
            }
            return asking.map(\.saved.name)
        }
    }

    /// Forgets a segment that no other asks.
    package func remove(_ name: String) throws {
        try store.transaction {
            try store.reserveSegments()
            let names = try segments(asking: name).map { "“\($0.saved.name)”" }
            guard names.isEmpty else {
                throw Failure(
                    .usage,
                    "segment “\(name)” is asked by \(names.joined(separator: ", ")): change or forget those first")
            }
            try store.removeSegment(name)
        }
    }

    private func segments(asking name: String) throws -> [(saved: SavedSegment, segment: Segment)] {
        try store.segments().compactMap { saved in
            // One that an older program saved and this one cannot read asks nothing.
            guard let segment = try? Segment(parsing: saved.expression), segment.references.contains(name) else {
                return nil
            }
            return (saved, segment)
        }
    }

    private func check(_ name: String) throws {
        guard !name.isEmpty, name.utf8.count <= 200, !name.contains(where: \.isNewline), !name.hasPrefix("@") else {
            throw Failure(.usage, "a segment's name is one line of at most 200 bytes that does not begin with “@”")
        }
    }
}
