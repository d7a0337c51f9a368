#!/usr/bin/env python3
"""prepare.py CONTACTS.csv IDS.csv STEM SAMPLE PEOPLE_A_COMMIT [SAMPLE PEOPLE_A_COMMIT]…

Does beforehand what a hand-written merge cannot do in SQL: leaves out the rows whose address is invalid, and gives
every other row its id and the canonical form of its address. So the SQL has less to do than an import has.

IDS.csv: contact_id, line, address, canonical address, and the remaining columns of the file; duplicates stay.
STEM.1.sql, STEM.2.sql, …: the first SAMPLE rows of the file as statements for one_at_a_time.sql, committed every
PEOPLE_A_COMMIT people.
"""
import csv
import hashlib
import json
import sys
import uuid

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def canonical(address):
    """The canonical form, or None if the address is invalid. Enough for what gen_contacts.py makes, and no more."""
    local, at, domain = address.translate(FULL_WIDTH).rpartition("@")
    if not at or not local or len(local.encode()) > 64:
        return None
    if not (local[0] == local[-1] == '"' and len(local) > 2) and any(mark in local for mark in ' @,"'):
        return None
    labels = domain.lower().split(".")
    if len(labels) < 2 or any(not label or len(label) > 63 or label[0] == "-" for label in labels):
        return None
    return local + "@" + ".".join(label.encode("idna").decode() for label in labels)


def quoted(text):
    return "NULL" if text == "" else "'" + text.replace("'", "''") + "'"


source, target, stem = sys.argv[1:4]
samples = list(zip(map(int, sys.argv[4::2]), map(int, sys.argv[5::2])))
statements = [[] for _ in samples]
with open(source, encoding="utf-8", newline="") as rows, open(target, "w", encoding="utf-8", newline="") as out:
    reader = csv.reader(rows)
    writer = csv.writer(out, lineterminator="\n")
    header = next(reader)
    number, begins = 0, reader.line_num + 1
    for cells in reader:
        number, line, begins = number + 1, begins, reader.line_num + 1
        address = cells[0].strip()
        mailed = canonical(address)
        if mailed is None:
            continue
        contact = uuid.UUID(bytes=hashlib.sha256(mailed.casefold().encode()).digest()[:16], version=4)
        writer.writerow([contact, line, address, mailed] + cells[1:])
        if number > max(sample for sample, _ in samples):
            continue
        attributes = json.dumps({k: v for k, v in zip(header[3:], cells[3:]) if v}, ensure_ascii=False)
        statement = (f"EXECUTE person('{contact}', {quoted(address)}, {quoted(mailed)}, {quoted(cells[1])}, "
                     f"{quoted(cells[2])}, {quoted(attributes)}, '{uuid.uuid4()}', {line});\n")
        for (sample, _), chosen in zip(samples, statements):
            if number <= sample:
                chosen.append(statement)
for script, ((_, size), chosen) in enumerate(zip(samples, statements), start=1):
    with open(f"{stem}.{script}.sql", "w", encoding="utf-8") as out:
        for start in range(0, len(chosen), size):
            out.write("BEGIN;\n" + "".join(chosen[start:start + size]) + "COMMIT;\n")
