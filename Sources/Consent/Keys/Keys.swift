package import Crypto

/// The unwrapped keys of an installation, as a running program holds them.
package struct Keys: Sendable {
    package let identity: IdentityKey
    /// Issues and checks the tokens of links.
    package let tokens: TokenKeys
    /// Signs manifests (Ed25519).
    package let manifest: Curve25519.Signing.PrivateKey

    package init(identity: IdentityKey, tokens: TokenKeys, manifest: Curve25519.Signing.PrivateKey) {
        self.identity = identity
        self.tokens = tokens
        self.manifest = manifest
    }
}
