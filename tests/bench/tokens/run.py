#!/usr/bin/env python3
"""Times the exact token counts beside other tokenizers: the same texts, interleaved rounds, CPU time.

    python3 tests/bench/tokens/run.py                                 print the tables
    python3 tests/bench/tokens/run.py --write docs/benchmarks-tokens.md
    python3 tests/bench/tokens/run.py --text FILE --text FILE         with texts of yours as well
    python3 tests/bench/tokens/run.py --rounds 1 --no-hostile         quickly

Builds what it times and installs the others under target/bench/tokens; where that fails, their rows say so."""
import argparse, base64, datetime, json, os, pathlib, platform, shutil, statistics, subprocess, sys

import corpora

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = ROOT / "tests/bench/tokens"
WORK = ROOT / "target/bench/tokens"
BUILT = pathlib.Path(os.environ.get("TOKENS_BENCH_TARGET", WORK / "target"))
WASM = WORK / "wasm/wasm32-unknown-unknown/release/tokentoll_bench_wasm.wasm"
NATIVE = ["tokentoll", "fastokens", "toktok-rs", "tiktoken-rs"]
ESTIMATES = ["estimate", "characters/4"]
NODE = ["tokentoll (WASM)", "gpt-tokenizer", "ai-tokenizer"]


def quiet(*command, **options):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    except OSError as error:
        return None, str(error)
    return (done.stdout if done.returncode == 0 else None), (done.stderr or done.stdout)[-400:]


def build():
    """The programs that are there, by name of a tokenizer: its command before the files."""
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "build", "--release", "--locked", "--manifest-path", HERE / "Cargo.toml", "--target-dir", BUILT], check=True)
    ranks = WORK / "o200k_base.tiktoken"
    commands = {name: [BUILT / "release/tokentoll-bench-tokens", name, ranks] for name in NATIVE + ESTIMATES}
    python = WORK / "venv/bin/python"
    if not python.exists():
        quiet(sys.executable, "-m", "venv", WORK / "venv")
    if quiet(python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt")[0] is not None:
        commands["tiktoken (Python)"] = [python, HERE / "peer.py"]
    made = quiet("cargo", "build", "--release", "--target", "wasm32-unknown-unknown", "--manifest-path",
                 HERE / "wasm/Cargo.toml", "--target-dir", WORK / "wasm")[0] is not None
    for name in ("package.json", "node.mjs"):
        shutil.copy(HERE / name, WORK / name)
    there = quiet("npm", "install", "--silent", "--ignore-scripts", cwd=WORK)[0] is not None
    for name in NODE:
        if shutil.which("node") and (made if "WASM" in name else there):
            commands[name] = ["node", WORK / "node.mjs", name, WASM]
    if not ranks.exists():
        write_ranks(ranks)
    return commands


def write_ranks(path):
    """A vocabulary in tiktoken's form, for those that bring none: from ours."""
    packed = (ROOT / "crates/tokens/data/o200k.bin").read_bytes()
    numbers, value, shift = [], 0, 0
    for byte in packed[256:]:
        value, shift = value | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            numbers.append(value)
            value, shift = 0, 0
    tokens, half = [bytes([byte]) for byte in packed[:256]], len(numbers) // 2
    for left, right in zip(numbers[:half], numbers[half:]):
        tokens.append(tokens[left] + tokens[right])
    path.write_bytes(b"".join(b"%s %d\n" % (base64.b64encode(token), rank) for rank, token in enumerate(tokens)))


def measure(command, files):
    """The lines of one process: of its start, and of each file."""
    out, error = quiet(*command, *files)
    if out is None:
        print("  failed:", command[1], error, file=sys.stderr)
        return None
    return [json.loads(line) for line in out.splitlines()]


def table(commands, names, texts, rounds):
    """Medians over rounds: by tokenizer, of the start and of each text."""
    found = {name: [] for name in names if name in commands}
    for number in range(rounds):
        for name in found:
            print(f"round {number + 1}: {name}", file=sys.stderr)
            lines = measure(commands[name], texts.values())
            if lines:
                found[name].append(lines)
    middle = lambda runs, at, key: statistics.median(run[at][key] for run in runs)
    return {name: {"init": middle(runs, 0, "init_ms"), "memory": middle(runs, 0, "resident_mb"),
                   "texts": [(runs[0][at]["tokens"], middle(runs, at, "unseen"), middle(runs, at, "again"))
                             for at in range(1, len(texts) + 1)]}
            for name, runs in found.items() if runs}


def shown(rate):
    return f"{rate:,.0f}" if rate >= 20 else f"{rate:.1f}"


def rows(results, texts, first):
    """A table in Markdown; speeds as unseen / again, with the ratio to the first row."""
    lines = ["| | " + " | ".join(texts) + " | ready after |", "|---|" + "---:|" * (len(texts) + 1)]
    ours = results.get(first)
    for name, result in results.items():
        cells = [f"{shown(unseen)} / {shown(again)}" for _, unseen, again in result["texts"]]
        if ours and name != first:
            cells = [f"{cell} (÷{mine[1] / it[1]:.1f})" for cell, mine, it in zip(cells, ours["texts"], result["texts"])]
        memory = f", {result['memory']:.0f} MB" if result["memory"] else ""
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {result['init']:.0f} ms{memory} |")
    return "\n".join(lines)


def growth(command, sizes):
    """Seconds for half of each hostile text, at sizes that grow tenfold."""
    times, longest = {}, sizes[-1]
    for size in sizes:
        for name, path in corpora.hostile(WORK, size):
            lines = measure(command, [path])
            times.setdefault(name, []).append(lines[1]["seconds"] if lines else None)
            path.unlink()
    head = "| | " + " | ".join(f"{size / 2e6:g} MB" for size in sizes) + " | MB/s of the longest |"
    lines = [head, "|---|" + "---:|" * (len(sizes) + 1)]
    for name, row in times.items():
        cells = [f"{seconds * 1e3:.2f} ms" if seconds is not None else "failed" for seconds in row]
        rate = shown(longest / 2e6 / row[-1]) if row[-1] else "–"
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {rate} |")
    return "\n".join(lines)


def equal(results):
    """Whether all count alike, in words."""
    counts = {name: [tokens for tokens, _, _ in result["texts"]] for name, result in results.items()}
    ours = counts.get("tokentoll")
    other = [name for name, found in counts.items() if found != ours]
    return "All tokenizers of this table count the same." if not other else f"Other counts: {', '.join(other)}."


def page(commands, texts, rounds, with_hostile):
    paths = dict(texts)
    load = os.getloadavg()[0]
    native = table(commands, [*NATIVE, "tiktoken (Python)"], paths, rounds)
    estimates = table(commands, ESTIMATES, paths, rounds)
    node = table(commands, NODE, paths, max(1, rounds // 2))
    sizes = ", ".join(f"{name} {path.stat().st_size / 1e6:.1f} MB" for name, path in paths.items())
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    text = f"""# Benchmarks of token counts

```sh
cargo xtask bench tokens                # measures and rewrites this page
cargo xtask bench tokens --text FILE    # with a text of yours as well
```

{datetime.date.today()}, {model}, {os.cpu_count()} cores, {platform.system()}; load {load:.2f} before, {os.getloadavg()[0]:.2f} after. `o200k_base`, one thread, medians of {rounds} interleaved rounds, a new process each; CPU time, because the machine may be shared.

Speeds are MB (10⁶ bytes of UTF-8) a second: of a text **seen for the first time**, after its first half, and of the same text again. In brackets: how many times as fast ours is, unseen. Texts: {sizes}. Those ending in “-like” and the logs are made by `tests/bench/tokens/corpora.py`; the code is that of this repository.

## Exact counts

{rows(native, paths, "tokentoll")}

{equal(native)} *Ready after* is CPU time until the first count, and the memory it adds.

## Estimates without a vocabulary

{rows(estimates, paths, "estimate")}

## In Node {quiet("node", "--version")[0] or ""}

{rows(node, paths, "tokentoll (WASM)")}

The conversion from JavaScript's strings is part of it.
"""
    if with_hostile:
        text += f"""
## Hostile texts

Time of the second half, once, in ours: it grows as the text does.

{growth(commands["tokentoll"], [200_000, 2_000_000, 20_000_000])}
"""
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=pathlib.Path, metavar="PAGE")
    parser.add_argument("--text", type=pathlib.Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-hostile", action="store_true")
    args = parser.parse_args()
    commands = build()
    texts = corpora.make(ROOT, WORK / "texts")
    texts.update({path.stem: path for path in args.text})
    result = page(commands, texts, args.rounds, not args.no_hostile)
    if args.write:
        (ROOT / args.write).write_text(result, encoding="utf-8")
    print(result)


if __name__ == "__main__":
    main()
