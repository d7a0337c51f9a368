package import Consent

/// A statement of SQL with its binds.
///
/// Text enters only from literals of the source (`StaticString`), values only as binds, so what a user typed can
/// never become SQL:
///
///     let statement: Statement = "SELECT name FROM lists WHERE slug = \(slug)"   // … WHERE slug = $1
///
/// A statement may be spliced into another; its binds are renumbered.
package struct Statement: Sendable {
    private(set) var pieces: [Piece] = []

    enum Piece: Sendable {
        case text(StaticString)
        case bind(Bind)
    }

    /// The text with `$1`, `$2`, … where binds stand, and the binds in that order.
    package var rendered: (text: String, binds: [Bind]) {
        var text = ""
        var binds: [Bind] = []
        for piece in pieces {
            switch piece {
            case .text(let literal):
                text += literal.description
            case .bind(let bind):
                binds.append(bind)
                text += "$\(binds.count)"
            }
        }
        return (text, binds)
    }

    /// Appends another statement.
    package mutating func append(_ other: Statement) {
        pieces += other.pieces
    }
}

/// A value that a statement carries beside its text.
package enum Bind: Sendable, Equatable {
    case null
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
    case contact(ContactID)
    case instant(Instant)
    case texts([String])
    case contacts([ContactID])
    /// A JSON document, bound as `jsonb`.
    case json(String)
}

extension Statement: ExpressibleByStringInterpolation {
    package init(stringLiteral value: StaticString) {
        pieces = [.text(value)]
    }

    package init(stringInterpolation: Interpolation) {
        pieces = stringInterpolation.pieces
    }

    package struct Interpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            pieces.append(.text(literal))
        }

        package mutating func appendInterpolation(_ bind: Bind) {
            pieces.append(.bind(bind))
        }

        package mutating func appendInterpolation(_ value: (some Bindable)?) {
            pieces.append(.bind(value?.bind ?? .null))
        }

        package mutating func appendInterpolation(_ statement: Statement) {
            pieces += statement.pieces
        }
    }
}

/// A type whose values can be bound.
package protocol Bindable {
    var bind: Bind { get }
}

extension Bool: Bindable { package var bind: Bind { .bool(self) } }
extension Int32: Bindable { package var bind: Bind { .int32(self) } }
extension Int64: Bindable { package var bind: Bind { .int64(self) } }
extension Int: Bindable { package var bind: Bind { .int64(Int64(self)) } }
extension Double: Bindable { package var bind: Bind { .double(self) } }
extension String: Bindable { package var bind: Bind { .text(self) } }
extension ContactID: Bindable { package var bind: Bind { .contact(self) } }
extension Instant: Bindable { package var bind: Bind { .instant(self) } }
extension [UInt8]: Bindable { package var bind: Bind { .bytes(self) } }
