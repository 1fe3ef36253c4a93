use crate::{Expect, Vector};
use serde_json::{Value, json};

/// Whether an answer in the wire form is the one that a vector expects.
///
/// # Errors
/// Every difference, one a line.
pub fn check(vector: &Vector, answer_json: &str) -> Result<(), String> {
    let answer: Value =
        serde_json::from_str(answer_json).map_err(|e| format!("the answer is not JSON: {e}"))?;
    let mut differences = Differences(Vec::new());
    match &vector.expect.error {
        Some(code) => differences.of_error(&vector.expect, code, &answer),
        None => differences.of_quote(&vector.expect, &answer),
    }
    if let Some(id) = &vector.expect.id {
        differences.compare("id", id, &answer["id"]);
    }
    if differences.0.is_empty() {
        return Ok(());
    }
    Err(format!("{}: {}\n  {}", vector.id, vector.title, differences.0.join("\n  ")))
}

struct Differences(Vec<String>);

impl Differences {
    fn of_error(&mut self, expect: &Expect, code: &str, answer: &Value) {
        let error = &answer["error"];
        self.compare("error.code", &json!(code), &error["code"]);
        if error["message"].as_str().is_none_or(str::is_empty) {
            self.0.push("error.message: expected some prose".into());
        }
        if answer.get("total").is_some_and(|total| !total.is_null()) {
            self.compare("total", &Value::Null, &answer["total"]);
        }
        if let Some(verdict) = &expect.verdict {
            self.compare("verdict", &json!(verdict), &answer["verdict"]);
            self.compare("lines", &json!([]), &answer["lines"]);
            if answer["reason"].as_str().is_none_or(str::is_empty) {
                self.0.push("reason: expected some prose".into());
            }
        }
        if let Some(field) = &expect.field {
            self.compare("error.field", &json!(field), &error["field"]);
        }
        for name in &expect.message_names {
            if !error["message"].as_str().is_some_and(|m| m.contains(name)) {
                self.0.push(format!("error.message: expected it to name {name}, met {}", error["message"]));
            }
        }
    }

    fn of_quote(&mut self, expect: &Expect, answer: &Value) {
        if let Some(error) = answer.get("error") {
            self.0.push(format!("error: expected a quote, met {error}"));
        }
        let words = [
            ("total", &expect.total),
            ("verdict", &expect.verdict),
            ("currency", &expect.currency),
            ("model", &expect.model),
            ("seller", &expect.seller),
        ];
        for (name, word) in words {
            if let Some(word) = word {
                self.compare(name, &json!(word), &answer[name]);
            }
        }
        if let Some(threshold) = expect.tier {
            let tier = &answer["tier"];
            let met = tier.get("above").or_else(|| tier.get("at_least")).unwrap_or(&Value::Null);
            self.compare("tier", &json!(threshold), met);
        }
        if let Some(tokens) = expect.prompt_tokens {
            self.compare("prompt_tokens", &json!(tokens), &answer["prompt_tokens"]);
        }
        if let Some(converted) = &expect.converted {
            self.compare("converted", converted, &answer["converted"]);
        }
        if let Some(lines) = &expect.lines {
            self.compare("lines", &sorted(lines.iter().map(|l| json!(l)).collect()), &met_lines(answer));
        }
        let codes: Vec<&str> =
            answer["warnings"].as_array().into_iter().flatten().filter_map(|w| w["code"].as_str()).collect();
        for code in &expect.warnings {
            if !codes.contains(&code.as_str()) {
                self.0.push(format!("warnings: expected {code}, met {codes:?}"));
            }
        }
        for code in &expect.no_warnings {
            if codes.contains(&code.as_str()) {
                self.0.push(format!("warnings: expected no {code}, met {codes:?}"));
            }
        }
    }

    fn compare(&mut self, name: &str, expected: &Value, met: &Value) {
        if expected != met {
            self.0.push(format!("{name}: expected {expected}, met {met}"));
        }
    }
}

fn met_lines(answer: &Value) -> Value {
    let lines = answer["lines"].as_array().into_iter().flatten();
    sorted(lines.map(|l| json!([l["meter"], l["count"], l["rate"], l["amount"]])).collect())
}

/// The order of lines is not part of a vector.
fn sorted(mut lines: Vec<Value>) -> Value {
    lines.sort_by_key(Value::to_string);
    Value::Array(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(expect: Value) -> Vector {
        let vector = json!({ "id": "a/b", "title": "t", "flags": [], "ask_text": "", "expect": expect,
            "arithmetic": "", "source": "" });
        serde_json::from_value(vector).expect("a vector")
    }

    #[test]
    fn a_quote_is_compared_digit_for_digit() {
        let one = vector(json!({ "total": "0.5", "verdict": "priced", "tier": null,
            "lines": [["output", 1, "5/Mtok", "0.3"], ["input", 2, "3/Mtok", "0.2"]], "warnings": ["retired"] }));
        let line = |meter, count, rate, amount| json!({ "meter": meter, "count": count, "rate": rate, "amount": amount });
        let lines = [line("input", 2, "3/Mtok", "0.2"), line("output", 1, "5/Mtok", "0.3")];
        let good = json!({ "total": "0.5", "verdict": "priced", "tier": null, "lines": lines,
            "warnings": [{ "code": "retired", "message": "m" }] });
        assert_eq!(check(&one, &good.to_string()), Ok(()));
        for (name, wrong) in [
            ("total", json!("0.50")),
            ("total", json!(0.5)),
            ("verdict", json!("option_ignored")),
            ("tier", json!({ "above": 200_000 })),
            ("lines", json!([])),
            ("warnings", json!([])),
            ("error", json!({ "code": "unpriced" })),
        ] {
            let mut bad = good.clone();
            bad[name] = wrong;
            assert!(check(&one, &bad.to_string()).is_err_and(|e| e.contains(name)), "{name}");
        }
    }

    #[test]
    fn an_error_has_a_code_and_no_total() {
        let one = vector(json!({ "error": "over_window", "verdict": "rejected" }));
        let good = json!({ "total": null, "lines": [], "verdict": "rejected", "reason": "r",
            "error": { "code": "over_window", "message": "m" } });
        assert_eq!(check(&one, &good.to_string()), Ok(()));
        for (name, wrong) in
            [("total", json!("0")), ("verdict", json!("priced")), ("reason", json!("")), ("error", json!({}))]
        {
            let mut bad = good.clone();
            bad[name] = wrong;
            assert!(check(&one, &bad.to_string()).is_err_and(|e| e.contains(name)), "{name}");
        }
        assert!(check(&one, "nonsense").is_err());
    }
}
