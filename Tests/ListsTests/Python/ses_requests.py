#!/usr/bin/env python3
"""ses_requests.py REQUESTS.jsonl MESSAGES.csv: sends what the engines ses and smtp wrote through Amazon's own client.

Every line of REQUESTS.jsonl must pass botocore's check of the parameters of SendBulkEmail (API v2), limits included.
moto, which plays SES, has no v2 bulk: it gets the same destinations as v1 templated bulk, and the rows of MESSAGES.csv
as raw messages of v2. Then each message that moto kept must go to one person and hold that person's link alone.
"""
import csv
import email
import email.message
import email.policy
import json
import logging
import sys

import boto3
import botocore.session
from botocore.validate import validate_parameters
from moto.server import ThreadedMotoServer
from moto.ses.models import ses_backends

logging.getLogger("werkzeug").setLevel(logging.ERROR)
requests = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
with open(sys.argv[2], encoding="utf-8", newline="") as rows:
    messages = list(csv.DictReader(rows, strict=True))

shape = botocore.session.get_session().get_service_model("sesv2").operation_model("SendBulkEmail").input_shape
for request in requests:
    validate_parameters(request, shape)
    assert len(request["BulkEmailEntries"]) <= 50, "more destinations than SES takes"
    for entry in request["BulkEmailEntries"]:
        for header in entry["ReplacementHeaders"]:
            # MessageHeader of the API: at most 126 and 870 characters of printable ASCII.
            assert 1 <= len(header["Name"]) <= 126 and len(header["Value"]) <= 870, header["Name"]
            assert header["Value"].isascii() and header["Value"].isprintable(), header["Name"]
        for tag in entry["ReplacementTags"]:
            assert all(c.isascii() and (c.isalnum() or c in "_-.@") for c in tag["Value"]), tag["Name"]

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
clients = dict(endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="x",
               aws_secret_access_key="x")
v1, v2 = boto3.client("ses", **clients), boto3.client("sesv2", **clients)
try:
    sender = requests[0]["FromEmailAddress"]
    v1.verify_email_identity(EmailAddress=email.utils.parseaddr(sender)[1])
    template = requests[0]["DefaultContent"]["Template"]["TemplateName"]
    v1.create_template(Template={"TemplateName": template, "SubjectPart": "To {{name}}",
                                 "TextPart": "Leave: {{unsubscribe_url}}", "HtmlPart": "{{unsubscribe_url}}"})
    links = {}
    for request in requests:
        destinations = []
        for entry in request["BulkEmailEntries"]:
            data = entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"]
            destinations.append({"Destination": entry["Destination"], "ReplacementTemplateData": data})
            (address,) = entry["Destination"]["ToAddresses"]
            assert address not in links, "somebody twice"
            links[address] = json.loads(data)["unsubscribe_url"]
        answer = v1.send_bulk_templated_email(Source=sender, Template=template, DefaultTemplateData="{}",
                                              Destinations=destinations)
        assert len(answer["Status"]) == len(destinations)
    address, link = next(iter(links.items()))
    rendered = v1.test_render_template(TemplateName=template, TemplateData=json.dumps({"name": "x",
                                                                                       "unsubscribe_url": link}))
    assert link in rendered["RenderedTemplate"], "the template does not show the link"

    for row in messages:
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message["From"], message["To"], message["Subject"] = sender, row["email"], "News"
        message["List-Unsubscribe"] = row["list_unsubscribe"]
        message["List-Unsubscribe-Post"] = row["list_unsubscribe_post"]
        message["List-Id"] = row["list_id"]
        message.set_content(f"Leave: {row['unsubscribe_url']}\n")
        v2.send_email(FromEmailAddress=sender, Destination={"ToAddresses": [row["email"]]},
                      Content={"Raw": {"Data": message.as_bytes()}})

    templated, raw = [], []
    for backends in ses_backends.values():
        for kept in backends["us-east-1"].sent_messages:
            (raw if hasattr(kept, "raw_data") else templated).append(kept)
    seen = [entry["Destination"]["ToAddresses"] for kept in templated for entry in kept.destinations]
    assert sorted(only for (only,) in seen) == sorted(links), "moto's destinations are others"
    # Python takes the quotes away that an address with dots in odd places stands in.
    everybody = {row["email"].replace('"', ""): row["unsubscribe_url"] for row in messages}
    assert len(raw) == len(messages) == len(everybody)
    for kept in raw:
        message = email.message_from_string(kept.raw_data, policy=email.policy.SMTP)
        (to,) = message.get_all("To")
        link = everybody.pop(str(to).replace('"', ""))
        assert str(message["List-Unsubscribe"]).replace("\r\n", "").replace(" ", "") == f"<{link}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert not [other for other in everybody if other in kept.raw_data], "somebody else's address in a message"
    assert not everybody
finally:
    server.stop()
json.dump({"requests": len(requests), "templated": len(links), "raw": len(messages)}, sys.stdout)
