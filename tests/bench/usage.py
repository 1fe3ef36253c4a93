#!/usr/bin/env python3
"""Times `tokentoll usage` beside ccusage and cc-token-usage on generated transcripts, and writes
docs/benchmarks-usage.md. Started by `cargo xtask bench-usage`.

    usage.py --tokentoll PROGRAM --generate PROGRAM [--sizes 100M,1G,4G] [--runs 5] [--quick]

The tools take turns on the same files in the same run, so that a busy machine is busy for all; CPU time is what
counts. Token totals must equal an independent recount (recount.py); the cost, on the smallest size, must equal the
Python oracle's to the last digit. --quick runs the smallest size once, checks both, and writes nothing.
"""
import argparse, fractions, json, os, pathlib, platform, shutil, statistics, subprocess, sys, time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "bench"
CCUSAGE, CC_TOKEN_USAGE = "20.0.24", "3.1.1"


def size(text):
    return int(text[:-1]) * {"k": 10**3, "M": 10**6, "G": 10**9}[text[-1]]


def timed(command, out, **variables):
    """CPU seconds, wall seconds, MiB at most, of a command."""
    started = time.time()
    with open(out, "wb") as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env={**os.environ, **variables})
        _, status, used = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return used.ru_utime + used.ru_stime, time.time() - started, used.ru_maxrss / 1024


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


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--tokentoll", required=True)
    arguments.add_argument("--generate", required=True)
    arguments.add_argument("--sizes", default="100M,1G,4G")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--quick", action="store_true")
    asked = arguments.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    sizes = ["10M"] if asked.quick else asked.sizes.split(",")
    others = {} if asked.quick else peers()
    rows, totals = [], []
    for number, name in enumerate(sizes):
        logs = WORK / f"logs-{name}"
        if not logs.exists():
            subprocess.run([asked.generate, "generate-logs", str(logs), "--bytes", name, "--seed", "20261125"], check=True)
        total = checked(asked.tokentoll, logs, oracle=number == 0)
        totals.append((name, total))
        tools = {"tokentoll": lambda logs: ([asked.tokentoll, "usage", str(logs), "--json"], {}), **others,
                 "reading alone": lambda logs: (["sh", "-c", 'cat "$0"/projects/*/*.jsonl > /dev/null', str(logs)], {})}
        taken = {tool: [] for tool in tools}
        for _ in range(1 if asked.quick else asked.runs):
            for tool, command in tools.items():
                words, variables = command(logs)
                taken[tool].append(timed(words, WORK / "out.json", **variables))
        for tool, runs in taken.items():
            cpu, wall = (statistics.median(run[i] for run in runs) for i in (0, 1))
            rows.append((name, tool, cpu, min(run[1] for run in runs), max(run[2] for run in runs)))
            print(f"{name:>5} {tool:22} {cpu:7.2f} CPU-s {wall:7.2f} s {rows[-1][4]:7.0f} MiB", file=sys.stderr)
    if not asked.quick:
        (ROOT / "docs/benchmarks-usage.md").write_text(page(rows, totals, asked.runs))


def page(rows, totals, runs):
    ours = {name: cpu for name, tool, cpu, *_ in rows if tool == "tokentoll"}
    lines = [f"| {name} | {tool} | {cpu:.2f} | {cpu / ours[name]:.1f} | {wall:.2f} | {most:.0f} |" for name, tool, cpu, wall, most in rows]
    facts = [f"- {name}: {total['requests']:,} requests, {sum(total['counts'].values()):,} tokens, "
             f"{total['amounts'][0]['amount']} {total['amounts'][0]['currency']}" for name, total in totals]
    return f"""# Benchmarks of `tokentoll usage`

Transcripts of Claude Code that `cargo xtask generate-logs` wrote: half of the lines hold results of tools, each answer
stands on one to three lines, a third of the cache writes are for an hour, one turn in twenty stands in a side
conversation, and resumed sessions copy lines. Made by

```sh
cargo xtask bench-usage
```

which installs the other tools, lets them take turns on the same files ({runs} turns, page cache warm), and checks that the
token totals equal an independent recount (`tests/bench/recount.py`) and that the cost of the smallest set equals the
Python oracle's (`tests/oracle`) to the last digit. CPU time is the median, user and system together; wall time is the
best; memory is the most.

{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} at the end.

| logs | tool | CPU s | ratio | wall s | MiB |
|---|---|---|---|---|---|
{chr(10).join(lines)}

{chr(10).join(facts)}

Memory grows by about 70 bytes a request: 64 for its row, the rest for its place in the index and for names. The other
tools price differently (tiers by category, prices of today); their totals are not compared here.
"""


if __name__ == "__main__":
    main()
