"""The oracle against sums by hand, and its random asks against what they are meant to cover: python3 test_oracle.py"""
import pathlib, unittest
from collections import Counter

import asks, oracle

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "crates" / "book" / "data"
CODES = {"bad_date", "bad_json", "bad_number", "not_offered", "not_priced_on", "over_window", "unknown_field",
         "unknown_model", "unknown_seller", "unpriced"}


def book(**long_context):
    rates = {"input": "3/Mtok", "cache_read": "0.3/Mtok", "output": "15/Mtok"}
    above = {"input": "6/Mtok", "cache_read": "0.6/Mtok", "output": "22.5/Mtok"}
    tier = {"counts": ["input", "cache_read"], "comparison": ">", "scope": "volume",
            "tiers": [{"threshold": 200000, "rates": above}], **long_context}
    options = {"batch": [{"from": "2026-02-01", "offer": "offered", "factor": "0.5", "rates": {"cache_read": "0.13/Mtok"}}]}
    fees = {"session_ms": [{"from": "2026-01-01", "rate": "0.08/hour"}]}
    prices = [{"from": "2026-01-01", "rates": rates, "long_context": tier}]
    return {"acme": {"seller": "acme", "currency": "USD", "fees": fees, "options": options, "models": [{"id": "m", "prices": prices}]}}


def total(long_context, usage, day="2026-03-01", **terms):
    quote = oracle.answer(book(**long_context), {"seller": "acme", "model": "m", "on": day, "usage": usage, "terms": terms})
    return quote.get("total", quote.get("error"))


class ByHand(unittest.TestCase):
    def test_volume(self):
        self.assertEqual(total({}, {"input": 200000, "output": 1000}), "0.615")
        self.assertEqual(total({}, {"input": 200001, "output": 1000}), "1.222506")
        self.assertEqual(total({"comparison": ">="}, {"input": 200000, "output": 1000}), "1.2225")

    def test_graduated(self):
        usage, scope = {"input": 500000, "output": 2000}, {"scope": "graduated"}
        for output, expected in (("whole", "2.445"), ("standard", "2.43"), ("proportional", "2.439")):
            self.assertEqual(total({**scope, "output": output}, usage), expected)
        # 200,000 x 0.3 + 10,000 x 0.6 + 1,000 x 6: cache reads lie at the start of the prompt
        self.assertEqual(total({**scope, "output": "whole"}, {"cache_read": 210000, "input": 1000}), "0.072")
        # >=: the first 199,999 tokens lie below: 199,999 x 3 + 1 x 6
        self.assertEqual(total({**scope, "comparison": ">=", "output": "whole"}, {"input": 200000}), "0.600003")

    def test_options(self):
        usage = {"input": 100000, "cache_read": 100000}
        self.assertEqual(total({}, usage, service_tier="batch"), "0.163")  # 0.15 + the published 0.013
        self.assertEqual(total({}, {**usage, "input": 100001}, service_tier="batch"), "0.330003")  # 3 and 0.3
        self.assertEqual(total({}, usage, day="2026-01-31", service_tier="batch"), "not_offered")
        self.assertEqual(total({}, usage, service_tier="flex"), "not_offered")

    def test_time_is_rounded_half_to_even(self):
        self.assertEqual(total({}, {"session_ms": 1200000}), "0.026666666667")
        self.assertEqual(total({}, {"session_ms": 1}), "0.000000022222")


class RandomAsks(unittest.TestCase):
    def test_they_cover_every_outcome(self):
        prices = {file.stem: oracle.read(file.read_text("utf-8")) for file in DATA.glob("*.json")}
        answers = [oracle.answer(prices, oracle.read(line)) for line in asks.lines(prices, 5000, 1)]
        seen = Counter(answer.get("error", answer.get("verdict")) for answer in answers)
        self.assertGreater(seen["priced"], 3000)
        self.assertGreater(seen["option_ignored"], 10)
        self.assertGreater(sum(answer.get("tier") is not None for answer in answers), 500)
        self.assertEqual({answer["seller"] for answer in answers if "seller" in answer}, set(prices))
        self.assertEqual(set(seen) - {"priced", "option_ignored"}, CODES)

    def test_a_seed_gives_the_same_asks(self):
        prices = {"acme": book()["acme"]}
        self.assertEqual(asks.lines(prices, 50, 1), asks.lines(prices, 50, 1))
        self.assertNotEqual(asks.lines(prices, 50, 1), asks.lines(prices, 50, 2))

    def test_the_oracle_is_short_and_free_of_floats(self):
        text = (HERE / "oracle.py").read_text("utf-8")
        self.assertLess(text.count("\n"), 200)
        self.assertNotIn("float(", text)


if __name__ == "__main__":
    unittest.main()
