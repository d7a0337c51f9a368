-- One-click POSTs as a mailbox provider sends them (RFC 8058), each with another token. Argument: a file of tokens, one
-- a line, which the threads share out.
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    tokens, position, used_again = {}, 0, 0
    local line = 0
    for token in io.lines(arguments[1]) do
        if line % 2 == number then tokens[#tokens + 1] = token end
        line = line + 1
    end
    tail = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
        .. "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\nList-Unsubscribe=One-Click"
end

function request()
    position = position + 1
    if position > #tokens then position, used_again = 1, used_again + 1 end
    return "POST /u/" .. tokens[position] .. tail
end

function done(summary, latency, requests)
    local again = 0
    for _, thread in ipairs(threads) do again = again + thread:get("used_again") end
    local errors = summary.errors
    local broken = errors.connect + errors.read + errors.write + errors.timeout
    print(string.format(
        '{"name": "clicks", "value": %.1f, "requests": %d, "p50_ms": %.2f, "p99_ms": %.2f, "non_2xx": %d, '
            .. '"broken": %d, "tokens_used_again": %d}',
        summary.requests / (summary.duration / 1e6), summary.requests, latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, errors.status, broken, again))
end
