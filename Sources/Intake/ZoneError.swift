/// Why a time zone cannot be used.
package enum ZoneError: Error, Equatable {
    /// The database, if there is one, has no such zone.
    case unknownZone(String)
    /// The file of that name holds no time zone.
    case unreadableZone(String)
}

extension ZoneError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownZone(let name):
            "there is no time zone “\(name)” here; names are like Asia/Tokyo (Debian's package tzdata holds them)"
        case .unreadableZone(let name):
            "“\(name)” is no time zone that can be read"
        }
    }
}
