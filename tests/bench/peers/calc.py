"""Times one Python calculator on the mix: `calc.py litellm|genai-prices SECONDS < mix.json`.

Prints nanoseconds of CPU per call and every total as one JSON object. Arguments are built before the clock
starts; what is timed is the documented call and nothing else."""
import datetime, importlib.metadata, json, os, sys, time

PROMPT = ("input", "cache_read", "cache_write_5m", "cache_write_1h")


def litellm(mix):
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the prices of the package, not of the network
    from litellm import cost_per_token
    from litellm.types.utils import CacheCreationTokenDetails, PromptTokensDetailsWrapper, Usage

    def arguments(case):
        usage = case["usage"]
        read, short, long = (usage.get(meter, 0) for meter in PROMPT[1:])
        prompt, output = sum(usage.get(meter, 0) for meter in PROMPT), usage["output"]
        known = {"model": case["model"], "custom_llm_provider": case["seller"],
                 "prompt_tokens": prompt, "completion_tokens": output}
        if not long:
            return known | {"cache_read_input_tokens": read, "cache_creation_input_tokens": short}
        # Only a usage object can say how long a cache write lives.
        writes = CacheCreationTokenDetails(ephemeral_5m_input_tokens=short, ephemeral_1h_input_tokens=long)
        details = PromptTokensDetailsWrapper(cached_tokens=read, cache_creation_tokens=short + long,
                                             cache_creation_token_details=writes)
        return known | {"usage_object": Usage(
            prompt_tokens=prompt, completion_tokens=output, total_tokens=prompt + output, prompt_tokens_details=details,
            cache_read_input_tokens=read, cache_creation_input_tokens=short + long)}

    return cost_per_token, [((), arguments(case)) for case in mix], lambda costs: repr(sum(costs))


def genai_prices(mix):
    from genai_prices import Usage, calc_price

    def arguments(case):
        usage = case["usage"]
        read, short, long = (usage.get(meter, 0) for meter in PROMPT[1:])
        counts = Usage(input_tokens=sum(usage.get(meter, 0) for meter in PROMPT), output_tokens=usage["output"],
                       cache_read_tokens=read, cache_write_tokens=short + long,
                       **({"cache_write_1h_tokens": long} if long else {}))
        noon = datetime.datetime.fromisoformat(case["on"] + "T12:00:00+00:00")
        return (counts, case["model"]), {"provider_id": case["seller"], "genai_request_timestamp": noon}

    return calc_price, [arguments(case) for case in mix], lambda result: str(result.total_price)


def per_call(seconds, call, calls):
    wanted, passes = seconds * 1e9, 1
    while True:  # the runs that are too short are the warm-up
        started = time.process_time_ns()
        for _ in range(passes):
            for positional, named in calls:
                call(*positional, **named)
        taken = time.process_time_ns() - started
        if taken >= wanted and passes > 1:
            return taken / passes / len(calls)
        passes = max(passes + 1, int(passes * min(16, 1.1 * wanted / max(1, taken))) + 1)


def main():
    package, seconds = sys.argv[1], float(sys.argv[2])
    mix = json.load(sys.stdin)
    call, calls, total = {"litellm": litellm, "genai-prices": genai_prices}[package](mix)
    totals = [total(call(*positional, **named)) for positional, named in calls]
    print(json.dumps({"version": importlib.metadata.version(package), "ns": per_call(seconds, call, calls),
                      "totals": totals}))


main()
