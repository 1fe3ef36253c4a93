"""Intervals from residuals on sources kept aside, and what one observation of the same source is worth."""
import math
import random

import numpy as np

COVERAGE = 0.80


def wanted(kind, count):
    """A new source differs from those seen: bands from few or unlike sources are set a little wider than 80 %."""
    if kind.startswith("request"):
        return 0.86 if count >= 200 else 0.95
    return COVERAGE if kind == "code" else 0.84


def spread_of(n, c, r):
    return np.sqrt(0.1 + c * n + (r * n) ** 2)


def band(estimates, truths, sizes, coverage):
    """The narrowest of a family of bands, by interval score, set to hold the wanted share of rounded truths."""
    best = None
    for c in (0, 0.02, 0.05, 0.1, 0.2, 0.4):
        for r in (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16):
            s = spread_of(sizes, c, r)
            z = (truths - estimates) / s
            low, high = min(0, np.quantile(z, 0.1)), max(0, np.quantile(z, 0.9))
            for stretch in np.linspace(0.6, 1.6, 41):
                under, over = np.round(estimates + stretch * low * s), np.round(estimates + stretch * high * s)
                held = np.mean((under <= truths) & (truths <= over))
                if held >= coverage - 0.005:
                    break
            score = np.mean(((over - under) + 10 * np.maximum(0, under - truths) + 10 * np.maximum(0, truths - over)) / truths)
            if best is None or score < best[0]:
                best = (score, {"c": c, "r": r, "low": round(float(stretch * low), 4), "high": round(float(stretch * high), 4)})
    return best[1]


def bands(pairs):
    """One band for each kind with enough residuals, and one for all."""
    def of(chosen, stretch=1):
        estimates, truths, sizes = (np.array([p[k] for p in chosen], float) for k in (2, 3, 4))
        found = band(estimates, truths, np.maximum(sizes, 0), wanted(chosen[0][0], len(chosen)))
        return {**found, "low": round(found["low"] * stretch, 4), "high": round(found["high"] * stretch, 4)}

    documents = [p for p in pairs if not p[0].startswith("request")]
    out = {"any": of(documents, 1.5)}
    for kind in sorted({p[0] for p in pairs}):
        chosen = [p for p in pairs if p[0] == kind]
        if len(chosen) >= 12:
            out[kind] = of(chosen, 1 if len(chosen) >= 30 else 1.2)
    return out


def rescale_rule(pairs):
    """After an observation with n text tokens and true/estimated = q, estimates are multiplied by
    q ** (trust * n / (n + half)), and intervals narrowed towards `shrink` in the same measure. Fitted on pairs of
    requests from one source, of one kind and within a factor of two in size: what a user's next request is like.
    `shrink` is how much less the mean error of such pairs of 1,000 tokens and more became, never below 0.3."""
    chance = random.Random(0)
    groups = {}
    for p in pairs:
        groups.setdefault((p[0], p[1]), []).append(p)
    seen, wanted, size = [], [], []
    for group in groups.values():
        if len(group) < 2 or not group[0][0].startswith("request"):
            continue
        for _ in range(min(400, 4 * len(group))):
            a, b = chance.sample(group, 2)
            if min(a[2], b[2], a[3], b[3]) >= 60 and 0.5 <= a[3] / b[3] <= 2:
                seen.append(math.log(a[3] / a[2])), wanted.append(math.log(b[3] / b[2])), size.append(a[3])
    seen, wanted, size = map(np.array, (seen, wanted, size))
    best = None
    for trust in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        for half in (0, 50, 200, 1000):
            left = np.abs(wanted - trust * size / (size + half) * seen)
            score = np.mean(left)
            if best is None or score < best[0]:
                large = size >= 1000
                shrink = np.mean(left[large]) / np.mean(np.abs(wanted[large])) if large.sum() >= 40 else 0.7
                best = (score, {"trust": trust, "half": half, "shrink": round(float(np.clip(shrink, 0.3, 1)), 3)})
    return best[1]
