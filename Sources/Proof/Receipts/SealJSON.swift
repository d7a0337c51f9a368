package import Consent

extension SignedSeal {
    /// The seal as a receipt shows it: what its statement says, and the signature.
    package var json: JSONValue {
        .object([
            "number": .number(Int64(seal.number)), "installation": .string(seal.installation),
            "leaf": .number(Int64(LineLeaf.version)), "lines": .number(Int64(seal.lines)),
            "tree": .string(seal.tree.description), "first": seal.first.json, "last": seal.last.json,
            "epoch": .number(Int64(seal.epoch)), "system": .number(seal.system),
            "snapshot": .string(seal.snapshot.text), "sealed_at": .string(seal.sealedAt.description),
            "previous": JSONValue(seal.previous?.description), "root": .string(seal.root.description),
            "key": .string(Hexadecimal.text(seal.publicKey)), "signature": .string(Hexadecimal.text(signature)),
        ])
    }

    /// The seal in a receipt, or nil if it is none, or one of leaves that this program does not know.
    package init?(json: JSONValue) {
        guard let number = json["number"]?.number, let installation = json["installation"]?.text,
            json["leaf"]?.number == Int64(LineLeaf.version), let lines = json["lines"]?.number,
            let tree = json["tree"]?.text.flatMap(MerkleHash.init(hexadecimal:)),
            let first = Seal.LineID(json: json["first"]), let last = Seal.LineID(json: json["last"]),
            let epoch = json["epoch"]?.number, let system = json["system"]?.number,
            let snapshot = json["snapshot"]?.text.flatMap(Snapshot.init),
            let sealedAt = json["sealed_at"]?.text.flatMap(Instant.init(rfc3339:)), let previous = json["previous"],
            let key = json["key"]?.text.flatMap(Hexadecimal.bytes),
            let signature = json["signature"]?.text.flatMap(Hexadecimal.bytes)
        else { return nil }
        let before = previous.text.flatMap(MerkleHash.init(hexadecimal:))
        guard previous.isNull || before != nil else { return nil }
        let seal = Seal(
            number: Int(number), installation: installation, lines: Int(lines), tree: tree, first: first, last: last,
            epoch: Int(epoch), system: system, snapshot: snapshot, sealedAt: sealedAt, previous: before, publicKey: key)
        guard json["root"]?.text == seal.root.description else { return nil }
        self.init(seal: seal, signature: signature)
    }
}

extension Seal.LineID {
    fileprivate var json: JSONValue {
        .object(["contact_id": .string(contact.description), "event_id": .string(event.description)])
    }

    fileprivate init?(json: JSONValue?) {
        guard let contact = json?["contact_id"]?.text.flatMap(ContactID.init(text:)),
            let event = json?["event_id"]?.text.flatMap(ContactID.init(text:))
        else { return nil }
        self.init(contact: contact, event: event)
    }
}
