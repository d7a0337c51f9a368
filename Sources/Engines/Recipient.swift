package import Consent

/// One person of a send list, as an engine format writes it. The byte views hold UTF-8 and live as long as the batch
/// they come from.
package struct Recipient {
    package var contact: ContactID
    /// In the form that the engine takes.
    package var address: UnsafeBufferPointer<UInt8>
    package var name: UnsafeBufferPointer<UInt8>?
    package var locale: UnsafeBufferPointer<UInt8>?
    /// A flat JSON object; empty where `texts` has what is asked for.
    package var attributes: UnsafeBufferPointer<UInt8>
    /// What the attributes of the job's fields mean as texts, in the order of `MergeField.attributes(of:)`; nil for one
    /// that the person does not have.
    package var texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>?>?
    package var basis: UnsafeBufferPointer<UInt8>?
    /// The person's own one-click address.
    package var unsubscribeURL: UnsafeBufferPointer<UInt8>
    /// The value of List-Id, in its angle brackets.
    package var listID: UnsafeBufferPointer<UInt8>
    /// The envelope sender that bounces come back to; empty for engines that set their own.
    package var envelopeSender: UnsafeBufferPointer<UInt8>

    package init(
        contact: ContactID, address: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>?,
        locale: UnsafeBufferPointer<UInt8>?, attributes: UnsafeBufferPointer<UInt8>, basis: UnsafeBufferPointer<UInt8>?,
        unsubscribeURL: UnsafeBufferPointer<UInt8>, listID: UnsafeBufferPointer<UInt8>,
        envelopeSender: UnsafeBufferPointer<UInt8>, texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>?>? = nil
    ) {
        self.contact = contact
        self.address = address
        self.name = name
        self.locale = locale
        self.attributes = attributes
        self.basis = basis
        self.unsubscribeURL = unsubscribeURL
        self.listID = listID
        self.envelopeSender = envelopeSender
        self.texts = texts
    }
}
