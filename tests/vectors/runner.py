#!/usr/bin/env python3
"""Every vector through a program that reads an ask a line and answers a line: runner.py PROGRAM [ARGUMENT ...]"""
import base64, json, pathlib, subprocess, sys

def ask(vector):
    repeat = vector.get("ask_repeat")
    if "ask_base64" in vector:
        return base64.b64decode(vector["ask_base64"])
    if repeat:
        return (repeat["prefix"] + repeat["unit"] * repeat["times"] + repeat["suffix"]).encode()
    return (vector["ask_text"] if "ask_text" in vector else json.dumps(vector["ask"])).encode()

def met(answer, expect):
    """The members of an answer that a vector may name, as the vector names them."""
    error, tier, codes = answer.get("error") or {}, answer.get("tier") or {}, [w["code"] for w in answer.get("warnings", [])]
    return {**answer, "error": error.get("code"), "field": error.get("field"), "tier": tier.get("above", tier.get("at_least")),
            "lines": sorted([x["meter"], x["count"], x["rate"], x["amount"]] for x in answer.get("lines", [])),
            "warnings": [code for code in expect.get("warnings", []) if code in codes],
            "no_warnings": [code for code in expect.get("no_warnings", []) if code not in codes],
            "message_names": [name for name in expect.get("message_names", []) if name in error["message"]]}

files = [file for file in sorted(pathlib.Path(__file__).parent.glob("*.json")) if file.name != "schema.json"]
vectors = [vector for file in files for vector in json.loads(file.read_text("utf-8"))["vectors"]]
run = subprocess.run(sys.argv[1:], input=b"\n".join(map(ask, vectors)) + b"\n", stdout=subprocess.PIPE)
answers, wrong = [json.loads(line) for line in run.stdout.splitlines()], 0
for vector, answer in zip(vectors, answers):
    expect = {"total": None, "error": None, **vector["expect"]}
    expect.update({"lines": sorted(expect["lines"])} if "lines" in expect else {})
    found = {name: (want, met(answer, expect).get(name)) for name, want in expect.items()}
    found = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    wrong += bool(found)
    for name, (want, got) in found.items():
        print(f"{vector['id']} {name}: expected {want}, met {got}")
print(f"{len(vectors)} vectors, {len(answers)} answers, {wrong} differ")
sys.exit(1 if wrong or len(answers) != len(vectors) else 0)
