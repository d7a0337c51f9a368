#!/usr/bin/env python3
"""dkim_sign.py KEY DOMAIN SELECTOR < MESSAGE > SIGNED: signs what a list's mail must have signed."""
import sys

import dkim

key, domain, selector = sys.argv[1:4]
message = sys.stdin.buffer.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
signed = [b"from", b"to", b"subject", b"list-unsubscribe", b"list-unsubscribe-post", b"list-id"]
with open(key, "rb") as file:
    header = dkim.sign(message, selector.encode(), domain.encode(), file.read(), include_headers=signed)
sys.stdout.buffer.write(header + message)
