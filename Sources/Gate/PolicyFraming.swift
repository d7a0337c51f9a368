import NIOCore

/// Turns the bytes of a connection into requests, and closes one that breaks the protocol or takes too long.
final class PolicyFraming: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = PolicyRequest

    private var parser = PolicyParser()
    private var deadline: Scheduled<Void>?

    /// For a request that has begun.
    private static let requestTime = TimeAmount.seconds(10)
    /// Between requests: more than Postfix's `smtpd_policy_service_max_idle` of 300 s, so that it closes first.
    private static let idleTime = TimeAmount.minutes(10)

    func channelActive(context: ChannelHandlerContext) {
        setDeadline(Self.requestTime, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let wasWithinRequest = parser.isWithinRequest
        let parsed = buffer.withUnsafeReadableBytes { bytes in
            Result { () throws(PolicyProblem) in try parser.take(bytes) }
        }
        guard case .success(let requests) = parsed else {
            context.close(promise: nil)
            return
        }
        requests.forEach { context.fireChannelRead(wrapInboundOut($0)) }
        // Bytes that drip in do not put the deadline of a request off.
        if !parser.isWithinRequest {
            setDeadline(Self.idleTime, context)
        } else if !wasWithinRequest || !requests.isEmpty {
            setDeadline(Self.requestTime, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    private func setDeadline(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
