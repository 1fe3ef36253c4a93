#!/usr/bin/env python3
"""Fits data/calibration.json on recorded true counts. Usage: fit.py DATA_DIR [--folds DIR] [--keep] (see README.md).
With --keep only the folds are written."""
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
from collections import Counter

import numpy as np
from scipy import linalg, sparse

from fold import document_groups, request_fold, spread, FOLDS
from bands import Pair, bands, rescale_rule
from overheads import FRAME, documented, fit_overheads, overhead_tokens

HERE = pathlib.Path(__file__).resolve().parent
MODELS = json.loads((HERE.parent / "data" / "models.json").read_text())["models"]
RIDGE = 1.5
# A script of which fewer characters were recorded is not known.
SEEN = 1000
# What users write is more often in a language that many speak: others weigh less where bands are made.
MANY, FEW_SPEAK = 5_000_000, 0.3
# Programs of few marks are taken for prose. They are not what bands of prose are for.
PROGRAM = 0.2
# Requests of Opus 4.7 are too few for bands of their own: they have those of its successors, so much wider.
LEAP = {"claude-v4.7": 1.5}
TRUTH = {"claude-v3": ("claude-opus-4-5", 7, ["v3"]), "claude-v4.8": ("claude-opus-5", 6, ["v4.7", "v4.8+"])}
# Opus 4.7 cuts text as 4.8 does and differs in what stands beside it.
SHARED = {"claude-v4.7": "claude-v4.8"}
METHODS = ("features", "o200k+features")
# At how many public tokens a text's estimate lies halfway to their count: what served best on sources kept aside.
SHORT = {("claude-v3", "o200k+features"): 3}
# A text has more ways to be cut into more pieces than into fewer: by so much the median count lies below the mean.
SKEW = {("claude-v3", "o200k+features"): 0.25}
# How freely a coefficient may leave its pool: public tokens, pairs of them, shapes.
FREE = {"tokens": 1.0, "neighbours": 0.4, "shape": 0.3}
KNOWN = {"frame", "turn", "tool", "tool_prompt", "forced_tool_prompt", "single_tool_prompt", "tool_use", "tool_parameter", "tool_result", "thinking",
         "interleaved_thinking", "adaptive_thinking", "image"}
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
        model = model_of(r["model"]) or model_of(r["model_id"]) or {}
        asks.append({
            "request": {**r["request"], "betas": (r["betas"] or "").split(",")}, "keeps_thinking": model.get("keeps_thinking", False),
            "images": [[i["width"], i["height"]] for i in r["image_sizes"]],
            "pdfs": [[p["pages"], p["text"]] for p in r["pdfs"]]})
    command = COMMAND
    done = subprocess.run(command, input="\n".join(map(json.dumps, asks)), stdout=subprocess.PIPE, text=True, check=True)
    names, *rows = map(json.loads, done.stdout.splitlines())
    for row, source in zip(rows, documents + requests):
        row["source"] = source
        row["o200k"] = sum(text["o200k"] for text in row["texts"])
    documents, requests = rows[:len(documents)], rows[len(documents):]
    for row in requests:
        row["model"] = model_of(row["source"]["model"]) or model_of(row["source"]["model_id"])
    return names, documents, [r for r in requests if r["model"]]


def well_known(row):
    """Whether all that stands in no text is documented for the model, so that the text's own tokens are known."""
    loose = {"claude-3-opus", "claude-3-sonnet", "claude-1", "claude-2"}
    return not (set(row["overheads"]) - KNOWN) and not row["unread"] and not row["assumed"] and row["model"]["prefix"] not in loose


def weights(rows, documents):
    """Requests that differ only in a name or an id are as good as one: together they weigh as much."""
    alike = [k if k < documents else (row["source"]["source_repo"], row["o200k"], row["chars"]) for k, row in enumerate(rows)]
    count = Counter(alike)
    return np.array([1 / count[each] for each in alike])


class Texts:
    """All texts of all rows: what each has, and to which row it belongs."""

    def __init__(self, rows, names):
        texts = [(k, text) for k, row in enumerate(rows) for text in row["texts"]]
        self.public = np.array([text["o200k"] for _, text in texts], float)
        self.sides = {"shape": sparse.csr_matrix(np.array([text["shape"] for _, text in texts], float))}
        for key in ("tokens", "neighbours", "text"):
            i, k, v = zip(*[(i, k, v) for i, (_, text) in enumerate(texts) for k, v in text[key]])
            self.sides[key] = sparse.csr_matrix((v, (i, k)), shape=(len(texts), len(names[key])), dtype=float)
        owner = [k for k, _ in texts]
        self.rows = sparse.csr_matrix((np.ones(len(texts)), (owner, range(len(texts)))), shape=(len(rows), len(texts)))

    def drawn(self, short):
        """Sums by row of what a linear estimate stands on, and what is added to it, where each text's estimate is drawn to
        its count of public tokens, halfway at `short` of them."""
        weight = short / (short + self.public) if short else np.zeros(len(self.public))
        kept = self.rows @ sparse.diags(1 - weight)
        return {key: (kept @ side).toarray() for key, side in self.sides.items()}, self.rows @ (weight * self.public)


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
    root = np.sqrt(weight / (0.1 * y + (0.03 * y) ** 2 + 0.3))
    z = x * root[:, None]
    gram = z @ z.T
    gram[np.diag_indices(len(z))] += penalty
    return z.T @ linalg.solve(gram, y * root, assume_a="pos")


class Design:
    """The matrix of one method: tokens, pairs and shape (or none), text, pooled sums; and the way back to coefficients."""
    ORDER = ("tokens", "neighbours", "text", "shape")

    def __init__(self, method, names, texts, short=0, skew=0):
        public = method != "features"
        """Coefficients are fitted on texts as they are: drawn ones say less of the short texts that they are for."""
        self.short, self.skew, sums = short, skew, texts.drawn(0)[0]
        free = {key: np.full(len(names[key]), FREE.get(key, 0) if public else 0.0) for key in self.ORDER}
        pair = np.array([name.startswith("pair ") for name in names["text"]])
        free["text"] = np.where(pair, 0.2, 0.5) if public else np.where(pair, 0.4, 1.0)
        self.lengths = [(key, len(names[key])) for key in self.ORDER]
        self.public = public
        self.scale = np.concatenate([free[key] for key in self.ORDER])
        spots, at = {}, 0
        for key, length in self.lengths:
            spots[key], at = slice(at, at + length), at + length
        self.spots, pooled = spots, []
        for is_text, column in pools(names):
            if public or is_text:
                whole, cut = np.zeros(at), len(names["tokens"])
                whole[spots["tokens"]], whole[spots["text"]] = column[:cut], column[cut:]
                pooled.append(whole)
        self.pooled = np.array(pooled).T
        plain = np.hstack([sums[key] for key in self.ORDER])
        self.x = np.hstack([plain * self.scale, plain @ self.pooled])
        sums, self.given = texts.drawn(short)
        self.plain = np.hstack([sums[key] for key in self.ORDER])

    def fit(self, rows, y, weight, penalty=RIDGE):
        b = ridge(self.x[rows], y[rows], weight[rows], penalty)
        cut = len(self.scale)
        return b[:cut] * self.scale + self.pooled @ b[cut:]

    def lists(self, b):
        whole = np.round(b * 1e4).astype(int)
        out = {key: whole[self.spots[key]].tolist() if self.public or key == "text" else [] for key in self.ORDER}
        return {**out, "short": self.short, "skew": self.skew}

    def predict(self, b):
        return np.maximum(self.plain @ b + self.given - self.skew, 0)


class Recorded:
    """All rows, in the order documents, requests, with what every step needs."""

    def __init__(self, folder):
        self.names, documents, requests = load(folder)
        self.rows, self.documents = documents + requests, len(documents)
        self.texts = Texts(self.rows, self.names)
        self.text = self.texts.drawn(0)[0]["text"]
        groups = document_groups(documents, self.text[:self.documents], self.names)
        repositories = [row["source"]["source_repo"] for row in requests]
        self.sources = groups + repositories
        self.fold = np.array(spread(groups) + [request_fold(repository) for repository in repositories])
        self.weight = weights(self.rows, self.documents)
        self.is_request = np.arange(len(self.rows)) >= self.documents

        labels = [name[:-6] for name in self.names["text"] if name.endswith(" chars")]
        self.scripts = labels[labels.index("greek"):labels.index("fullwidth") + 1]
        self.script_chars = self.text[:, [self.names["text"].index(name + " chars") for name in self.scripts]]
        self.unseen = {k: self.script_chars[self.fold != k].sum(0) < SEEN for k in [None, *range(FOLDS)]}

    def kind_aside(self, k):
        """The kind of a document for a calibration that has not seen its fold, maybe not even its script."""
        row, chars = self.rows[k], self.script_chars[k]
        new = chars[self.unseen[self.fold[k]]].sum()
        return "rare_script" if row["kind"] in ("other_script", "wide_script") and 3 * new > chars.sum() else row["kind"]

    def truths(self, family):
        """The tokens of each row's texts, and whether they are known well enough to be fitted on."""
        counted, frame, generations = TRUTH[family]
        y, good = np.zeros(len(self.rows)), np.zeros(len(self.rows), bool)
        for k, row in enumerate(self.rows):
            source = row["source"]
            if not self.is_request[k]:
                y[k], good[k] = source["input_tokens"][counted] - frame, True
                continue
            y[k] = source["true_input_tokens"] - documented(row)
            likely = y[k] < 30 or 0.85 * row["o200k"] < y[k] < 1.8 * row["o200k"]
            good[k] = source["family"] in generations and well_known(row) and likely and y[k] > 0
        return y, good


def fit_texts(data, family):
    """For each method: coefficients by the fold they do not know (None: they know all), estimates aside, and by the
    same fold those of what is known."""
    y, good = data.truths(family)
    out = {}
    for method in METHODS:
        design = Design(method, data.names, data.texts, *(each.get((family, method), 0) for each in (SHORT, SKEW)))
        parts = {k: design.fit(np.where(good & (data.fold != k))[0], y, data.weight) for k in [None, *range(FOLDS)]}
        aside = np.zeros(len(data.rows))
        for k in range(FOLDS):
            aside[data.fold == k] = design.predict(parts[k])[data.fold == k]
        error = np.abs(aside - y)[:data.documents] / y[:data.documents]
        print(family, method, "documents aside: median %.2f %%" % (100 * np.median(error)), flush=True)
        out[method] = {k: design.lists(b) for k, b in parts.items()}, aside, {k: design.predict(b) for k, b in parts.items()}
    return out


def residuals(data, family, aside, known, overheads, without):
    """What estimates aside leave, in all folds but one. A row's overheads know neither its own fold nor that one."""
    source = SHARED.get(family, family)
    counted, frame, _ = TRUTH[source]
    pairs = []
    for k in np.where(data.fold != without)[0]:
        row, fold, size = data.rows[k], int(data.fold[k]), aside[k]
        if not data.is_request[k]:
            truth = row["source"]["input_tokens"][counted] - frame
            meta = row["source"]["meta"]
            weight = FEW_SPEAK if row["source"]["corpus"] == "udhr" and (meta.get("speakers") or 0) < MANY else 1.0
            if row["source"]["corpus"] == "rosetta" and row["kind"] != "code":
                weight = PROGRAM
            pairs.append(Pair(data.kind_aside(k), data.sources[k], fold, size, truth, size, weight))
            if row["kind"] == "other_script":
                # Most scripts have one language or few, and the shipped calibration knows the everyday ones: a text
                # is taken to lie between one of a language that was kept aside and the recorded one itself.
                pairs.append(Pair(row["kind"], data.sources[k], fold, known[k], truth, known[k], weight))
        elif row["model"]["family"] in (family, source) and not row["unread"] and not row["unmeasured"]:
            each = row["model"]["family"]
            over = overhead_tokens(row, each, overheads[each][frozenset({without, fold})])
            weight = data.weight[k] ** 0.25
            pairs.append(Pair(row["request_kind"], data.sources[k], fold, size + over, row["source"]["true_input_tokens"], size, weight))
    return pairs


def main():
    folder = pathlib.Path(sys.argv[1])
    folds = pathlib.Path(sys.argv[sys.argv.index("--folds") + 1]) if "--folds" in sys.argv else None
    data = Recorded(folder)
    texts = {family: fit_texts(data, family) for family in TRUTH}
    without = [None, *range(FOLDS)]
    overheads = {}
    for family in FRAME:
        aside = texts[SHARED.get(family, family)][METHODS[1]][1]
        mine = [k for k in np.where(data.is_request)[0] if data.rows[k]["model"]["family"] == family]
        overheads[family] = {
            out: fit_overheads(family, [(data.rows[k], aside[k]) for k in mine if data.fold[k] not in out])
            for out in {frozenset({a, b}) for a in without for b in without}}
    for k in without if folds else [None]:
        families, oldest = {}, {}
        for family in FRAME:
            methods = {}
            for method in METHODS:
                parts, aside, known = texts[SHARED.get(family, family)][method]
                coefficients = parts[k] if family in TRUTH else {}
                pairs = residuals(data, family, aside, known[k], overheads, k)
                fitted = {"bands": bands(pairs, oldest.get(method, ()), LEAP.get(family, 1.0)), "rescale": rescale_rule(pairs)}
                methods[method] = {**coefficients, **fitted}
                oldest.setdefault(method, [p for p in pairs if p.kind.startswith("request")])
            families[family] = {"overheads": overheads[family][frozenset({k})], "methods": methods}
        line = written(data, families, k)
        if k is None and "--keep" in sys.argv:
            continue
        if k is None:
            (HERE.parent / "data" / "calibration.json").write_text(line)
        else:
            held = [row["source"]["id"] for row, fold in zip(data.rows, data.fold) if fold == k]
            folds.mkdir(parents=True, exist_ok=True)
            (folds / f"{k}.json").write_text(line)
            (folds / f"{k}.held.json").write_text(json.dumps(held))
    print("written", flush=True)


def written(data, families, without):
    calibration = {
        "version": 2, "date": datetime.date.today().isoformat(), "layout": {key: len(data.names[key]) for key in data.names},
        "unseen": [name for name, unseen in zip(data.scripts, data.unseen[without]) if unseen],
        "fitted_on": {"documents": data.documents, "requests": len(data.rows) - data.documents},
        "sources": "Token counts as the vendor's API returned them: the Universal Declaration of Human Rights in "
                   "many languages and programs from Rosetta Code (token counting endpoint), and requests recorded "
                   "in the test fixtures of open-source projects. Coefficients only; no text is kept.",
        "method": "Weighted ridge regression of tokens on text features, alone and with the tokens of o200k_base "
                  "by kind, length and rank and the shape of the text; overheads by medians of residuals; 80 % bands "
                  "from residuals on sources kept aside. Coefficients in 1/10000 token.",
        "families": families}
    return json.dumps(calibration, separators=(",", ":")).replace('"families"', '\n"families"').replace('"claude', '\n"claude') + "\n"


if __name__ == "__main__":
    main()
