"""Random asks for the oracle: every seller, model, alias, day, option and fee; half of them within two tokens
of a threshold or a window; a few that must be refused."""
import datetime, json, random

PROMPT = ("input", "input_audio", "cache_read", "cache_write_5m", "cache_write_1h")
METERS = (*PROMPT, "output", "output_audio", "output_image", "web_search", "code_execution_ms", "session_ms")
WORDS = {"service_tier": ("batch", "priority", "flex", "standard"), "speed": ("fast", "standard"),
         "inference_geo": ("us", "global"), "endpoint": ("regional", "multi_region", "govcloud", "global")}
FAULTS = ({"seller": "nobody"}, {"model": "no-such-model"}, {"on": "2026-02-30"}, {"on": "2026-2-3"}, {"cash": 1},
          {"terms": {"speed": "warp"}}, {"terms": {"pace": "fast"}})
COUNTS = (-1, 2**32, 2**64, "7", "FRACTION")
LAST = datetime.date(2026, 12, 31)


def lines(book, cases, seed):
    rng = random.Random(seed)
    return [json.dumps(random_ask(rng, book)).replace('"FRACTION"', "1.5") for _ in range(cases)]


def random_ask(rng, book):
    often = lambda percent: rng.randrange(100) < percent
    name = rng.choice([*book, *(often for often in ("anthropic", "anthropic", "openai", "zenmux") if often in book)])
    seller = book[name]
    model = rng.choice(seller["models"])
    options = {**seller.get("options", {}), **model.get("options", {})}
    day = random_day(rng, [model["prices"], *options.values(), *seller.get("fees", {}).values()])
    past = [price for price in model["prices"] if price["from"] <= day and "rates" in price]
    usage = random_usage(rng, (past or model["prices"])[-1 if past else 0], seller.get("fees", {}))
    ask = {"seller": name, "model": random_id(rng, seller, model), "on": day, "usage": usage}
    if often(50):
        ask["terms"] = random_terms(rng, {name for name, entries in options.items() if entries})
    if often(20) and "claude" in model["id"] and not set(usage) & {"code_execution_ms", "session_ms"}:
        ask.update(report_format="anthropic", report=report(ask.pop("usage")))
    if often(4):
        ask.update(rng.choice(FAULTS))
    elif often(2) and "usage" in ask:
        usage["output"] = rng.choice(COUNTS)
    elif often(5):
        del ask["seller"]
    return ask


def random_id(rng, seller, model):
    known = rng.choice([model["id"], *model.get("aliases", [])])
    vendors = [seller["seller"], *seller.get("vendors", []), "openai"]
    prefixes = [*seller.get("id_prefixes", {}), *(f"{vendor}/" for vendor in vendors)]
    return rng.choice(prefixes) + known if rng.randrange(5) == 0 and "/" not in known else known


def random_day(rng, lists):
    """Half of the days are the first of an entry, the day before or the day after."""
    first = datetime.date.fromisoformat(lists[0][0]["from"])
    day = first + datetime.timedelta(rng.randrange(max(1, (LAST - first).days)))
    if rng.randrange(2):
        mark = rng.choice([entry["from"] for entries in lists for entry in entries])
        day = datetime.date.fromisoformat(mark) + datetime.timedelta(rng.choice((-1, 0, 0, 1)))
    return str(day if rng.randrange(10) == 0 else max(day, first))


def random_usage(rng, price, fees):
    usage = {meter: rng.randrange(1 << rng.randrange(1, 19)) for meter in price["rates"] if rng.randrange(3)}
    tiers = price.get("long_context", {"tiers": [], "counts": ["input"]})
    window = price.get("extended_window", {}).get("tokens") or price.get("context_window")
    edges = [*[tier["threshold"] for tier in tiers["tiers"]] * 4, *[window] * (window is not None)]
    if edges and rng.randrange(9) < 5:  # within two tokens of an edge, split at random over the counted meters
        rest = rng.choice(edges) + rng.randrange(-2, 3)
        counted = rng.sample(tiers["counts"], len(tiers["counts"]))
        for meter in counted[1:]:
            usage[meter] = rng.choice((0, rng.randrange(rest + 1)))
            rest -= usage[meter]
        usage[counted[0]] = rest
    usage.update({fee: rng.randrange(1 << rng.randrange(1, 23)) for fee in fees if rng.randrange(8) == 0})
    if rng.randrange(40) == 0:
        usage[rng.choice(METERS)] = 1
    return usage


def random_terms(rng, offered):
    """Mostly what the seller has or had, sometimes anything."""
    terms = {}
    for field in rng.sample([*WORDS], rng.choice((1, 1, 1, 2, 2, 4))):
        known = [word for word in WORDS[field] if word in offered or word == "us" and "us_only" in offered]
        terms[field] = rng.choice(WORDS[field] if rng.randrange(12) == 0 else [*known, *known, WORDS[field][-1]])
    return terms


def report(usage):
    of = lambda meter: usage.get(meter, 0)
    return {"input_tokens": of("input"), "cache_read_input_tokens": of("cache_read"), "output_tokens": of("output"),
            "cache_creation_input_tokens": of("cache_write_5m") + of("cache_write_1h"),
            "cache_creation": {"ephemeral_5m_input_tokens": of("cache_write_5m"),
                               "ephemeral_1h_input_tokens": of("cache_write_1h")},
            "server_tool_use": {"web_search_requests": of("web_search")}}
