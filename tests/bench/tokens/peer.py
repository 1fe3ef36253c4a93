"""Times Python tiktoken: peer.py RANKS FILE…; the same form and halves as src/main.rs."""
import base64, json, sys, time

started = time.process_time()
import tiktoken
from tiktoken_ext.openai_public import ENDOFTEXT

# As `tiktoken_ext.openai_public.o200k_base`, which would load its ranks from the net.
WORD = r"[^\r\n\p{L}\p{N}]?"
SUFFIX = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
PATTERN = "|".join([
    WORD + r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+" + SUFFIX,
    WORD + r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*" + SUFFIX,
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
with open(sys.argv[1], "rb") as lines:
    ranks = {base64.b64decode(piece): int(rank) for piece, rank in (line.split() for line in lines)}
encoding = tiktoken.Encoding("o200k_base", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={ENDOFTEXT: 199_999})
encoding.encode_ordinary("ready")
print(json.dumps({"init_ms": (time.process_time() - started) * 1e3, "resident_mb": 0}))
for file in sys.argv[2:]:
    data = open(file, "rb").read()
    half = len(data) // 2
    while half < len(data) and data[half] & 0xC0 == 0x80:
        half -= 1
    warming, timed = data[:half].decode(), data[half:].decode()

    def once():
        started = time.process_time()
        tokens = len(encoding.encode_ordinary(timed))
        return tokens, time.process_time() - started

    encoding.encode_ordinary(warming)
    tokens, unseen = once()
    again = once()[1]
    rate = lambda seconds: (len(data) - half) / seconds / 1e6
    print(json.dumps({"tokens": tokens, "unseen": rate(unseen), "again": rate(again), "seconds": unseen}))
