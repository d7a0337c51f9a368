import Hummingbird
import NIOCore

/// What a route knows of a request beside the request itself: who is at the other end of the connection.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
    }
}
