"""Intervals from residuals on sources kept aside, and what one observation of the same source is worth."""
import math
import random
from collections import namedtuple

import numpy as np

COVERAGE = 0.80
# With so few sources their spread says little of the next one: a quantile of Student's t for that of the normal.
FEW = {0: 2.4, 1: 2.4, 2: 1.7, 3: 1.4}
# One residual: kind of text or request, source, fold of the source, estimate, truth, tokens in texts, weight.
Pair = namedtuple("Pair", "kind source fold estimate truth size weight")


def quantile(values, weights, share):
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(share * weights.sum(), reached, values[order]))


def spread_of(size, a, c, r):
    return np.sqrt(a + c * size + (r * size) ** 2)


def ends(z, weights):
    return min(0.0, quantile(z, weights, 0.1)), max(0.0, quantile(z, weights, 0.9))


def held(estimates, truths, low, high, spread):
    """Whether a rounded interval holds the truth, as it is shown."""
    under, over = np.round(estimates + low * spread), np.round(estimates + high * spread)
    return (under <= truths) & (truths <= over)


def band(pairs):
    """How the spread grows with size: by interval score. How wide the band is: so that a band made without a source
    holds the wanted share of that source's truths. A new source differs from those seen, and this says by how much."""
    estimates, truths, sizes, weights = (np.array([getattr(p, name) for p in pairs], float) for name in ("estimate", "truth", "size", "weight"))
    folds = np.array([p.fold for p in pairs])
    sizes, best = np.maximum(sizes, 0), None
    for a in (0.1, 1, 9, 64):
        for c in (0, 0.02, 0.05, 0.1, 0.2, 0.4):
            for r in (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16):
                spread = spread_of(sizes, a, c, r)
                z = (truths - estimates) / spread
                low, high = ends(z, weights)
                missed = np.maximum(0, low - z) + np.maximum(0, z - high)
                score = np.average(((high - low) + 10 * missed) * spread / np.maximum(truths, 1), weights=weights)
                if best is None or score < best[0]:
                    best = (score, a, c, r)
    a, c, r = best[1:]
    spread = spread_of(sizes, a, c, r)
    z = (truths - estimates) / spread
    inner = np.zeros((len(pairs), 2))
    for fold in set(folds):
        rest = folds != fold
        inner[~rest] = ends(z[rest], weights[rest]) if rest.sum() >= 8 else ends(z, weights)
    for stretch in np.linspace(0.7, 2.5, 73):
        inside = held(estimates, truths, stretch * inner[:, 0], stretch * inner[:, 1], spread)
        if np.average(inside, weights=weights) >= COVERAGE:
            break
    known = [fold for fold in set(folds) if np.sum(folds == fold) >= 5]
    stretch *= FEW.get(len(known), 1.0)
    low, high = ends(z, weights)
    return {"a": a, "c": c, "r": r, "low": round(stretch * low, 4), "high": round(stretch * high, 4)}


def bands(pairs):
    """One band for each kind with enough residuals, and one for all."""
    documents = [p for p in pairs if not p.kind.startswith("request")]
    anything = band(documents)
    out = {"any": {**anything, "low": round(1.5 * anything["low"], 4), "high": round(1.5 * anything["high"], 4)}}
    for kind in sorted({p.kind for p in pairs}):
        chosen = [p for p in pairs if p.kind == kind]
        if len(chosen) >= 12:
            out[kind] = band(chosen)
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
