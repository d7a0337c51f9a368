#!/usr/bin/env python3
"""measure.py NAME FILE COMMAND…: runs a command adds its seconds and peak memory to a file of JSON lines."""
import json
import os
import signal
import subprocess
import sys
import time

name, file, command = sys.argv[1], sys.argv[2], sys.argv[3:]
begun = time.monotonic()
child = subprocess.Popen(command)
signal.signal(signal.SIGTERM, lambda *_: child.terminate())
_, status, usage = os.wait4(child.pid, 0)
seconds = time.monotonic() - begun
code = os.waitstatus_to_exitcode(status)
if code == 0:
    with open(file, "a") as lines:
        lines.write(json.dumps({"name": name, "seconds": round(seconds, 3), "peak_kib": usage.ru_maxrss}) + "\n")
sys.exit(code if code >= 0 else 128 - code)
