#!/usr/bin/env python3
"""Times the exact token counts beside other tokenizers: the same texts, interleaved rounds, CPU time.

    python3 tests/bench/tokens/run.py                                 print the tables
    python3 tests/bench/tokens/run.py --write docs/benchmarks-tokens.md
    python3 tests/bench/tokens/run.py --text FILE --text FILE         with texts of yours as well
    python3 tests/bench/tokens/run.py --quick                         one round, without hostile texts and the folder

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
PYTHON = "tiktoken (Python)"
KINDS = ["English-like", "code", "Chinese-like", "JSON logs"]
CLI = ROOT / "target/release" / ("tokentoll.exe" if os.name == "nt" else "tokentoll")
FOLDER, LONG = 100_000_000, 100_000_000


def quiet(*command, **options):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    except OSError as error:
        return None, str(error)
    return (done.stdout if done.returncode == 0 else None), (done.stderr or done.stdout)[-400:]


def build():
    """The programs that are there, by name of a tokenizer: its command before the files."""
    WORK.mkdir(parents=True, exist_ok=True)
    for where in (["--manifest-path", HERE / "Cargo.toml", "--target-dir", BUILT], ["--package", "tokentoll-cli"]):
        subprocess.run(["cargo", "build", "--release", "--locked", *where], check=True, cwd=ROOT)
    ranks = WORK / "o200k_base.tiktoken"
    commands = {name: [BUILT / "release/tokentoll-bench-tokens", name, ranks] for name in NATIVE + ESTIMATES}
    python = WORK / "venv/bin/python"
    if not python.exists():
        quiet(sys.executable, "-m", "venv", WORK / "venv")
    if installed("pip", HERE / "requirements.txt", python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"):
        commands[PYTHON] = [python, HERE / "peer.py", ranks]
    quiet("rustup", "target", "add", "wasm32-unknown-unknown")
    made, error = quiet("cargo", "build", "--release", "--locked", "--target", "wasm32-unknown-unknown", "--manifest-path",
                        HERE / "wasm/Cargo.toml", "--target-dir", WORK / "wasm")
    if made is None:
        print("no WASM module:", error, file=sys.stderr)
    for name in ("package.json", "node.mjs"):
        shutil.copy(HERE / name, WORK / name)
    there = installed("npm", HERE / "package.json", "npm", "install", "--silent", "--ignore-scripts", cwd=WORK)
    for name in NODE:
        if shutil.which("node") and (made is not None if "WASM" in name else there):
            commands[name] = ["node", WORK / "node.mjs", name, WASM]
    if not ranks.exists():
        write_ranks(ranks)
    return commands


def installed(name, wanted, *command, **options):
    """Whether what a file asks for is there: installed once, and again when the file has changed."""
    stamp = WORK / f"{name}.installed"
    if stamp.exists() and stamp.read_bytes() == wanted.read_bytes():
        return True
    out, error = quiet(*command, **options)
    if out is None:
        print(f"{name} installed nothing: {error}", file=sys.stderr)
        return False
    stamp.write_bytes(wanted.read_bytes())
    return True


def write_ranks(path):
    """A vocabulary in tiktoken's form, for those that bring none: from ours."""
    packed = (ROOT / "crates/tokens/data/o200k.bin").read_bytes()
    at = 256

    def varints(count):
        nonlocal at
        for _ in range(count):
            value, shift = 0, 0
            while packed[at] >= 0x80:
                value, shift, at = value | (packed[at] & 0x7F) << shift, shift + 7, at + 1
            value, at = value | packed[at] << shift, at + 1
            yield value

    def by_byte(sizes, items):
        items = iter(items)
        return [iter([next(items) for _ in range(size)]) for size in sizes]

    sizes = list(varints(256))
    count = sum(sizes)
    lefts, rights = packed[at:at + count], packed[at + count:at + 2 * count]
    at += 2 * count
    right_firsts = by_byte(sizes, rights)
    left_ordinals, right_ordinals = (by_byte([firsts.count(byte) for byte in range(256)], varints(count)) for firsts in (lefts, rights))
    tokens = [bytes([byte]) for byte in packed[:256]]
    by_first = [[bytes([byte])] for byte in range(256)]
    for first in lefts:
        left = by_first[first][next(left_ordinals[first])]
        first = next(right_firsts[left[-1]])
        tokens.append(left + by_first[first][next(right_ordinals[first])])
        by_first[left[0]].append(tokens[-1])
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
    names = [name for name, runs in found.items() if len(runs) == rounds]
    middle = lambda runs, at, key: statistics.median(run[at][key] for run in runs)
    return {name: {"init": middle(runs, 0, "init_ms"), "memory": middle(runs, 0, "resident_mb"),
                   "texts": [(runs[0][at]["tokens"], middle(runs, at, "unseen"), middle(runs, at, "again"))
                             for at in range(1, len(texts) + 1)]}
            for name, runs in found.items() if name in names}


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


def growth(command, sizes, longest):
    """Seconds for each hostile text at sizes that grow tenfold, and of one very long line."""
    def seconds(name, size):
        path = corpora.hostile(WORK, name, size)
        lines = measure([*command, "--once"], [path])
        path.unlink()
        return lines and lines[1]["seconds"]

    head = "| | " + " | ".join(f"{size / 1e6:g} MB" for size in sizes) + " | MB/s of the longest |"
    lines, kept = [head, "|---|" + "---:|" * (len(sizes) + 1)], True
    for name in corpora.HOSTILE:
        print(f"hostile: {name}", file=sys.stderr)
        row = [seconds(name, size) for size in sizes]
        kept = kept and all(row) and row[-1] < 2 * 10 * row[-2]
        cells = [f"{it * 1e3:.2f} ms" if it else "failed" for it in row]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {shown(sizes[-1] / 1e6 / row[-1]) if row[-1] else '–'} |")
    long = seconds(corpora.LINE, longest)
    said = f"{long:.2f} s, {shown(longest / 1e6 / long)} MB/s" if long else "failed"
    lines += ["", f"One line of words, {longest / 1e6:g} MB long: {said}."]
    goal = ("hostile texts: ten times as long takes less than twenty times as long, and 100 MB on one line are counted",
            kept and bool(long), f"the line in {said}")
    return "\n".join(lines), goal


def folder(texts):
    """`tokentoll count` on a folder of 100 MB, and what it holds of memory beyond the same command on one word."""
    large = corpora.tree(texts, WORK / "folder", FOLDER)
    small = WORK / "word"
    small.mkdir(exist_ok=True)
    (small / "word.txt").write_text("word")
    lines, goals = [], []
    for model, what in (("gpt-4o", "exact"), ("claude-opus-4-8", "estimate")):
        print(f"folder: {what}", file=sys.stderr)
        word, whole = (measure([sys.executable, HERE / "peak.py", CLI, "count", "--model", model], [path])
                    for path in (small, large))
        if not word or not whole:
            goals.append((f"{what}: a folder of 100 MB in one pass, memory under 100 MB beyond the vocabulary", False, "failed"))
            continue
        word, whole = word[0], whole[0]
        beyond = whole["peak_mb"] - word["peak_mb"]
        figure = f"{beyond:.0f} MB beyond the {word['peak_mb']:.0f} MB of one word"
        lines.append(f"| `tokentoll count --model {model}` ({what}) | {whole['seconds']:.2f} s | {whole['peak_mb']:.0f} MB | "
                     f"{word['peak_mb']:.0f} MB | {beyond:.0f} MB |")
        goals.append((f"{what}: a folder of 100 MB in one pass, memory under 100 MB beyond the vocabulary", beyond < 100, figure))
    return "\n".join(["| | CPU | peak of memory | of a folder of one word | difference |", "|---|---:|---:|---:|---:|", *lines]), goals


def equal(results):
    """Whether all count alike, in words."""
    counts = {name: [tokens for tokens, _, _ in result["texts"]] for name, result in results.items()}
    ours = next(iter(counts.values()), None)
    other = [name for name, found in counts.items() if found != ours]
    return "All tokenizers of this table count the same." if not other else f"Other counts: {', '.join(other)}."


def absent(commands, names, results):
    missing = [name for name in names if name not in results]
    return f" Not measured, because it could not be built, installed or run: {', '.join(missing)}." if missing else ""


def speeds(results, name):
    """Of the four kinds, unseen."""
    return [unseen for _, unseen, _ in results[name]["texts"][:len(KINDS)]] if name in results else None


def ratios(results, first, other):
    ours, theirs = speeds(results, first), speeds(results, other)
    return [one / two for one, two in zip(ours, theirs)] if ours and theirs else None


def goals(native, estimates, node):
    """What was to be reached, whether it was, and by how much."""
    by_kind = lambda found: ", ".join(f"{kind} {ratio:.2f}" for kind, ratio in zip(KINDS, found))
    at_least = lambda found, least: (found and min(found) >= least, by_kind(found) if found else "not measured")
    yield ("unseen texts at least 3 times as fast as tiktoken-rs, each kind", *at_least(ratios(native, "tokentoll", "tiktoken-rs"), 3))
    alike = [name for name in native if name in NATIVE[1:] and [t[0] for t in native[name]["texts"]] == [t[0] for t in native["tokentoll"]["texts"]]]
    fastest = max(alike, key=lambda name: statistics.geometric_mean(speeds(native, name)), default=None)
    found = ratios(native, "tokentoll", fastest)
    yield (f"unseen texts no slower than the fastest library with equal counts ({fastest}), each kind", *at_least(found, 1))
    others = [name for name in NODE[1:] if name in node]
    fastest = max(others, key=lambda name: statistics.geometric_mean(speeds(node, name)), default=None)
    yield (f"WASM in Node at least 8 times as fast as the fastest JavaScript tokenizer ({fastest}), each kind",
           *at_least(ratios(node, NODE[0], fastest), 8))
    mine = speeds(estimates, "estimate")
    yield ("estimate without a vocabulary at 300 MB/s a core, each kind", mine and min(mine) >= 300,
           ", ".join(f"{kind} {speed:.0f}" for kind, speed in zip(KINDS, mine)) if mine else "not measured")


def page(commands, texts, rounds, all_of_it):
    load = os.getloadavg()[0]
    native = table(commands, [*NATIVE, PYTHON], texts, rounds)
    estimates = table(commands, ESTIMATES, texts, rounds)
    node = table(commands, NODE, texts, max(1, rounds // 3))
    sizes = ", ".join(f"{name} {path.stat().st_size / 1e6:.1f} MB" for name, path in texts.items())
    reached = list(goals(native, estimates, node))
    rest = ""
    if all_of_it:
        hostile, goal = growth(commands["tokentoll"], [100_000, 1_000_000, 10_000_000], LONG)
        many, found = folder(list(texts.values()))
        reached += [goal, *found]
        rest = f"""
## Hostile texts

Time of each text, once, in ours: it grows as the text does.

{hostile}

## A folder of 100 MB

Texts of 2 KB to 5 MB each, in one pass by the command line.

{many}
"""
    words = {True: "**met**", False: "**not met**", None: "not measured"}
    listed = "\n".join(f"- {goal}: {words[met]} ({figure})" for goal, met, figure in reached)
    return f"""# Benchmarks of token counts

```sh
cargo xtask bench tokens                # measures and rewrites this page
cargo xtask bench tokens --text FILE    # with a text of yours as well
```

{datetime.date.today()}, {machine()}; load {load:.2f} before, {os.getloadavg()[0]:.2f} after. `o200k_base`, one thread, medians of {rounds} interleaved rounds, a new process each; CPU time, because the machine may be shared.

Speeds are MB (10⁶ bytes of UTF-8) a second: of a text **seen for the first time**, after its first half, and of the same text again. In brackets: how many times as fast ours is, unseen. Texts: {sizes}. Those ending in “-like” and the logs are made by `tests/bench/tokens/corpora.py`; the code is that of this repository.

## Goals

{listed}

## Exact counts

{rows(native, texts, "tokentoll")}

{equal(native)} *Ready after* is CPU time until the first count, and the memory it adds.{absent(commands, [*NATIVE, PYTHON], native)}

## Estimates without a vocabulary

{rows(estimates, texts, None)}

## In Node {(quiet("node", "--version")[0] or "").strip()}

{rows(node, texts, NODE[0])}

{equal(node) if len(node) > 1 else ""} The conversion from JavaScript's strings is part of it.{absent(commands, NODE, node)}
{rest}"""


def machine():
    info = pathlib.Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.is_file() else []
    return f"{(names or [platform.processor() or platform.machine()])[0]}, {os.cpu_count()} cores, {platform.system()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=pathlib.Path, metavar="PAGE")
    parser.add_argument("--text", type=pathlib.Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args()
    if args.quick and args.write:
        parser.error("figures of a quick run are not worth writing")
    commands = build()
    texts = corpora.make(ROOT, WORK / "texts")
    texts.update({path.stem: path for path in args.text})
    result = page(commands, texts, 1 if args.quick else args.rounds, not args.quick)
    if args.write:
        (ROOT / args.write).write_text(result, encoding="utf-8")
    print(result)


if __name__ == "__main__":
    main()
