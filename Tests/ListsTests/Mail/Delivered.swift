import Foundation

/// A message that reached the sink, with its envelope.
struct Delivered {
    let sender: String
    let recipients: [String]
    let message: String

    init(path: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        guard let object = object as? [String: Any], let sender = object["sender"] as? String,
            let recipients = object["recipients"] as? [String], let message = object["message"] as? String
        else { throw PostfixServer.NotStarted(description: "\(path) was not written by sink.py") }
        (self.sender, self.recipients, self.message) = (sender, recipients, message)
    }
}
