#!/usr/bin/env python3
"""sink.py PORT FOLDER [OPTION…]: takes every message and keeps it, with its envelope, as FOLDER/NUMBER.json.

--tls CERTIFICATE KEY       offers STARTTLS and takes mail only after it
--implicit CERTIFICATE KEY  speaks TLS from the first byte
--login NAME PASSWORD       takes mail only after that login
--refuse CODE               answers each recipient with CODE
"""
import json
import os
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

port, folder = int(sys.argv[1]), sys.argv[2]


def option(name, count):
    if name not in sys.argv:
        return None
    place = sys.argv.index(name) + 1
    return sys.argv[place:place + count]


def context(files):
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(*files)
    return made


class Keeper:
    number = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if refused := option("--refuse", 1):
            return f"{refused[0]} 5.1.1 not here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Keeper.number += 1
        path = f"{folder}/{Keeper.number:06}"
        with open(path, "w") as out:
            json.dump({
                "sender": envelope.mail_from, "recipients": envelope.rcpt_tos, 
                "tls": server.transport.get_extra_info("ssl_object") is not None,
                "login": bool(session.authenticated),
                "message": envelope.original_content.decode("utf-8", "surrogateescape")}, out)
        os.rename(path, path + ".json")
        return "250 kept"


settings = {"enable_SMTPUTF8": True}
if files := option("--tls", 2):
    settings |= {"tls_context": context(files), "require_starttls": True}
if login := option("--login", 2):
    wanted = [part.encode() for part in login]
    settings |= {
        "auth_required": True, "auth_require_tls": "--implicit" not in sys.argv,
        "authenticator": lambda server, session, envelope, mechanism, data:
            AuthResult(success=[data.login, data.password] == wanted)}


class Sink(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="127.0.0.1", **settings)


files = option("--implicit", 2)
controller = Sink(
    Keeper(), hostname="127.0.0.1", port=port, server_hostname="127.0.0.1",
    ssl_context=context(files) if files else None)
controller.start()
while True:
    time.sleep(3600)
