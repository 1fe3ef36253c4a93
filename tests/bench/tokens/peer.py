"""Times Python tiktoken: peer.py FILE…; the same form and halves as src/main.rs."""
import json, sys, time

started = time.process_time()
import tiktoken
encoding = tiktoken.get_encoding("o200k_base")
encoding.encode_ordinary("ready")
print(json.dumps({"init_ms": (time.process_time() - started) * 1e3, "resident_mb": 0}))
for file in sys.argv[1:]:
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
