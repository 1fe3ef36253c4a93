#!/usr/bin/env python3
"""Fits data/calibration.json on recorded true counts. Usage: fit.py DATA_DIR [--folds DIR] (see README.md)."""
import datetime
import json
import os
import pathlib
import subprocess
import sys

import numpy as np
from scipy import sparse

from fold import document_groups, request_fold, spread, FOLDS
from bands import bands, rescale_rule
from overheads import documented, fit_overheads, overhead_tokens

HERE = pathlib.Path(__file__).resolve().parent
MODELS = json.loads((HERE.parent / "data" / "models.json").read_text())["models"]
RIDGE = 0.7
TRUTH = {"claude-v3": ("claude-opus-4-5", 7, ["v3"]), "claude-v4.8": ("claude-opus-5", 6, ["v4.7", "v4.8+"])}
METHODS = ("features", "o200k+features")
KNOWN = {"frame", "turn", "tool", "tool_prompt", "forced_tool_prompt", "tool_use", "tool_result", "thinking"}
COMMAND = os.environ.get("TOKENTOLL_FEATURES", "cargo run --quiet --release -p tokentoll-tokens --example features").split()


def model_of(name):
    name = name[name.find("claude"):] if "claude" in name else name
    fitting = [m for m in MODELS if name.startswith(m["prefix"])]
    return max(fitting, key=lambda m: len(m["prefix"])) if fitting else None


def load(folder):
    documents = [json.loads(line) for line in open(folder / "documents.jsonl")]
    requests = [json.loads(line) for line in open(folder / "requests.jsonl")]
    requests = [r for r in requests if r["estimable"] and r["qa"] != "suspect" and r["family"] != "v2"]
    asks = [{"text": d["text"]} for d in documents]
    for r in requests:
        model = model_of(r["model_id"]) or {}
        asks.append({
            "request": {**r["request"], "betas": (r["betas"] or "").split(",")}, "keeps_thinking": model.get("keeps_thinking", False),
            "images": [[i["width"], i["height"]] for i in r["image_sizes"]],
            "pdfs": [[p["pages"], p["text"]] for p in r["pdfs"]]})
    command = COMMAND
    done = subprocess.run(command, input="\n".join(map(json.dumps, asks)), stdout=subprocess.PIPE, text=True, check=True)
    names, *rows = map(json.loads, done.stdout.splitlines())
    for row, source in zip(rows, documents + requests):
        row["source"] = source
    documents, requests = rows[:len(documents)], rows[len(documents):]
    for row in requests:
        row["model"] = model_of(row["source"]["model_id"])
    return names, documents, [r for r in requests if r["model"]]


def well_known(row):
    """Whether all that stands in no text is documented for the model, so that the text's own tokens are known."""
    loose = {"claude-3-opus", "claude-3-sonnet", "claude-3-5-sonnet", "claude-1", "claude-2"}
    return not (set(row["overheads"]) - KNOWN) and not row["unread"] and row["model"]["prefix"] not in loose


def dense(rows, names):
    out = []
    for key in ("tokens", "text"):
        where = [(i, k, v) for i, row in enumerate(rows) for k, v in row[key]]
        i, k, v = zip(*where)
        out.append(sparse.csr_matrix((v, (i, k)), shape=(len(rows), len(names[key]))).toarray().astype(float))
    return out


def pools(names):
    """Sums of features that ought to have like coefficients: what is rare borrows from its neighbours."""
    indic = "devanagari devanagari_sign bengali bengali_sign gurmukhi gujarati oriya tamil telugu kannada malayalam sinhala".split()
    sea, other = "thai thai_sign lao khmer myanmar tibetan".split(), "georgian ethiopic rare".split()
    two = ("armenian hebrew hebrew_point arabic arabic_mark arabic_more syriac thaana greek greek_extended cyrillic "
           "cyrillic_more").split()
    cjk = "hangul jamo hiragana katakana han han_rare cjk_punctuation fullwidth".split()
    symbol = ("quote dash punctuation currency arrow box dingbat emoji joiner replacement private latin1_symbol "
              "rare_astral modifier combining unicode_space nbsp").split()
    tokens, text = ({name: k for k, name in enumerate(names[key])} for key in ("tokens", "text"))
    out = []

    def pool(side, chosen):
        column = np.zeros(len(tokens) + len(text))
        column[[k + (len(tokens) if side is text else 0) for k in chosen]] = 1
        out.append((side is text, column))

    for group in (indic, sea, two, sea[2:] + other, cjk, symbol, indic + sea + other + ["armenian"]):
        for what in ("chars", "runs"):
            pool(text, [text[f"{name} {what}"] for name in group])
        for at in range(15):
            pool(tokens, [tokens[f"script {name} {at}"] for name in group])
    split = {name: name.split(" ") for name in tokens}
    for kind in ("word", "rank"):
        for keep in ((1, 2), (1, 3), (2, 3), (3,), ()):
            groups = {}
            for name, parts in split.items():
                if parts[0] == kind:
                    groups.setdefault(tuple(parts[k] for k in keep), []).append(tokens[name])
            for chosen in groups.values():
                pool(tokens, chosen)
    pairs = [name for name in text if name.startswith("pair ")]
    for at in (5, 6):
        for letter in sorted({name[at] for name in pairs}):
            pool(text, [text[name] for name in pairs if name[at] == letter])
    pool(text, [text[name] for name in pairs])
    pool(text, [text[name] for name in text if name.startswith("mark ")])
    return out


def ridge(x, y, weight, penalty):
    """Weighted least squares; the weight allows for noise that grows with the square root and with the count."""
    root = np.sqrt(weight / (0.3 * y + (0.03 * y) ** 2 + 1))
    z = x * root[:, None]
    gram = z @ z.T
    gram[np.diag_indices(len(z))] += penalty
    return z.T @ np.linalg.solve(gram, y * root)


class Design:
    """The matrix of one method: tokens (or none), text, pooled sums; and the way back to plain coefficients."""

    def __init__(self, method, names, tokens, text):
        self.split = len(names["tokens"])
        public = method != "features"
        pooled = np.array([column for is_text, column in pools(names) if public or is_text]).T
        scale = np.full(len(names["text"]), 0.5 if public else 1.0)
        scale[[k for k, name in enumerate(names["text"]) if name.startswith("pair ")]] = 0.2 if public else 0.4
        self.scale = np.concatenate([np.full(self.split, 1.0 if public else 0.0), scale])
        self.pooled = pooled
        plain = np.hstack([tokens, text])
        self.plain = plain
        self.x = np.hstack([plain * self.scale, plain @ pooled])

    def fit(self, rows, y, weight, penalty=RIDGE):
        b = ridge(self.x[rows], y[rows], weight[rows], penalty)
        cut = len(self.scale)
        return b[:cut] * self.scale + self.pooled @ b[cut:]

    def predict(self, b):
        return np.maximum(self.plain @ b, 0)


def main():
    folder = pathlib.Path(sys.argv[1])
    folds = pathlib.Path(sys.argv[sys.argv.index("--folds") + 1]) if "--folds" in sys.argv else None
    names, documents, requests = load(folder)
    rows = documents + requests
    tokens, text = dense(rows, names)
    n = len(documents)
    groups = document_groups(documents, text[:n], names)
    fold = np.array(spread(groups) + [request_fold(r["source"]["source_repo"]) for r in requests])
    is_request = np.arange(len(rows)) >= n
    # Requests with tools are many and much alike: each counts for less.
    weight = np.array([0.3 if "tool" in row.get("overheads", {}) else 1.0 for row in rows])
    plain = np.array([not is_request[k] or well_known(r) for k, r in enumerate(rows)])
    out = {f: {} for f in [None, *range(FOLDS)]}
    for family, (counted, frame, name) in TRUTH.items():
        mine = np.array([not is_request[k] or r["source"]["family"] in name for k, r in enumerate(rows)])
        y = np.array([r["source"]["true_input_tokens"] - documented(r) if is_request[k]
                      else r["source"]["input_tokens"][counted] - frame for k, r in enumerate(rows)], float)
        o200k = np.array([row["o200k"] for row in rows], float)
        likely = ~is_request | (y < 30) | ((y > 0.85 * o200k) & (y < 1.8 * o200k))
        good = mine & plain & (y > 0) & likely
        for method in METHODS:
            design = Design(method, names, tokens, text)
            final = design.fit(np.where(good)[0], y, weight)
            aside = np.zeros(len(rows))
            parts = {None: final}
            for k in range(FOLDS):
                parts[k] = design.fit(np.where(good & (fold != k))[0], y, weight)
                held = fold == k
                aside[held] = design.predict(parts[k])[held]
            e = np.abs(aside - y)[:n] / y[:n]
            print(family, method, "documents aside: median %.2f %%" % (100 * np.median(e)), flush=True)
            for k, b in parts.items():
                mask = fold != k
                families = [family] + (["claude-v4.7"] if family == "claude-v4.8" else [])
                for each in families:
                    entry = out[k].setdefault(each, {"methods": {}})
                    here = [i for i in np.where(is_request & mask)[0] if rows[i]["model"]["family"] == each]
                    if method == METHODS[1]:
                        entry["overheads"] = fit_overheads(each, [(rows[i], aside[i]) for i in here])
                # the overheads come with the second method; the bands need both and are added below
                out[k][family]["methods"][method] = {
                    "text": np.round(b[design.split:] * 1e4).astype(int).tolist(),
                    "tokens": np.round(b[:design.split] * 1e4).astype(int).tolist() if method != "features" else []}
                out[k][family].setdefault("aside", {})[method] = aside
    for k, families in out.items():
        mask = fold != k
        for family, entry in families.items():
            source = "claude-v4.8" if family == "claude-v4.7" else family
            for method in METHODS:
                aside = families[source]["aside"][method]
                pairs = []
                for i in np.where(mask)[0]:
                    if i < n:
                        true = rows[i]["source"]["input_tokens"][TRUTH[source][0]] - TRUTH[source][1]
                        pairs.append((rows[i]["kind"], groups[i], aside[i], true, aside[i]))
                    elif rows[i]["model"]["family"] in (family, source) and not rows[i]["unread"]:
                        each = rows[i]["model"]["family"]
                        over = overhead_tokens(rows[i], each, families[each]["overheads"])
                        kind = "request_tools" if "tool" in rows[i]["overheads"] else "request"
                        pairs.append((kind, rows[i]["source"]["source_repo"], aside[i] + over,
                                      rows[i]["source"]["true_input_tokens"], aside[i]))
                target = entry["methods"].setdefault(method, {})
                target["bands"] = bands(pairs)
                target["rescale"] = rescale_rule(pairs)
    today = datetime.date.today().isoformat()
    for k, families in out.items():
        calibration = {
            "version": 1, "date": today, "layout": {key: len(names[key]) for key in names},
            "fitted_on": {"documents": n, "requests": len(requests)},
            "sources": "Token counts as the vendor's API returned them: the Universal Declaration of Human Rights in "
                       "many languages and programs from Rosetta Code (token counting endpoint), and requests recorded "
                       "in the test fixtures of open-source projects. Coefficients only; no text is kept.",
            "method": "Weighted ridge regression of tokens on text features, alone and with the tokens of o200k_base "
                      "by kind, length and rank; overheads by medians of residuals; 80 % bands from residuals on "
                      "sources kept aside. Coefficients in 1/10000 token.",
            "families": {f: {"overheads": e["overheads"], "methods": e["methods"]} for f, e in sorted(families.items())}}
        line = json.dumps(calibration, separators=(",", ":")).replace('"families"', '\n"families"').replace('"claude', '\n"claude') + "\n"
        if k is None:
            (HERE.parent / "data" / "calibration.json").write_text(line)
        elif folds:
            held = [r["source"]["id"] for i, r in enumerate(rows) if fold[i] == k]
            folds.mkdir(parents=True, exist_ok=True)
            (folds / f"{k}.json").write_text(line)
            (folds / f"{k}.held.json").write_text(json.dumps(held))
            assert held
    print("written", flush=True)


if __name__ == "__main__":
    main()
