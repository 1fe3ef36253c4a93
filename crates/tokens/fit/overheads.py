"""Tokens that stand in no text: fitted robustly, each drawn to what is documented or measured by hand. They are whole."""
import math

import numpy as np

FRAME = {"claude-v3": (4, 3), "claude-v4.7": (9, 2), "claude-v4.8": (4, 2)}
OLD = {"thinking": 28, "adaptive_thinking": 0, "interleaved_thinking": 147, "tool": 0, "tool_use": 13, "tool_parameter": 10,
       "parallel_tool_use": 28, "tool_result": 26, "text_document": 38, "citations": 530, "pdf_page": 1573, "image": 3,
       "output_format": 85, "server_tool": 500}
NEW = {**OLD, "thinking": 0, "interleaved_thinking": 0, "tool": 2, "tool_use": 5, "tool_parameter": 5, "parallel_tool_use": 20,
       "tool_result": 15, "citations": 750, "output_format": 115}
PRIOR = {"claude-v3": OLD, "claude-v4.7": NEW, "claude-v4.8": NEW}
RULES = {"standard": (1568, 1568), "high": (2576, 4784)}
PROMPTS = ("tool_prompt", "forced_tool_prompt", "single_tool_prompt")


def image_tokens(size, rule):
    edge, most = RULES[rule]
    long, short = max(size), min(size)

    def patches(length):
        return math.ceil(length / 28) * math.ceil(max(1, (length * short + long // 2) // long) / 28)

    return max(patches(length) for length in range(1, min(long, edge) + 1) if patches(length) <= most)


def overhead_tokens(row, family, overheads):
    """All that a request has beside its texts."""
    base, turn = FRAME[family]
    counts = dict(row["overheads"])
    if not row["model"].get("interleaves_thinking"):
        counts.pop("interleaved_thinking", None)
    total = base + turn * counts.get("turn", 0)
    total += sum(image_tokens(size, row["model"]["image"]) for size in row["pixels"])
    forced = row["model"].get("forced_tool_prompt", 0)
    prompts = {"single_tool_prompt": forced, **row["model"]}
    total += sum(prompts.get(name, 0) * counts.get(name, 0) for name in PROMPTS)
    return total + sum(overheads[name] * counts.get(name, 0) for name in PRIOR[family])


def documented(row):
    """The same with documented values alone."""
    family = row["model"]["family"]
    return overhead_tokens(row, family, PRIOR[family]) if family in FRAME else 0


def fit_overheads(family, pairs):
    """Iteratively reweighted least squares (nearly least absolute errors) with a pull to the prior. What the tool
    prompts cost is no part of it: it is documented per model (data/models.json)."""
    columns = list(PRIOR[family])
    start = np.array([PRIOR[family][c] for c in columns], float)
    pairs = [(row, text) for row, text in pairs if not row["unmeasured"]]
    b = start.copy()
    if pairs:
        def occurs(row, c):
            return row["overheads"].get(c, 0) if c != "interleaved_thinking" or row["model"].get("interleaves_thinking") else 0

        x = np.array([[occurs(row, c) for c in columns] for row, _ in pairs], float)
        fixed = np.array([text + overhead_tokens(row, family, dict.fromkeys(columns, 0)) for row, text in pairs])
        y = np.array([row["source"]["true_input_tokens"] for row, _ in pairs]) - fixed
        sources = [row["source"]["source_repo"] for row, _ in pairs]
        share = np.array([1 / math.sqrt(sources.count(s)) for s in sources]) * math.sqrt(len(pairs)) / 4
        noise = 1 + 0.02 * (fixed + x @ start)
        pull = 2.0
        for _ in range(30):
            weight = share / (noise * np.maximum(np.abs(y - x @ b), 0.5))
            gram = (x * weight[:, None]).T @ x
            strength = pull / np.maximum(4, 0.02 * start) ** 2
            gram[np.diag_indices(len(b))] += strength
            b = np.linalg.solve(gram, x.T @ (weight * y) + strength * start)
    base, turn = FRAME[family]
    fitted = {column: max(0, round(float(value))) for column, value in zip(columns, b)}
    return {"frame": base, "turn": turn, **fitted}
