#!/usr/bin/env python3
"""Times tokentoll beside other calculators: the same asks, one run, interleaved rounds, CPU time.

    python3 tests/bench/run.py                          print the tables
    python3 tests/bench/run.py --write docs/benchmarks.md
    python3 tests/bench/run.py --quick                  a smoke run: one short round, installs nothing, writes no page

Build first: cargo build --release -p tokentoll-cli -p tokentoll-bench. Standard library only. The other
calculators are installed under target/bench/; where that fails, their rows say "not installed"."""
import argparse, datetime, decimal, json, os, pathlib, platform, random, re, resource, shutil, statistics, subprocess
import sys, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/bench"
WORK = ROOT / "target/bench"
BUILT = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
VENV, NODE = WORK / "venv", WORK / "node"
SEED, ASKS, ROUNDS, SECONDS = 20261120, 1000, 7, 1.0

# Models whose prices all of them know: seller, model, day, longest prompt, whether cache writes are billed.
MODELS = [
    ("anthropic", "claude-sonnet-4-5-20250929", "2026-01-15", 400_000, True),
    ("anthropic", "claude-sonnet-4-5-20250929", "2026-11-01", 200_000, True),
    ("anthropic", "claude-haiku-4-5-20251001", "2026-11-01", 200_000, True),
    ("anthropic", "claude-opus-4-6", "2026-02-20", 400_000, True),
    ("anthropic", "claude-opus-5", "2026-11-01", 400_000, True),
    ("anthropic", "claude-sonnet-5", "2026-11-01", 400_000, True),
    ("anthropic", "claude-opus-5-5", "2026-11-01", 400_000, True),
    ("openai", "gpt-5.4", "2026-11-01", 400_000, False),
    ("openai", "gpt-5.5", "2026-11-01", 400_000, False),
    ("openai", "gpt-6-sol", "2026-11-01", 400_000, False),
]


def mix():
    """The asks: about half read from a cache, a third write to one; lengths lie on both sides of every threshold."""
    rng = random.Random(SEED)
    cases = []
    for _ in range(ASKS):
        seller, model, on, longest, writes = rng.choice(MODELS)
        prompt = rng.randint(500, longest if rng.random() < 0.4 else 100_000)
        usage = {"input": prompt, "output": rng.randint(1, 8_000)}
        meters = [("cache_read", 0.5), *([("cache_write_5m", 0.3), ("cache_write_1h", 0.1)] if writes else [])]
        for meter, share in meters:
            if rng.random() < share:
                usage[meter] = rng.randint(1, usage["input"] - 1) if usage["input"] > 2 else 0
                usage["input"] -= usage[meter]
        usage = {meter: count for meter, count in usage.items() if count}
        cases.append({"seller": seller, "model": model, "on": on, "usage": usage, "report": report(seller, usage)})
    return cases


def report(seller, usage):
    """The usage as the provider writes it."""
    read, short, long = (usage.get(meter, 0) for meter in ("cache_read", "cache_write_5m", "cache_write_1h"))
    fresh, output = usage.get("input", 0), usage["output"]
    if seller == "anthropic":
        return {"input_tokens": fresh, "cache_creation_input_tokens": short + long, "cache_read_input_tokens": read,
                "cache_creation": {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long},
                "output_tokens": output, "service_tier": "standard"}
    return {"prompt_tokens": fresh + read, "completion_tokens": output, "total_tokens": fresh + read + output,
            "prompt_tokens_details": {"cached_tokens": read}}


# ---- programs --------------------------------------------------------------------------------------------------

def quiet(*command, **options):
    """Whether a command worked; the end of what it said, where it did not."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return done.returncode == 0, "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])


def install():
    """Installs the other calculators unless their lists are those of last time."""
    lists = [HERE / "peers" / name for name in ("requirements.txt", "package.json", "package-lock.json")]
    python = VENV / "bin/python"
    stamp = VENV / lists[0].name
    if not same(lists[:1], VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        print("installing LiteLLM and genai-prices from PyPI into", VENV, file=sys.stderr)
        worked, said = quiet(sys.executable, "-m", "venv", str(VENV))
        if worked:
            worked, said = quiet(str(python), "-m", "pip", "install", "--quiet", "--requirement", str(lists[0]))
        if worked:
            shutil.copy(lists[0], stamp)
        else:
            print(said, file=sys.stderr)
    if not same(lists[1:], NODE) or not (NODE / "node_modules").is_dir():
        shutil.rmtree(NODE, ignore_errors=True)
        NODE.mkdir(parents=True)
        for path in lists[1:]:
            shutil.copy(path, NODE)
        print("installing @pydantic/genai-prices from npm into", NODE, file=sys.stderr)
        worked, said = quiet("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=NODE)
        if not worked:
            (NODE / "package.json").unlink()  # so that the next run tries again
            print(said, file=sys.stderr)


def same(paths, folder):
    return all((folder / p.name).is_file() and (folder / p.name).read_bytes() == p.read_bytes() for p in paths)


def worker(command, cases, folder=None):
    """One object from a program that reads the mix and writes its figures; nothing from one that fails."""
    command = [str(word) for word in command]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, cwd=folder)
    if done.returncode == 0:
        return json.loads(done.stdout.strip().splitlines()[-1])
    print(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}", file=sys.stderr)
    return None


def stream(binary, lines, seconds):
    """Lines through `quote --jsonl`, a pipe in and a pipe out: (ns of CPU per line, lines per second by the clock on
    the wall, the answers of the first pass)."""
    passes, size = 1, lines.count(b"\n")
    while True:
        process = subprocess.Popen([str(binary), "quote", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

        def feed():
            try:
                with process.stdin as pipe:
                    for _ in range(passes):
                        pipe.write(lines)
            except BrokenPipeError:
                pass  # its exit code says why

        started, before = time.monotonic(), children_cpu()
        threading.Thread(target=feed).start()
        count, first = 0, []
        while chunk := process.stdout.read1(1 << 16):
            if count < size:
                first.append(chunk)
            count += chunk.count(b"\n")
        process.wait()
        wall, cpu = time.monotonic() - started, children_cpu() - before
        if process.returncode or count != passes * size:
            sys.exit(f"quote --jsonl: exit {process.returncode}, {count} answers to {passes * size} lines")
        if cpu >= seconds:
            return cpu / count * 1e9, count / wall, b"".join(first).splitlines()[:size]
        passes = passes * 2 if cpu < seconds / 20 else int(passes * 1.15 * seconds / cpu) + 1


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ---- rows ------------------------------------------------------------------------------------------------------

OURS = {
    "compiled_units": "compiled, whole number (`Compiled::units`)",
    "compiled_total": "compiled, decimal (`Compiled::total`)",
    "bill": "plain, with lines (`RateCard::bill` and `Quote::total`)",
    "price": "whole ask with look-up, sources and warnings (`Ask::price`)",
    "answer_usage": "JSON to JSON, counts (`tokentoll::answer`)",
    "answer_report": "JSON to JSON, a provider's usage object (`tokentoll::answer`)",
}
PIPES = {"pipe_usage": "`tokentoll quote --jsonl`, counts", "pipe_report": "`tokentoll quote --jsonl`, usage objects"}
PEERS = {
    "litellm": "LiteLLM `cost_per_token` (Python)",
    "genai_py": "genai-prices `calc_price` (Python)",
    "genai_js": "@pydantic/genai-prices `calcPrice` (JavaScript)",
}


def measure(rounds, seconds):
    cases = mix()
    texts = {kind: "".join(json.dumps({k: v for k, v in case.items() if k in ("seller", "model", "on", kind)}) + "\n"
                           for case in cases).encode() for kind in ("usage", "report")}
    binary, cli = BUILT / "tokentoll-bench", BUILT / "tokentoll"
    if not binary.is_file():
        sys.exit(f"{binary} is not there: cargo build --release -p tokentoll-cli -p tokentoll-bench")
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "mix.json").write_text(json.dumps(cases))
    python = VENV / "bin/python"
    commands = {"ours": ([binary, seconds], None)}
    absent = dict.fromkeys(PIPES, "not built") | dict.fromkeys(PEERS, "not installed")
    if cli.is_file():
        commands |= {f"pipe_{kind}": None for kind in texts}
    if (VENV / "requirements.txt").is_file():
        commands["litellm"] = ([python, HERE / "peers/calc.py", "litellm", seconds], None)
        commands["genai_py"] = ([python, HERE / "peers/calc.py", "genai-prices", seconds], None)
    if (NODE / "node_modules/@pydantic/genai-prices").is_dir() and shutil.which("node"):
        shutil.copy(HERE / "peers/calc.mjs", NODE)
        commands["genai_js"] = (["node", NODE / "calc.mjs", seconds], NODE)

    figures, versions, totals, walls = {}, {}, {}, {}
    names = list(commands)
    for number in range(rounds):
        for name in names[number % len(names):] + names[:number % len(names)]:
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr)
            if name in PIPES:
                ns, wall, answers = stream(cli, texts[name[5:]], seconds)
                walls.setdefault(name, []).append(wall)
                totals[name] = [json.loads(line)["total"] for line in answers]
            elif name in absent and absent[name] == "failed":
                continue
            else:
                result = worker(commands[name][0], cases, commands[name][1])
                if result is None and name == "ours":
                    sys.exit(1)
                if result is None:
                    absent[name] = "failed"
                    for found in (figures, versions, totals):
                        found.pop(name, None)
                    continue
                ns, totals[name], versions[name] = result["ns"], result["totals"], result["version"]
                versions["prices"] = result.get("prices", versions.get("prices"))
            for key, value in ns.items() if isinstance(ns, dict) else [(name, ns)]:
                figures.setdefault(key, []).append(value)
    return cases, figures, versions, totals, walls, absent


NEAR = decimal.Decimal("1e-9")


def agreement(ours, theirs):
    """How many totals are the same number, and how many lie within 10^-9 of ours."""
    pairs = [(decimal.Decimal(a), decimal.Decimal(b)) for a, b in zip(ours, theirs) if b is not None]
    near = sum(abs(a - b) <= NEAR for a, b in pairs)
    return sum(a == b for a, b in pairs), near, len(theirs) - len(pairs)


def where_they_differ(cases, ours, theirs):
    """Model, day and side of 200,000 tokens of the totals that are not ours."""
    found = {}
    for case, a, b in zip(cases, ours, theirs):
        if b is None or abs(decimal.Decimal(a) - decimal.Decimal(b)) > NEAR:
            prompt = sum(count for meter, count in case["usage"].items() if meter != "output")
            side = "above" if prompt > (272_000 if case["seller"] == "openai" else 200_000) else "up to"
            limit = "272,000" if case["seller"] == "openai" else "200,000"
            key = f"{case['model']} on {case['on']}, {side} {limit} tokens of prompt"
            one = f"{json.dumps(case['usage'])}: ours {a}, theirs {b}"
            count, example = found.get(key, (0, one))
            found[key] = (count + 1, example)
    return found


# ---- the page --------------------------------------------------------------------------------------------------

def short(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def number(value):
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.3g}"


def page(cases, figures, versions, totals, walls, absent, rounds, seconds, load):
    median = {key: statistics.median(values) for key, values in figures.items()}

    def row(key, label):
        if key not in figures:
            return f"| {label} | {absent[key]} | | | |"
        low, high, mid = min(figures[key]), max(figures[key]), median[key]
        ratios = " | ".join(number(mid / median[base]) for base in ("compiled_total", "price"))
        return f"| {label} | {short(mid)} [{short(low)} – {short(high)}] | {number(1e9 / mid)} | {ratios} |"

    named = {"ours": "tokentoll", "litellm": "LiteLLM", "genai_py": "genai-prices", "genai_js": "@pydantic/genai-prices"}
    used = ", ".join(f"{label} {versions[key]}" for key, label in named.items() if key in versions)
    out = ["# Benchmarks", "", "The same asks through tokentoll and through other calculators, in one run. Token counts have "
           "[a page of their own](benchmarks-tokens.md).", "",
           "[Lighthouse's audit of the browser calculator](#the-page-on-a-phone) tells how it loads on a phone.",
           "[The page beside its peers](benchmarks-web.md) tells how fast it counts and answers in one browser with them.", "",
           "```sh", "cargo xtask bench          # measures and rewrites this page",
           "cargo xtask bench --quick  # a smoke run of some seconds", "```", "",
           f"{datetime.date.today()}, {machine()}; load {load[0]:.2f} before, {load[1]:.2f} after; "
           f"{first_line('rustc', '--version')}, Python {platform.python_version()}, node {first_line('node', '--version')}. "
           f"{used}; prices {versions['prices']}.", "", "## Time", "",
           "| | CPU per call: median [min – max] | calls per CPU-second | × compiled | × whole ask |",
           "|---|---|---:|---:|---:|"]
    out += [row(key, label) for key, label in {**OURS, **PIPES, **PEERS}.items()]
    by_the_wall = " and ".join(f"{number(statistics.median(walls[key]))} lines a second of {label.partition(', ')[2]}"
                               for key, label in PIPES.items() if key in walls)
    out += ["", f"Medians of {rounds} interleaved round{'s' * (rounds > 1)} of at least {seconds:g} CPU-second each, after "
            "warm-up, a new process each time, one thread. CPU time, because the machine may be shared. “× compiled” "
            "divides by `Compiled::total`, “× whole ask” by `Ask::price`. tokentoll's compiled and plain rows start from "
            "a rate card that was looked up once; the other calculators have no such step, so `Ask::price` is the row that "
            "does what they do (and names its sources). Their arguments are built before the clock starts. The pipe rows "
            "are the CPU time of the whole process, start included" + (by_the_wall and f"; by the wall clock {by_the_wall}")
            + ".", "", "## Goals", ""]
    words = {True: "**met**", False: "**not met**", None: "not measured"}
    out += [f"- {text}: {words[met]} ({figure})" for text, met, figure in goals(median)]
    out += ["", "## Were they asked the same?", "",
            f"{len(cases):,} asks, generated from seed {SEED}: " + ", ".join(dict.fromkeys(model for _, model, *_ in MODELS))
            + ". Prompts of 500 to 400,000 tokens on both sides of the long-context thresholds, with cache reads and "
            "five-minute and one-hour cache writes. Only models that all of them know (so not Haiku 5.5, which the npm "
            "package lacks). The calculators that take a day are told it; LiteLLM takes none.", "",
            "| | the same number | within 10⁻⁹ | no answer | of |", "|---|---:|---:|---:|---:|"]
    differences = []
    for key, label in {**PIPES, **PEERS}.items():
        if key not in totals:
            out.append(f"| {label} | {absent[key]} | | | |")
            continue
        exact, near, none = agreement(totals["ours"], totals[key])
        out.append(f"| {label} | {exact} | {near} | {none} | {len(cases)} |")
        for place, (count, example) in where_they_differ(cases, totals["ours"], totals[key]).items():
            differences.append(f"- {label}: {place}: {count} totals differ. {example}")
    out += ["", "LiteLLM and the npm package compute in binary floating point: within 10⁻⁹ they mean the same number. The "
            "ways of asking tokentoll are compared with each other before anything is timed: no figures unless all agree "
            "on all asks.", ""]
    if differences:
        out += ["Where totals differ by more than 10⁻⁹, with one example each:", "", *differences, ""]
    return "\n".join(out)


def questions(rounds, seconds):
    """Forecasts, advice and simulations: medians of as many rounds, milliseconds of CPU an answer."""
    runs = [json.loads(subprocess.run([str(BUILT / "tokentoll-bench-plan"), str(seconds)], check=True, capture_output=True,
                                      text=True).stdout) for _ in range(rounds)]
    ms = {key: [run["ms"][key] for run in runs] for key in runs[0]["ms"]}
    first = runs[0]
    what = {"advise": f"advice for one request, {first['models']} other models, {first['ways']} ways kept",
            "advise_wire": "the same, JSON to JSON", "cliff": "a cliff of 100 samples",
            "simulate_one": f"a conversation of {first['turns']:,} turns, one strategy",
            "simulate_all": f"the same under {first['strategies']} strategies", "simulate_all_wire": "the same, JSON to JSON"}
    out = ["## Questions about cost", "", "| | ms of CPU: median [min – max] |", "|---|---|"]
    out += [f"| {label} | {statistics.median(ms[key]):.3f} [{min(ms[key]):.3f} – {max(ms[key]):.3f}] |" for key, label in what.items()]
    words = {True: "**met**", False: "**not met**"}
    advice, talk = statistics.median(ms["advise"]), statistics.median(ms["simulate_all"])
    return "\n".join(out + ["", f"- advice with 40 models under 2 ms: {words[advice < 2]} ({advice:.3f} ms)",
                            f"- a simulation of 1,000 turns under 5 ms: {words[talk < 5]} ({talk:.3f} ms for all strategies)", ""])


def goals(median):
    compiled, plain = median["compiled_total"], median["bill"]
    both = (median["compiled_units"], compiled)
    peers = {PEERS[key]: median[key] for key in PEERS if key in median}
    yield "compiled under 20 ns a request", max(both) < 20, f"whole number {short(both[0])}, decimal {short(both[1])}"
    yield "plain under 1 µs a request", plain < 1000, short(plain)
    if peers:
        fastest = min(peers, key=peers.get)
        times = peers[fastest] / compiled
        ways = {"compiled": compiled, "plain": plain, "whole ask with look-up": median["price"]}
        figure = ", ".join(f"{way} {number(peers[fastest] / ns)}×" for way, ns in ways.items())
        yield "at least 100 times the fastest of the others per core", times >= 100, f"{figure}; it is {fastest}"
    else:
        yield "at least 100 times the fastest of the others per core", None, "none of the others is installed"


def machine():
    info = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*:\s*(.*)$", info.read_text(), re.M) if info.is_file() else []
    return f"{(names or [platform.processor() or platform.machine()])[0]}, {os.cpu_count()} cores, {platform.system()}"


def first_line(*command):
    worked, said = quiet(*command)
    return said.splitlines()[0] if worked and said else f"{command[0]} not found"


def of_others(path):
    """The section of the page that `cargo xtask lighthouse` writes: a run of this script keeps it."""
    heading = "\n## The page on a phone\n"
    _, found, section = (path.read_text() if path.is_file() else "").partition(heading)
    return found + section


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", metavar="FILE", help="write the page there")
    options.add_argument("--quick", action="store_true", help="one short round with what is already installed")
    options.add_argument("--offline", action="store_true", help="install nothing; use what is already installed")
    chosen = options.parse_args()
    if chosen.quick and chosen.write:
        options.error("figures of a quick run are not worth writing")
    if not (chosen.quick or chosen.offline):
        install()
    rounds, seconds = (1, 0.1) if chosen.quick else (ROUNDS, SECONDS)
    load = [os.getloadavg()[0]]
    results = measure(rounds, seconds)
    load.append(os.getloadavg()[0])
    text = page(*results, rounds, seconds, load) + "\n" + questions(rounds, seconds)
    print(text)
    if chosen.write:
        path = ROOT / chosen.write
        path.write_text(text + of_others(path))


main()
