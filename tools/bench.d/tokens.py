#!/usr/bin/env python3
"""tokens.py FOLDER STEM PARTS: the tokens of a CSV send list, shuffled and split evenly into STEM.1, STEM.2, …"""
import csv
import glob
import random
import sys

folder, stem, parts = sys.argv[1], sys.argv[2], int(sys.argv[3])
tokens = []
for path in sorted(glob.glob(f"{folder}/*.csv")):
    with open(path, encoding="utf-8-sig", newline="") as rows:
        tokens += [row["unsubscribe_url"].rpartition("/")[2] for row in csv.DictReader(rows)]
random.Random(42).shuffle(tokens)
for part in range(parts):
    with open(f"{stem}.{part + 1}", "w") as out:
        out.writelines(token + "\n" for token in tokens[part::parts])
