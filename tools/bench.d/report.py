#!/usr/bin/env python3
"""report.py MEASURED.jsonl RESULT.json ROWS PEOPLE SAMPLE SMALL_SAMPLE VERSION

Prints the table and keeps it, with every measurement, as one line of JSON. The best round of each rival counts, or
the median where it says so. The rate of an import is rows of the file a second, also for those who read only a part of
it or are given the valid rows alone.
"""
import datetime
import json
import os
import statistics
import sys

measured, result, version = sys.argv[1], sys.argv[2], sys.argv[7]
rows, people, sample, small_sample = map(int, sys.argv[3:7])
rounds = {}
with open(measured) as lines:
    for line in lines:
        entry = json.loads(line)
        rounds.setdefault(entry.pop("name"), []).append(entry)

table = []


def add(what, rate="", ratio="", target="", reached=None):
    table.append((what, rate, ratio, target, "" if reached is None else "yes" if reached else "NO"))


def section(title):
    table.append((title,))


def seconds(name):
    return min(entry["seconds"] for entry in rounds[name])


def median(name):
    return statistics.median(entry["seconds"] for entry in rounds[name])


def memory(what, kib, limit_mb=None):
    mb = kib * 1024 / 1e6
    if limit_mb is None:
        add(what, f"{mb:.0f} MB")
    else:
        add(what, f"{mb:.0f} MB", "", f"< {limit_mb} MB", mb < limit_mb)


def peak(name):
    return max(entry["peak_kib"] for entry in rounds[name])


def per_second(rate, unit):
    return f"{rate:,.0f} {unit}/s"


if "stage" in rounds:
    section(f"Reading, normalising and staging {rows:,} rows of ten columns")
    rate = rows / min(entry["value"] for entry in rounds["stage_seconds"])
    add("lists import --dry-run, until all is staged", per_second(rate, "rows"), "", "≥ 500,000", rate >= 500_000)
    memory("peak memory of lists import --dry-run", peak("stage"), 100)

if "merge_known" in rounds:
    known = rounds["known_rows"][0]["value"]
    section(f"Merge of {rows:,} rows into tables that hold {known:,}")
    ratio = seconds("merge_empty") / seconds("merge_known")
    add(f"lists import of {known:,} rows", per_second(known / seconds("known"), "rows"))
    memory("  its peak memory", peak("known"), 100)
    add("lists import into empty tables", per_second(rows / seconds("merge_empty"), "rows"))
    add("lists import into the full ones", per_second(rows / seconds("merge_known"), "rows"))
    add("  its rate / into empty ones", "", f"{ratio:.2f}", "≥ 0.50", ratio >= 0.5)

if "import" in rounds:
    section(f"Import of {rows:,} rows into empty tables")
    merged = rows / seconds("import")
    by_hand = seconds("import") / seconds("hand_written")
    one = sample / seconds("one_at_a_time")
    one_a_commit = small_sample / seconds("one_a_commit")
    again = seconds("import_again") / seconds("import")
    add("psql \\copy into a bare table", per_second(rows / seconds("copy_in"), "rows"))
    add("hand-written SQL, ids given, valid rows only", per_second(rows / seconds("hand_written"), "rows"))
    add(f"one person at a time, 1,000 a commit ({sample:,} rows)", per_second(one, "rows"))
    add(f"one person at a time, one a commit ({small_sample:,} rows)", per_second(one_a_commit, "rows"))
    add("lists import", per_second(merged, "rows"))
    add("  its time / hand-written SQL's", "", f"{by_hand:.2f}", "≤ 1.15", by_hand <= 1.15)
    add("  its rate / one person at a time, 1,000 a commit", "", f"{merged / one:.1f}", "≥ 8", merged / one >= 8)
    add("  its rate / one person at a time, one a commit", "", f"{merged / one_a_commit:.1f}")
    add("  its rate / psql \\copy", "", f"{merged * seconds('copy_in') / rows:.2f}")
    add("lists import, the same file again", per_second(rows / seconds("import_again"), "rows"))
    add("  its time / the first time", "", f"{again:.2f}", "≤ 0.35", again <= 0.35)
    lines = max(entry["value"] for entry in rounds["lines_added_again"])
    add("  ledger lines added", f"{lines:,}", "", "0", lines == 0)
    memory("peak memory of lists import", max(peak("import"), peak("import_again")), 100)

if "seal" in rounds:
    lines = rounds["lines_sealed"][0]["value"]
    section(f"Seal of {lines:,} lines")
    rate = lines / seconds("seal")
    imported = rows / seconds("import" if "import" in rounds else "import_before_seal")
    add("lists ledger seal", per_second(rate, "lines"), "", "≥ 200,000", rate >= 200_000)
    add("  its rate / the import's", "", f"{rate / imported:.1f}", "≥ 1", rate >= imported)
    add("lists ledger seal, one new line", f"{seconds('seal_little') * 1000:,.0f} ms")
    add("lists ledger verify, with the fold", per_second(lines / seconds("verify"), "lines"))
    memory("peak memory of lists ledger seal, verify", max(peak("seal"), peak("verify")), 100)

if "count" in rounds:
    section(f"Segments over {people:,} people; times with the start of the program")
    by_hand = median("count") / median("count_by_hand")
    page = seconds("count_on_list") / seconds("one_page")
    found = rounds["indexed_contacts"][0]["value"]
    checking = rounds["parse_and_check_us"][0]["value"]
    turns = len(rounds["count"])
    add(f"psql, the best SQL by hand, median of {turns}", f"{median('count_by_hand') * 1000:.0f} ms")
    add(f"lists segment count, median of {turns} in turns", f"{median('count') * 1000:.0f} ms")
    add("  its time / the SQL by hand", "", f"{by_hand:.2f}", "≤ 1.05", by_hand <= 1.05)
    add("psql, one page of one list with its total, as a peer does", f"{seconds('one_page') * 1000:.0f} ms")
    add("lists segment count --list, by all rules of consent", f"{seconds('count_on_list') * 1000:.0f} ms")
    add("  its time / the page", "", f"{page:.2f}")
    add(f"psql, an indexed equality ({found:,} people)", f"{seconds('indexed_by_hand') * 1000:.0f} ms")
    add("lists segment count, the same", f"{seconds('indexed') * 1000:.0f} ms", "", "< 50 ms", seconds("indexed") < 0.05)
    add("lists segment count --estimate", f"{seconds('estimate') * 1000:.0f} ms")
    add("  of these, the start of lists", f"{seconds('start') * 1000:.0f} ms")
    add("parse and check, median of 1,000", f"{checking} µs", "", "< 100 µs", checking < 100)
    add("  the first time in a process", f"{rounds['parse_and_check_first_us'][0]['value']} µs")
    add("lists attribute set … --index", f"{seconds('declare'):.1f} s")

if "export" in rounds:
    section(f"Export of {people:,} people with tokens")
    rate = people / seconds("export")
    rivals = ("copy_out", "copy_out_same", "copy_out_sendable")
    bare, same, sendable = (rate * seconds(name) / people for name in rivals)
    add("psql \\copy of what contacts holds: no links, no basis", per_second(people / seconds("copy_out"), "rows"))
    add("psql \\copy of the same columns, no rules, no tokens", per_second(people / seconds("copy_out_same"), "rows"))
    add("psql \\copy, only who may be mailed, in order", per_second(people / seconds("copy_out_sendable"), "rows"))
    add("lists export", per_second(rate, "rows"))
    add("  its rate / psql \\copy of what contacts holds", "", f"{bare:.2f}")
    add("  its rate / psql \\copy of the same columns", "", f"{same:.2f}", "≥ 0.50", same >= 0.5)
    add("  its rate / psql \\copy of who may be mailed", "", f"{sendable:.2f}")
    memory("peak memory of lists export", peak("export"), 100)

engines = sorted(name[len("engine_"):] for name in rounds if name.startswith("engine_"))
if engines:
    section(f"Send lists of {people:,} people with all fields for each engine, against psql \\copy of the same columns")
    add("psql \\copy of the people", per_second(people / seconds("copy_people"), "rows"))
    add("psql \\copy of the people with links", per_second(people / seconds("copy_links"), "rows"))
    for engine in engines:
        rate = rounds[f"people_{engine}"][0]["value"] / seconds(f"engine_{engine}")
        # The one for people has no links.
        ratio = rate * seconds("copy_people" if engine == "excel" else "copy_links") / people
        add(f"lists export --engine {engine}", per_second(rate, "rows"), f"{ratio:.2f}", "≥ 0.50", ratio >= 0.5)
    memory("peak memory of lists export", max(peak(f"engine_{engine}") for engine in engines), 100)
    took = seconds("recheck")
    add("lists export recheck, after 10,000 changes", f"{took:.2f} s", "", "< 2 s", took < 2)
    add("  --apply, the bundle written anew", f"{seconds('recheck_apply'):.2f} s")
    memory("  its peak memory", max(peak("recheck"), peak("recheck_apply")), 100)

if "clicks" in rounds:
    section("One click, 64 connections, each request another token, durable before it is answered")
    best = max(rounds["clicks"], key=lambda entry: entry["value"])
    rival = max(entry["value"] for entry in rounds["pgbench"])
    requests = sum(entry["requests"] for entry in rounds["clicks"])
    refused = sum(entry["non_2xx"] + entry["broken"] for entry in rounds["clicks"])
    again = sum(entry["tokens_used_again"] for entry in rounds["clicks"])
    appended = sum(entry["value"] for entry in rounds["lines_of_clicks"])
    add("pgbench, append_events, 64 clients", per_second(rival, "transactions"))
    add("lists serve, POST /u/{token}", per_second(best["value"], "requests"))
    add("  its rate / pgbench's", "", f"{best['value'] / rival:.2f}", "≥ 2", best["value"] / rival >= 2)
    add("  half answered within (p50)", f"{best['p50_ms']:.1f} ms")
    add("  99 of 100 answered within (p99)", f"{best['p99_ms']:.1f} ms", "", "< 25 ms", best["p99_ms"] < 25)
    add("  not answered 2xx", f"{refused:,}", "", "0", refused == 0)
    # Equal tokens in one group commit are one line, so the count says nothing if tokens ran out.
    if again == 0:
        lost = max(0, requests - appended)
        add("  clicks answered but not in the ledger", f"{lost:,}", "", "0", lost == 0)
    else:
        add("  tokens ran out and were used again: take more BENCH_ROWS")
    add("ledger verify", "holds", "", "holds", "ledger_verified" in rounds)
    memory("peak memory of lists serve", rounds["serve_memory_kib"][0]["value"])


if "policy" in rounds:
    section("Checks of lists policy at RCPT, 16 connections")
    best = max(rounds["policy"], key=lambda entry: entry["value"])
    plain, rule = (max(entry["value"] for entry in rounds[name]) for name in ("select_person", "select_reason"))
    add("pgbench, one row by its key", per_second(plain, "statements"))
    add("pgbench, the rule of the status alone", per_second(rule, "statements"))
    add("lists policy", per_second(best["value"], "checks"), "", "≥ 2,000", best["value"] >= 2000)
    add("  its rate / one row by its key", "", f"{best['value'] / plain:.2f}")
    add("  its rate / the rule alone", "", f"{best['value'] / rule:.2f}")
    add("  half answered within (p50)", f"{best['p50_ms']:.1f} ms")
    add("  99 of 100 answered within (p99)", f"{best['p99_ms']:.1f} ms")
    memory("peak memory of lists policy", rounds["policy_memory_kib"][0]["value"], 100)

if "tokens_issued" in rounds:
    section("Tokens on one core")
    for what, name in (("issued", "tokens_issued"), ("checked", "tokens_checked")):
        rate = rounds[name][0]["value"]
        add(what, per_second(rate, "tokens"), "", "near 1,000,000", rate >= 900_000)


def machine():
    models = [line.partition(":")[2].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    memory = int(next(line for line in open("/proc/meminfo") if line.startswith("MemTotal")).split()[1])
    return {
        "cores": len(os.sched_getaffinity(0)), "processor": models[0] if models else os.uname().machine,
        "memory_gb": round(memory * 1024 / 1e9), "postgresql": version}


about = machine()
print(f"{about['cores']} cores, {about['processor']}, {about['memory_gb']} GB; PostgreSQL {version}\n")
heads = ("what", "rate", "ratio", "target", "reached")
full = [row for row in table if len(row) > 1] + [heads]
widths = [max(len(row[column]) for row in full) for column in range(5)]


def line(row):
    what, *cells = row
    return "  ".join([what.ljust(widths[0])] + [c.rjust(w) for c, w in zip(cells, widths[1:])]).rstrip()


print(line(heads))
for row in table:
    print("\n" + row[0] if len(row) == 1 else line(row))

when = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
with open(result, "w") as out:
    out.write(json.dumps({
        "at": when, "machine": about, "rows": rows, "people": people, "measured": rounds,
        "table": [dict(zip(heads, row)) for row in table if len(row) > 1]}, ensure_ascii=False) + "\n")
print(f"\nKept in {os.path.relpath(result, os.path.dirname(os.path.dirname(result)))}")
