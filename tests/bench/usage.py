#!/usr/bin/env python3
"""Times `tokentoll usage` beside ccusage and cc-token-usage on generated transcripts, and writes
docs/benchmarks-usage.md. Started by `cargo xtask bench-usage`.

    usage.py --tokentoll PROGRAM --generate PROGRAM [--sizes 100M,1G,4G] [--files 1M] [--runs 5] [--quick]

The tools take turns on the same files in the same run, so that a busy machine is busy for all. Token totals must equal
an independent recount (recount.py) for every size; the cost, for the smallest, must equal the Python oracle's to the
last digit; what is read with `--state` must equal what is read without. --quick takes 10 MB and a thousand files
once, checks all of it, and writes nothing.
"""
import argparse, fractions, json, os, pathlib, platform, shutil, statistics, subprocess, sys, time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "bench"
CCUSAGE, CC_TOKEN_USAGE = "20.0.24", "3.1.1"
OURS, READING = "tokentoll", "reading alone"
SEED = ["--seed", "20261125"]
STARTED = time.monotonic()


def number(text):
    return int(text[:-1]) * {"k": 10**3, "M": 10**6, "G": 10**9}[text[-1]]


def said(text):
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


def timed(command, out, **variables):
    """CPU seconds, wall seconds, MiB at most, of a command."""
    measure = [sys.executable, "-I", "-S", str(HERE / "measure.py"), str(out), *command]
    ran = subprocess.run(measure, stdout=subprocess.PIPE, env={**os.environ, **variables}, check=True)
    return tuple(map(float, ran.stdout.split()))


def peers():
    """Other tools, where they can be installed."""
    found = {}
    npm = WORK / "npm"
    npm.mkdir(parents=True, exist_ok=True)
    binary = npm / "node_modules/@ccusage/ccusage-linux-x64/bin/ccusage"
    if not binary.exists() and shutil.which("npm"):
        subprocess.run(["npm", "install", "--no-save", "--prefix", str(npm), f"@ccusage/ccusage-linux-x64@{CCUSAGE}"], check=False,
                       stdout=subprocess.DEVNULL)
    if binary.exists():
        binary.chmod(0o755)
        found[f"ccusage {CCUSAGE}"] = lambda logs, binary=binary: (
            [str(binary), "claude", "daily", "--json", "--offline", "-m", "calculate"], {"CLAUDE_CONFIG_DIR": str(logs)})
    binary = WORK / "cargo/bin/cc-token-usage"
    if not binary.exists():
        subprocess.run(["cargo", "install", f"cc-token-usage@{CC_TOKEN_USAGE}", "--locked", "--root", str(WORK / "cargo")], check=False)
    if binary.exists():
        found[f"cc-token-usage {CC_TOKEN_USAGE}"] = lambda logs, binary=binary: (
            [str(binary), "--claude-home", str(logs), "overview", "--format", "json"], {})
    return found


def generated(generate, name, *how):
    logs = WORK / f"logs-{name}"
    if not logs.exists():
        said(f"{name}: generating")
        beside = WORK / f"logs-{name}.part"
        shutil.rmtree(beside, ignore_errors=True)
        subprocess.run([generate, "generate-logs", str(beside), *how, *SEED], check=True, stdout=subprocess.DEVNULL)
        beside.rename(logs)
    return logs


def checked(tokentoll, logs, oracle):
    """Token totals against the recount and, for small logs, the cost against the oracle."""
    summary = WORK / "summary.json"
    timed([tokentoll, "usage", str(logs), "--by", "model", "--json"], summary)
    recount = [sys.executable, str(HERE / "recount.py"), str(logs)]
    subprocess.run([*recount, "--against", str(summary)], check=True, stdout=subprocess.DEVNULL)
    total = json.loads(summary.read_text())["total"]
    if oracle:
        asks = subprocess.run([*recount, "--asks"], check=True, capture_output=True).stdout
        price = [sys.executable, str(ROOT / "tests/oracle/oracle.py"), "quote", str(ROOT / "crates/book/data")]
        answers = subprocess.run(price, input=asks, check=True, capture_output=True).stdout.splitlines()
        expected = sum(fractions.Fraction(json.loads(answer)["total"]) for answer in answers)
        ours = fractions.Fraction(total["amounts"][0]["amount"])
        assert ours == expected, f"the cost differs: ours {ours}, the oracle's {expected}"
    return total


def reading(logs):
    return ["find", str(logs), "-name", "*.jsonl", "-exec", "cat", "{}", "+"], {}


def beside(tools, logs, runs):
    """What each tool took, the tools taking turns: medians of CPU and wall seconds, the most MiB."""
    taken = {tool: [] for tool in tools}
    for _ in range(runs):
        for tool, command in tools.items():
            words, variables = command(logs)
            taken[tool].append(timed(words, WORK / "out.json", **variables))
    return {tool: middle(of) for tool, of in taken.items()}


def middle(runs):
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs), max(run[2] for run in runs)


def kept(tokentoll, logs, runs):
    """With --state: the first time, and once more when nothing is new; both give what a run without it gives."""
    state = WORK / "state"
    command = [tokentoll, "usage", str(logs), "--json"]
    timed(command, WORK / "without.json")
    taken = {"--state, the first time": [], "--state, nothing new": []}
    for _ in range(runs):
        state.unlink(missing_ok=True)
        for row in taken.values():
            row.append(timed([*command, "--state", str(state)], WORK / "out.json"))
            assert (WORK / "out.json").read_bytes() == (WORK / "without.json").read_bytes(), "with --state it differs"
    state.unlink()
    return {name: middle(of) for name, of in taken.items()}


def show(name, rows):
    for tool, (cpu, wall, most) in rows.items():
        said(f"{name:>15} {tool:24} {cpu:7.2f} CPU-s {wall:7.2f} s {most:7.0f} MiB")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--tokentoll", required=True)
    arguments.add_argument("--generate", required=True)
    arguments.add_argument("--sizes", default="100M,1G,4G")
    arguments.add_argument("--files", default="1M")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--quick", action="store_true")
    asked = arguments.parse_args()
    if asked.quick:
        asked.sizes, asked.files, asked.runs = "10M", "1k", 1
    WORK.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    others = {} if asked.quick else peers()
    tools = {OURS: lambda logs: ([asked.tokentoll, "usage", str(logs), "--json"], {}), **others, READING: reading}
    rows, states, totals = {}, {}, {}
    for at, name in enumerate(asked.sizes.split(",")):
        logs = generated(asked.generate, name, "--bytes", name)
        said(f"{name}: counting again")
        totals[name] = checked(asked.tokentoll, logs, oracle=at == 0)
        rows[name] = beside(tools, logs, asked.runs)
        show(name, rows[name])
        states[name] = kept(asked.tokentoll, logs, min(asked.runs, 3))
        show(name, states[name])
    name = f"{number(asked.files):,} files"
    logs = generated(asked.generate, f"files-{asked.files}", "--files", asked.files)
    try:
        many = beside({OURS: tools[OURS], READING: reading}, logs, min(asked.runs, 3))
        read = json.loads(subprocess.run([*tools[OURS](logs)[0]], check=True, capture_output=True).stdout)
        assert read["read"]["files"] == number(asked.files), read["read"]
        totals[name] = read["total"]
        many |= kept(asked.tokentoll, logs, 1)
        show(name, many)
    finally:
        shutil.rmtree(logs)
    if not asked.quick:
        page = written(rows, states, (name, many), totals, asked.runs, load)
        (ROOT / "docs/benchmarks-usage.md").write_text(page)
        said("written to docs/benchmarks-usage.md")


def processor():
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")] if os.path.exists("/proc/cpuinfo") else []
    return names[0] if names else platform.machine()


def goals(rows):
    """The goals, held against 1 GB."""
    at = rows.get("1G")
    if at is None:
        return []
    cpu, wall, most = at[OURS]
    verdict = lambda met: "**met**" if met else "**not met**"
    found = []
    others = {tool: row for tool, row in at.items() if tool not in (OURS, READING)}
    if others:
        fastest = min(others, key=lambda tool: others[tool][0])
        share = cpu / others[fastest][0]
        found.append(f"- at most half of the CPU time of the fastest of the others: {verdict(share <= 0.5)} ({share:.2f} of {fastest})")
    found.append(f"- at most 64 MiB: {verdict(most <= 64)} ({most:.0f} MiB)")
    found.append(f"- wall time close to that of reading alone: {wall:.2f} s beside {at[READING][1]:.2f} s, where {os.cpu_count()} cores share the work")
    return found


def written(rows, states, many, totals, runs, load):
    row = lambda name, tool, took, ours: f"| {name} | {tool} | {took[0]:.2f} | {took[0] / ours[0]:.1f} | {took[1]:.2f} | {took[1] / ours[1]:.1f} | {took[2]:.0f} |"
    sizes = [row(name, tool, took, of[OURS]) for name, of in rows.items() for tool, took in of.items()]
    kept = [row(name, tool, took, rows[name][OURS]) for name, of in states.items() for tool, took in of.items()]
    files = [row(many[0], tool, took, many[1][OURS]) for tool, took in many[1].items()]
    facts = [f"- {name}: {total['requests']:,} requests, {sum(total['counts'].values()):,} tokens, "
             f"{total['amounts'][0]['amount']} {total['amounts'][0]['currency']}" for name, total in totals.items()]
    head = "| logs | | CPU s | ratio | wall s | ratio | MiB |\n|---|---|---:|---:|---:|---:|---:|"
    lines = lambda of: head + "\n" + "\n".join(of)
    return f"""# Benchmarks of `tokentoll usage`

Transcripts of Claude Code that `cargo xtask generate-logs` wrote: half of the lines hold results of tools, each answer
stands on one to three lines, a third of the cache writes are for an hour, one turn in twenty stands in a side
conversation, and resumed sessions copy lines.

```sh
cargo xtask bench-usage          # measures and rewrites this page
cargo xtask bench-usage --quick  # a smoke run of some seconds
```

{time.strftime("%Y-%m-%d")}, {processor()}, {os.cpu_count()} cores, {platform.system()}; load {load:.1f} before, {os.getloadavg()[0]:.1f} after (one run on two cores is a load of 2). Medians of {runs} turns, page
cache warm, all tools in turn on the same files; CPU time is user and system together, memory the most of all turns.
Ratios are to tokentoll.

## Beside other tools

{lines(sizes)}

{chr(10).join(goals(rows))}

The other tools price differently (tiers by category, prices of today); their totals are not compared here.

## With `--state`

The state is written every 256 MB and at the end. The ratios are to a run without it.

{lines(kept)}

## Very many files

Of one or two answers each, in folders inside folders.

{lines(files)}

## What was counted

{chr(10).join(facts)}

The token totals of each size equal an independent recount (`tests/bench/recount.py`), and the cost of the smallest
equals the Python oracle's (`tests/oracle`) to the last digit. Answers with and without `--state` are the same, byte
for byte.

Memory grows by about 70 bytes a request (64 for its row, the rest for its place in an index) and by about 170 bytes a
file with a session of its own: its name and the session's, held once, and 40 bytes for what stood there and that it is
to be read; with `--state` by 72 more. `crates/tokentoll/tests/memory.rs` counts them with an allocator of its own.
"""


if __name__ == "__main__":
    main()
