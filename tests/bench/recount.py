#!/usr/bin/env python3
"""An independent recount of transcripts of Claude Code, with the standard library only.

    recount.py FOLDER                        requests and tokens, as JSON
    recount.py FOLDER --asks > asks.jsonl    one ask a request, for tests/oracle/oracle.py
    recount.py FOLDER --against SUMMARY      compares with `tokentoll usage --by model --json`

Every line is parsed whole. Of the lines of one answer the one counts that is not of a side conversation, then one
that is complete, then the one with the most tokens.
"""
import json, pathlib, sys
from collections import Counter, defaultdict


def lines(folder):
    for path in sorted(pathlib.Path(folder).rglob("*.jsonl")):
        with open(path, encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                message = line.get("message") or {}
                if line.get("type") == "assistant" and message.get("usage") and message["model"] != "<synthetic>":
                    yield line, message


def counts(usage):
    split = usage.get("cache_creation") or {}
    hour = split.get("ephemeral_1h_input_tokens", 0)
    return {"input": usage.get("input_tokens") or 0, "cache_read": usage.get("cache_read_input_tokens") or 0,
            "cache_write_5m": (usage.get("cache_creation_input_tokens") or 0) - hour, "cache_write_1h": hour,
            "output": usage.get("output_tokens") or 0}


def requests(folder):
    """Each answer once: by its id, and by the request where two of the main conversation differ."""
    by_id = defaultdict(list)
    for line, message in lines(folder):
        rank = (message.get("stop_reason") is not None, sum(counts(message["usage"]).values()))
        by_id[message["id"]].append((line.get("requestId"), bool(line.get("isSidechain")), rank, line["timestamp"][:10],
                                     sys.intern(message["model"]), counts(message["usage"])))
    for told in by_id.values():
        main = [one for one in told if not one[1]]
        groups = defaultdict(list)
        for one in main or told:
            groups[one[0] if main else None].append(one)
        for group in groups.values():
            yield max(group, key=lambda one: one[2])


def main(folder, *rest):
    if rest[:1] == ("--asks",):
        for _, _, _, day, model, told in requests(folder):
            split = {"ephemeral_5m_input_tokens": told["cache_write_5m"], "ephemeral_1h_input_tokens": told["cache_write_1h"]}
            report = {"input_tokens": told["input"], "cache_read_input_tokens": told["cache_read"], "cache_creation": split,
                      "output_tokens": told["output"], "server_tool_use": {"web_search_requests": 0}}
            print(json.dumps({"model": model, "on": day, "report": report}))
        return
    number, sums = 0, Counter()
    for *_, told in requests(folder):
        number += 1
        sums.update(told)
    found = {"requests": number, "counts": dict(sorted((k, v) for k, v in sums.items() if v))}
    if rest[:1] == ("--against",):
        total = json.load(open(rest[1]))["total"]
        ours = {"requests": total["requests"], "counts": dict(sorted(total["counts"].items()))}
        assert ours == found, f"\nours   {ours}\nrecount {found}"
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
