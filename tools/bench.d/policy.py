#!/usr/bin/env python3
"""policy.py PORT SECONDS CONNECTIONS ADDRESSES: asks `lists policy` as Postfix does, and prints a line of JSON.

Every connection sends RCPT requests, one after the other, each for another person. ADDRESSES is the file of ids that
prepare.py wrote; its fourth column is the address.
"""
import csv
import json
import random
import selectors
import socket
import sys
import time

port, seconds, connections, file = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
with open(file, encoding="utf-8", newline="") as rows:
    people = [cells[3] for _, cells in zip(range(200_000), csv.reader(rows))]
random.Random(42).shuffle(people)
before = "request=smtpd_access_policy\nprotocol_state=RCPT\nsender=bench@bench.example\nrecipient="


def question(number):
    return (before + people[number % len(people)] + "\n\n").encode()


selector = selectors.DefaultSelector()
answers, passed, asked, latencies = 0, 0, 0, []
for _ in range(connections):
    peer = socket.create_connection(("127.0.0.1", port))
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(peer, selectors.EVENT_READ, [0.0])
begun = time.monotonic()
for key in list(selector.get_map().values()):
    key.data[0] = time.monotonic()
    key.fileobj.sendall(question(asked))
    asked += 1
while time.monotonic() - begun < seconds:
    for key, _ in selector.select(timeout=1):
        answer = key.fileobj.recv(4096)
        if not answer.endswith(b"\n\n"):
            sys.exit("an answer was cut off")
        now = time.monotonic()
        latencies.append(now - key.data[0])
        answers += 1
        passed += answer == b"action=DUNNO\n\n"
        key.data[0] = now
        key.fileobj.sendall(question(asked))
        asked += 1
elapsed = time.monotonic() - begun
latencies.sort()
print(json.dumps({
    "name": "policy", "value": round(answers / elapsed, 1), "checks": answers, "passed": passed,
    "p50_ms": round(latencies[len(latencies) // 2] * 1000, 2),
    "p99_ms": round(latencies[len(latencies) * 99 // 100] * 1000, 2)}))
