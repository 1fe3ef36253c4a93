"""Intervals from residuals on sources kept aside, and what one observation of the same source is worth."""
import itertools
import math
import random
from collections import namedtuple

import numpy as np

COVERAGE = 0.80
# Below so many sources their spread says little of how a band must be stretched for the next one.
FEW = 3
# Requests of a generation with few rows: all kinds share the growth of one band, on which each residual of an older
# generation weighs so much. A kind's own rows count against that of all with this many rows in favour of all.
LENT, SHARED_ROWS = 0.03, 20
# Most requests are short and counts whole: an interval rounded outwards holds more than its ends say.
WHOLE = -0.02
# Languages differ more than programs: their bands aim at so much more, and hold the wanted share of new ones.
NEW = 0.05
# An interval that can only err to one side is not honest: the lesser side is at least so much of the greater.
LESSER = 1 / 3
# Declarations are all of one length and do not tell how errors grow with it: by the root as those of programs do,
# and by a part of the length that is fitted.
UNIFORM = {"accented", "other_script", "prose", "rare_script", "wide_script"}
GROWTH = ([0.1, 1, 9, 64], [0, 0.02, 0.05, 0.1, 0.2, 0.4], [0.01, 0.02, 0.04, 0.08, 0.16])
NORMAL = 1.2816
# One residual: kind of text or request, source, fold of the source, estimate, truth, tokens in texts, weight.
Pair = namedtuple("Pair", "kind source fold estimate truth size weight")


def quantile(values, weights, share):
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(share * weights.sum(), reached, values[order]))


def spread_of(size, a, c, r):
    return np.sqrt(a + c * size + (r * size) ** 2)


def ends(z, weights):
    low, high = min(0.0, quantile(z, weights, 0.1)), max(0.0, quantile(z, weights, 0.9))
    return min(low, -LESSER * high), max(high, -LESSER * low)


def held(estimates, truths, low, high, spread):
    """Whether a rounded interval holds the truth, as it is shown."""
    under, over = np.round(estimates + low * spread), np.round(estimates + high * spread)
    return (under <= truths) & (truths <= over)


def band(pairs, uniform=False):
    """How the spread grows with size: by interval score. How wide the band is: so that a band made without a source
    holds the wanted share of that source's truths. A new source differs from those seen, and this says by how much."""
    estimates, truths, sizes, weights = (np.array([getattr(p, name) for p in pairs], float) for name in ("estimate", "truth", "size", "weight"))
    folds = np.array([p.fold for p in pairs])
    sizes, best = np.maximum(sizes, 0), None
    for a, c, r in itertools.product(*GROWTH) if not uniform else [(1, 0.4, k / 500) for k in range(1, 301)]:
        spread = spread_of(sizes, a, c, r)
        z = (truths - estimates) / spread
        low, high = ends(z, weights)
        missed = np.maximum(0, low - z) + np.maximum(0, z - high)
        score = np.average(((high - low) + 10 * missed) * spread / np.maximum(truths, 1), weights=weights)
        if uniform:
            score = abs(high - low - 2 * NORMAL)
        if best is None or score < best[0]:
            best = (score, a, c, r)
    a, c, r = best[1:]
    spread = spread_of(sizes, a, c, r)
    z = (truths - estimates) / spread
    low, high = ends(z, weights)
    stretch = 1.0
    if sum(np.sum(folds == fold) >= 5 for fold in set(folds)) > FEW:
        inner = np.zeros((len(pairs), 2))
        for fold in set(folds):
            rest = folds != fold
            inner[~rest] = ends(z[rest], weights[rest])
        off, wanted = [], COVERAGE + (NEW if uniform else WHOLE if pairs[0].kind.startswith("request") else 0)
        for stretch in np.linspace(0.7, 1.6, 46):
            inside = held(estimates, truths, stretch * inner[:, 0], stretch * inner[:, 1], spread)
            off.append((abs(np.average(inside, weights=weights) - wanted), stretch))
        stretch = min(off)[1]
    return {"a": a, "c": c, "r": r, "low": round(stretch * low, 4), "high": round(stretch * high, 4)}


def width(band):
    """That of a band at a thousand tokens."""
    return (band["high"] - band["low"]) * spread_of(1000, band["a"], band["c"], band["r"])


def at_least(band, other):
    """The band, nowhere narrower than the other at a thousand tokens."""
    here, there = (spread_of(1000, b["a"], b["c"], b["r"]) for b in (band, other))
    low, high = min(band["low"] * here, other["low"] * there), max(band["high"] * here, other["high"] * there)
    return {**band, "low": round(low / here, 4), "high": round(high / here, 4)}


def bands(pairs, older=(), leap=1.0):
    """One band for each kind with enough residuals, and for any other the widest of them. A script with few texts is not surer than Latin prose
    with many. Where residuals of requests of an older generation are given, those of this one are few."""
    out = {}
    for kind in sorted({p.kind for p in pairs}):
        chosen = [p for p in pairs if p.kind == kind]
        if len(chosen) >= 12 and not (older and kind.startswith("request")):
            out[kind] = band(chosen, kind in UNIFORM)
    for kind in UNIFORM & set(out):
        out[kind] = at_least(out[kind], out["prose"])
    out["any"] = max((out[kind] for kind in sorted(UNIFORM & set(out))), key=width)
    return {**out, **few(pairs, older, leap)} if older else out


def few(pairs, older, leap):
    """Bands of requests where there are few: each kind's own rows move the band of all, the more the more there are.
    By `leap` they are wider, where even the rows are of another model."""
    own = [p for p in pairs if p.kind.startswith("request")]
    every = band([*own, *(p._replace(weight=LENT * p.weight) for p in older)])
    out = {}
    for kind in sorted({p.kind for p in older}):
        chosen, factor = [p for p in own if p.kind == kind], 0.0
        if len(chosen) >= 4:
            z = np.array([(p.truth - p.estimate) / spread_of(max(p.size, 0), every["a"], every["c"], every["r"]) for p in chosen])
            used = np.where(z > 0, z / every["high"], z / every["low"])
            share = quantile(used, np.array([p.weight for p in chosen]), COVERAGE)
            factor = math.log(max(share, 0.05)) * len(chosen) / (len(chosen) + SHARED_ROWS)
        wider = leap * math.exp(factor)
        out[kind] = {**every, "low": round(wider * every["low"], 4), "high": round(wider * every["high"], 4)}
    return out


def rescale_rule(pairs):
    """After an observation with n text tokens and true/estimated = q, estimates are multiplied by
    q ** (trust * n / (n + half)), and intervals narrowed towards `shrink` in the same measure. Fitted on pairs of
    requests from one source, of one kind and within a factor of two in size: what a user's next request is like.
    `shrink` is how much less the error became at four in five of such pairs, never below 0.3."""
    chance = random.Random(0)
    groups = {}
    for p in pairs:
        groups.setdefault((p.kind, p.source), []).append(p)
    seen, wanted, size = [], [], []
    for group in groups.values():
        if len(group) < 2 or not group[0].kind.startswith("request"):
            continue
        for _ in range(min(400, 4 * len(group))):
            a, b = chance.sample(group, 2)
            if min(a.estimate, b.estimate, a.truth, b.truth) >= 60 and 0.5 <= a.truth / b.truth <= 2:
                seen.append(math.log(a.truth / a.estimate)), wanted.append(math.log(b.truth / b.estimate)), size.append(a.truth)
    seen, wanted, size = map(np.array, (seen, wanted, size))
    best = None
    for trust in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        for half in (0, 50, 200, 1000):
            left = np.abs(wanted - trust * size / (size + half) * seen)
            score = np.mean(left)
            if best is None or score < best[0]:
                shrink = np.quantile(left, COVERAGE) / np.quantile(np.abs(wanted), COVERAGE)
                best = (score, {"trust": trust, "half": half, "shrink": round(float(np.clip(shrink, 0.3, 1)), 3)})
    return best[1]
