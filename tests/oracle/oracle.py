#!/usr/bin/env python3
"""An independent oracle: prices asks from the price files with exact fractions.

    oracle.py quote DIR                                          asks on stdin, answers on stdout (JSON lines)
    oracle.py asks  --cases N --seed S DIR                       random asks on stdout
    oracle.py check --cases N --seed S --tokentoll PROGRAM DIR   compares with `PROGRAM quote --jsonl`
"""
import argparse, asks, datetime, functools, json, pathlib, re, subprocess, sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction

PROMPT = ("cache_read", "cache_write_5m", "cache_write_1h", "input", "input_audio")  # the order of a prompt
OUTPUT = ("output", "output_audio", "output_image")
METERS = PROMPT + OUTPUT + ("web_search", "code_execution_ms", "session_ms")
PER = {"Mtok": 10**6, "Kcall": 10**3, "hour": 3_600_000}
OPTIONS = ("fast", "priority", "flex", "batch", "us_only", "regional", "multi_region", "govcloud")  # as they stack
WORDS = {"service_tier": ("standard", "batch", "priority", "flex"), "speed": ("standard", "fast"),
         "inference_geo": ("global", "us"), "endpoint": ("global", "regional", "multi_region", "govcloud")}
KEYS = ("total", "verdict", "tier", "currency", "model", "seller")
read = functools.partial(json.loads, parse_float=Decimal)
FIELDS = {"id", "seller", "model", "on", "usage", "report", "report_format", "terms", "convert"}


class Refused(Exception):
    """The answer is an error with this code."""


def plain(amount):
    """The shortest plain decimal; an amount that has none is a mistake, never rounded."""
    places = next(p for p in range(60) if (amount * 10**p).denominator == 1)
    digits = str((amount * 10**places).numerator).rjust(places + 1, "0")
    return digits[: len(digits) - places] + ("." + digits[len(digits) - places:] if places else "")


def standing(entries, day):
    return next((entry for entry in reversed(entries) if entry["from"] <= day), None)


def spelling(model, seller):
    vendor, _, bare = model.partition("/")
    return re.sub(r"(?<=\d)\.(?=\d)", "-", bare if vendor in [seller["seller"], *seller.get("vendors", [])] else model)


def find(seller, wanted):
    """The model, and the endpoint that the prefix of its id implies."""
    names = lambda model: [model["id"], *model.get("aliases", [])]
    prefixed = [(wanted[len(p):], e) for p, e in seller.get("id_prefixes", {}).items() if wanted.startswith(p)]
    for same in (str, lambda name: spelling(name, seller)):
        for name, endpoint in [(wanted, None), *prefixed]:
            for model in seller["models"]:
                if same(name) in map(same, names(model)):
                    return model, endpoint
    return None


def look_up(book, ask):
    if ask.get("seller", "anthropic") not in book:
        raise Refused("unknown_seller")
    knows = [name for name in ([ask["seller"]] if "seller" in ask else book) if find(book[name], ask["model"])]
    knows = ["anthropic"] if "anthropic" in knows else knows
    if len(knows) != 1:
        raise Refused("unknown_model")
    return (knows[0], *find(book[knows[0]], ask["model"]))


def checked(ask):
    """The usage and terms of an ask, and whether it is a report of a request that was served."""
    usage, terms, served = ask.get("usage"), dict(ask.get("terms", {})), "report" in ask
    if set(ask) - FIELDS or set(terms) - set(WORDS) or set(usage or {}) - set(METERS):
        raise Refused("unknown_field")
    if any(word not in WORDS[field] for field, word in terms.items()):
        raise Refused("bad_json")
    if served:  # the Anthropic shape only
        report, writes = ask["report"], ask["report"]["cache_creation"]
        usage = {"input": report["input_tokens"], "cache_read": report["cache_read_input_tokens"],
                 "cache_write_5m": writes["ephemeral_5m_input_tokens"], "output": report["output_tokens"],
                 "cache_write_1h": writes["ephemeral_1h_input_tokens"],
                 "web_search": report["server_tool_use"]["web_search_requests"]}
    if not all(type(count) is int and 0 <= count < 2**32 for count in usage.values()):
        raise Refused("bad_number")
    try:
        datetime.datetime.strptime(re.fullmatch(r"\d{4}-\d\d-\d\d", ask["on"])[0], "%Y-%m-%d")
    except (TypeError, ValueError):
        raise Refused("bad_date")
    return {meter: count for meter, count in usage.items() if count}, terms, served


def chosen(seller, model, terms, day, served):
    """The terms of the options asked for, in the order in which they touch a rate, and whether one is ignored."""
    words, taken, ignored = {"us_only" if word == "us" else word for word in terms.values()}, [], False
    for name in filter(words.__contains__, OPTIONS):
        entries = model.get("options", {}).get(name, seller.get("options", {}).get(name, []))
        entry = standing(entries, day)
        ignored |= bool(entry) and entry["offer"] == "ignored"
        if not entry or entry["offer"] == "refused":
            accepted = [e for e in entries if e["offer"] != "refused"]
            if not served or not accepted:
                raise Refused("not_offered")
            entry = {"factor": "1", **(standing(accepted, day) or accepted[0]), "offer": "offered"}
        taken += [(name, entry)] if entry["offer"] == "offered" else []
    beside = {name for name, _ in taken} if served else words  # what was served beside an ignored option, was
    if any(beside & set(entry.get("not_with", [])) for _, entry in taken):
        raise Refused("not_offered")
    return [entry for _, entry in taken], ignored


def pieces(tiers, usage, edges, level):
    """(meter, count, level) where only the excess moves: the prompt is filled in the order of PROMPT."""
    cut = lambda after, upto: [(max(0, min(upto, high) - max(after, low)), i)
                               for i, (low, high) in enumerate(zip([0, *edges], [*edges, 2**70]))]
    total, at = sum(usage.get(meter, 0) for meter in tiers["counts"]), 0
    for meter in (meter for meter in PROMPT if meter in tiers["counts"]):
        yield from ((meter, count, i) for count, i in cut(at, at + usage.get(meter, 0)))
        at += usage.get(meter, 0)
    for meter in (meter for meter in METERS if meter in usage and meter not in tiers["counts"]):
        if meter in OUTPUT and tiers["output"] == "proportional":
            upto = [usage[meter] * min(edge, total) // total for edge in [0, *edges, total]]
            yield from ((meter, b - a, i) for i, (a, b) in enumerate(zip(upto, upto[1:])))
        else:
            yield meter, usage[meter], level if meter in OUTPUT and tiers["output"] == "whole" else 0


def answer(book, ask):
    try:
        usage, terms, served = checked(ask)
        name, model, endpoint = look_up(book, ask)
        seller, day = book[name], ask["on"]
        terms.setdefault("endpoint", endpoint or "global")
        price = standing(model["prices"], day)
        if price is None or "ended" in price:
            raise Refused("not_priced_on")
        options, ignored = chosen(seller, model, terms, day, served)
        window = price.get("extended_window", {}).get("tokens") or price.get("context_window") or 2**70
        if sum(usage.get(meter, 0) for meter in PROMPT) > window and not served:
            raise Refused("over_window")
        tiers, level, edges = price.get("long_context"), 0, []
        if tiers and not any(option.get("long_context") == "waived" for option in options):
            edges = [tier["threshold"] - (tiers["comparison"] == ">=") for tier in tiers["tiers"]]
            counted = sum(usage.get(meter, 0) for meter in tiers["counts"])
            level = sum(counted > edge for edge in edges)
        if level and not served and any(option.get("long_context") == "not_offered" for option in options):
            raise Refused("not_offered")
        fees = {meter: standing(entries, day) for meter, entries in seller.get("fees", {}).items()}
        lines = pieces(tiers, usage, edges, level) if level and tiers["scope"] == "graduated" else \
            [(meter, count, level) for meter, count in usage.items()]
        total = sum((amount(price, fees, options, *line) for line in lines if line[1]), Fraction(0))
    except Refused as refused:
        return {"error": str(refused)}
    tier = tiers["tiers"][level - 1]["threshold"] if level else None
    verdict = "option_ignored" if ignored else "priced"
    return dict(zip(KEYS, (plain(total), verdict, tier, seller["currency"], model["id"], name)))


def amount(price, fees, options, meter, count, level):
    fee = fees.get(meter) or {}
    rates = price["long_context"]["tiers"][level - 1]["rates"] if level else price["rates"]
    written = fee.get("rate") or rates.get(meter)
    if not written:
        raise Refused("unpriced")
    rate, unit = Fraction(written.split("/")[0]), written.split("/")[1]
    for i, option in enumerate(options if unit == "Mtok" else []):
        published = option.get("rates", {}).get(meter) if level == 0 and i == 0 else None
        factor = option.get("factors", {}).get(meter, option["factor"])
        rate = Fraction(published.split("/")[0]) if published else rate * Fraction(factor)
    exact = max(count, fee.get("minimum", 0)) * rate / PER[unit]  # below, round() is half to even
    return Fraction(round(exact * 10**12), 10**12) if unit == "hour" else exact


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("quote", "asks", "check"))
    for name, default in (("--cases", 10_000), ("--seed", 1), ("--tokentoll", "tokentoll"), ("folder", None)):
        parser.add_argument(name, default=default, type=type(default or ""))
    args = parser.parse_args()
    book = {file.stem: read(file.read_text("utf-8")) for file in sorted(pathlib.Path(args.folder).glob("*.json"))}
    lines = sys.stdin if args.command == "quote" else asks.lines(book, args.cases, args.seed)
    if args.command != "check":
        for line in lines:
            print(line if args.command == "asks" else json.dumps(answer(book, read(line))))
        return 0
    command = [args.tokentoll, "quote", "--jsonl"]
    run = subprocess.run(command, input="\n".join(lines), stdout=subprocess.PIPE, text=True)
    answers, seen, wrong = run.stdout.splitlines(), Counter(), 0
    for ask, got in zip(lines, [*answers, *["{}"] * (len(lines) - len(answers))]):
        want, got = answer(book, read(ask)), read(got)
        seen[want.get("error") or want["verdict"]] += 1
        tier = got.get("tier") or {}
        have = {"error": got["error"]["code"]} if got.get("error") else \
            {**{key: got.get(key) for key in KEYS}, "tier": tier.get("above", tier.get("at_least"))}
        wrong += have != want
        if have != want and wrong <= 10:
            print(f"ask      {ask}\nexpected {json.dumps(want)}\ngot      {json.dumps(have)}\n")
    print(f"{len(lines)} asks, {wrong} differ: " + ", ".join(f"{n} {what}" for what, n in seen.most_common()))
    return 1 if wrong or len(answers) != len(lines) else 0


if __name__ == "__main__":
    sys.exit(main())
