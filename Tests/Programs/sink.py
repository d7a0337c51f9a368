#!/usr/bin/env python3
"""sink.py PORT FOLDER: takes every message and keeps it, with its envelope, as FOLDER/NUMBER.json."""
import json
import os
import sys
import time

from aiosmtpd.controller import Controller

port, folder = int(sys.argv[1]), sys.argv[2]


class Keeper:
    number = 0

    async def handle_DATA(self, server, session, envelope):
        Keeper.number += 1
        path = f"{folder}/{Keeper.number:06}"
        with open(path, "w") as out:
            json.dump({
                "sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
                "message": envelope.original_content.decode("utf-8", "surrogateescape")}, out)
        os.rename(path, path + ".json")
        return "250 kept"


controller = Controller(Keeper(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
controller.start()
while True:
    time.sleep(3600)
