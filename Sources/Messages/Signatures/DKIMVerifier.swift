internal import CDKIM

/// Verifies the DKIM signatures of a message through libopendkim.
struct DKIMVerifier {
    let keys: DKIMKeys
    let asksDNS: Bool

    /// What the key lookup of libopendkim, a C function, needs to know.
    private final class Lookup {
        let keys: DKIMKeys
        let asksDNS: Bool

        init(_ verifier: DKIMVerifier) {
            (keys, asksDNS) = (verifier.keys, verifier.asksDNS)
        }
    }

    /// Fills in the results of `signatures`, which are those of the message in its order; the lines of the message end in
    /// CRLF.
    func verify(_ message: [UInt8], _ signatures: [DKIMSignature]) -> [DKIMSignature] {
        guard let library = dkim_init(nil, nil) else { return signatures }
        defer { dkim_close(library) }
        _ = dkim_set_key_lookup(library, Self.lookup)
        var status: DKIM_STAT = 0
        guard let check = dkim_verify(library, "lint", nil, &status) else { return signatures }
        defer { _ = dkim_free(check) }
        let lookup = Lookup(self)
        _ = dkim_set_user_context(check, Unmanaged.passUnretained(lookup).toOpaque())
        return withExtendedLifetime(lookup) {
            var message = message
            message.withUnsafeMutableBufferPointer { _ = dkim_chunk(check, $0.baseAddress, $0.count) }
            _ = dkim_chunk(check, nil, 0)
            var isTestKey = false
            _ = dkim_eom(check, &isTestKey)
            return results(check, signatures)
        }
    }

    private func results(_ check: OpaquePointer, _ signatures: [DKIMSignature]) -> [DKIMSignature] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        var count: Int32 = 0
        guard dkim_getsiglist(check, &list, &count) == DKIM_STAT_OK, Int(count) == signatures.count, let list else {
            return signatures.map { signature in
                var signature = signature
                signature.result = .broken("it cannot be read")
                return signature
            }
        }
        return signatures.indices.map { place in
            var signature = signatures[place]
            signature.result = result(list[place])
            return signature
        }
    }

    private func result(_ signature: OpaquePointer?) -> DKIMSignature.Result {
        let passed = dkim_sig_getflags(signature) & UInt32(DKIM_SIGFLAG_PASSED) != 0
        if passed, dkim_sig_getbh(signature) == DKIM_SIGBH_MATCH { return .holds }
        let error = dkim_sig_geterror(signature)
        if [DKIM_SIGERROR_NOKEY, DKIM_SIGERROR_KEYFAIL].contains(error) { return .noKey }
        if dkim_sig_getbh(signature) == DKIM_SIGBH_MISMATCH { return .broken("the body was changed") }
        return .broken(dkim_sig_geterrorstr(error).map { String(cString: $0) } ?? "unknown")
    }

    private static let lookup:
        @convention(c) (OpaquePointer?, OpaquePointer?, UnsafeMutablePointer<UInt8>?, Int) -> DKIM_CBSTAT = {
            check, signature, buffer, size in
            guard let context = dkim_get_user_context(check), let domain = dkim_sig_getdomain(signature),
                let selector = dkim_sig_getselector(signature), let buffer
            else { return DKIM_CBSTAT_ERROR }
            let lookup = Unmanaged<Lookup>.fromOpaque(context).takeUnretainedValue()
            guard let text = lookup.keys.text(selector: String(cString: selector), domain: String(cString: domain))
            else {
                return lookup.asksDNS ? DKIM_CBSTAT_DEFAULT : DKIM_CBSTAT_NOTFOUND
            }
            let bytes = Array(text.utf8) + [0]
            guard bytes.count <= size else { return DKIM_CBSTAT_ERROR }
            buffer.update(from: bytes, count: bytes.count)
            return DKIM_CBSTAT_CONTINUE
        }
}
