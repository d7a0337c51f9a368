#!/usr/bin/env python3
"""read_send_list.py ENGINE FILE…: what an engine would make of a send list, read by Python's own csv and json.

Prints a JSON array: of each person the address, the three list headers, the id for the way back, and the link that the
text of the mail can name.
"""
import csv
import json
import sys

engine, files = sys.argv[1], sys.argv[2:]
PLAIN = {"email": "email", "unsubscribe": "list_unsubscribe", "post": "list_unsubscribe_post", "list_id": "list_id",
         "contact_id": "contact_id", "link": "unsubscribe_url"}


def person(email, headers, contact_id, link):
    return {"email": email, "unsubscribe": headers["List-Unsubscribe"], "post": headers["List-Unsubscribe-Post"],
            "list_id": headers["List-Id"], "contact_id": contact_id.partition("/")[0], "link": link}


def named(pairs):
    assert len({pair["Name"] for pair in pairs}) == len(pairs), "a header twice"
    return {pair["Name"]: pair["Value"] for pair in pairs}


def only(items):
    assert len(items) == 1, items
    return items[0]


def people(engine, request):
    if engine == "ses":
        for entry in request["BulkEmailEntries"]:
            data = json.loads(entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"])
            yield person(only(entry["Destination"]["ToAddresses"]), named(entry["ReplacementHeaders"]),
                         named(entry["ReplacementTags"])["contact_id"], data["unsubscribe_url"])
    elif engine == "sendgrid":
        for entry in request["personalizations"]:
            yield person(only(entry["to"])["email"], entry["headers"], entry["custom_args"]["contact_id"],
                         entry["dynamic_template_data"]["unsubscribe_url"])
    elif engine == "mailgun":
        variables = json.loads(request["recipient-variables"])
        for address in request["to"]:
            values = variables[address]
            headers = {}
            for header in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"):
                text = request["h:" + header]
                for name, value in values.items():
                    text = text.replace(f"%recipient.{name}%", str(value))
                headers[header] = text
            yield person(address, headers, values["contact_id"], values["unsubscribe_url"])
    elif engine == "postmark":
        for entry in request["Messages"]:
            yield person(entry["To"], named(entry["Headers"]), entry["Metadata"]["contact_id"],
                         entry["TemplateModel"]["unsubscribe_url"])
    elif engine == "mailjet":
        for entry in request["Messages"]:
            yield person(only(entry["To"])["Email"], entry["Headers"], entry["CustomID"],
                         entry["Variables"]["unsubscribe_url"])
    elif engine == "brevo":
        for entry in request["messageVersions"]:
            yield person(only(entry["to"])["email"], entry["headers"], entry["headers"]["X-Mailin-custom"],
                         entry["params"]["unsubscribe_url"])
    elif engine == "sparkpost":
        for entry in request["recipients"]:
            data = entry["substitution_data"]
            yield person(entry["address"]["email"],
                         {"List-Unsubscribe": data["list_unsubscribe"], "List-Id": data["list_id"],
                          "List-Unsubscribe-Post": data["list_unsubscribe_post"]},
                         entry["metadata"]["contact_id"], data["unsubscribe_url"])
    else:
        yield {ours: request[theirs] for ours, theirs in PLAIN.items()}


found = []
for path in files:
    with open(path, encoding="utf-8-sig", newline="") as lines:
        if path.endswith(".csv"):
            for row in csv.DictReader(lines, strict=True):
                assert None not in row and None not in row.values(), "a row of another length"
                if engine == "listmonk":
                    row |= json.loads(row["attributes"])
                found.append({ours: row[theirs] for ours, theirs in PLAIN.items()})
        else:
            for line in lines:
                found.extend(people(engine, json.loads(line)))
json.dump(found, sys.stdout, ensure_ascii=False)
