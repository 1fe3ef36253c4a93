//! Intervals are neither absurdly wide nor absurdly narrow, and may err to either side.

use tokentoll_tokens::{Counter, Family, Method};

/// Everyday texts, and how wide an interval may be in percent of the count: by public tokens, by features alone.
const EVERYDAY: [(&str, &str, [u64; 2]); 13] = [
    ("English", "The parties agree that neither of them may end this contract before the spring. ", [20, 60]),
    ("French", "Les parties conviennent qu'aucune ne résiliera ce contrat avant l'été prochain. ", [25, 60]),
    ("German", "Beide Seiten dürfen diesen Vertrag frühestens im nächsten Frühjahr kündigen. ", [25, 60]),
    ("code", "    for (let i = 0; i < rows.length; i++) { total += rows[i].price * 2; }\n", [20, 60]),
    ("JSON", "{\"id\": 1042, \"name\": \"spring\", \"tags\": [\"a\", \"b\"], \"open\": true},\n", [20, 60]),
    ("Chinese", "双方同意，任何一方不得在明年春天之前解除本合同，除非另有书面约定。", [20, 60]),
    ("Japanese", "双方は、来年の春までこの契約を解除しないことに同意するものとします。", [20, 60]),
    ("Korean", "양 당사자는 내년 봄까지 이 계약을 해지하지 않기로 합의한다. ", [20, 60]),
    ("Russian", "Стороны договорились не расторгать этот договор до следующей весны. ", [40, 75]),
    ("Arabic", "اتفق الطرفان على عدم إنهاء هذا العقد قبل الربيع القادم. ", [40, 75]),
    ("Hindi", "दोनों पक्ष अगले वसंत तक इस अनुबंध को समाप्त न करने पर सहमत हैं। ", [40, 75]),
    ("Thai", "คู่สัญญาทั้งสองฝ่ายตกลงว่าจะไม่ยกเลิกสัญญานี้ก่อนฤดูใบไม้ผลิหน้า ", [40, 75]),
    ("Greek", "Τα μέρη συμφωνούν να μη λύσουν τη σύμβαση πριν από την άνοιξη. ", [40, 75]),
];

const FAMILIES: [Family; 3] = [Family::ClaudeV3, Family::ClaudeV47, Family::ClaudeV48];

fn methods() -> [Method; 2] {
    [Method::PublicTokens, Method::Features]
}

#[test]
fn long_everyday_texts_have_intervals_of_use() {
    for family in FAMILIES {
        for (name, sentence, widest) in EVERYDAY {
            for (method, widest) in methods().into_iter().zip(widest) {
                let count = Counter::new(family).by(method).text(&sentence.repeat(300));
                let (under, over) = (count.tokens - count.low(), count.high() - count.tokens);
                let share = |tokens: u64| tokens as f64 * 100.0 / count.tokens as f64;
                let width = share(under + over);
                assert!(
                    (2.0..=widest as f64).contains(&width),
                    "{name}: {family:?} {method:?}: {width:.0} %"
                );
                assert!(share(under.min(over)) > 0.5, "{name}: {family:?} {method:?}: {count:?}");
            }
        }
    }
}

#[test]
fn whatever_is_known_of_a_script_some_tokens_are_certain() {
    let rare = "ᎣᏏᏲ ᎠᏂᏴᏫ ᎾᏍᎩ ";
    let texts = EVERYDAY.into_iter().map(|(_, sentence, _)| sentence).chain([rare, "ሰላም ", "𒀀𒁀 ", "=\t"]);
    for text in texts {
        for (family, times) in
            FAMILIES.into_iter().flat_map(|family| [1, 30, 1000].map(|times| (family, times)))
        {
            for method in methods() {
                let text = text.repeat(times);
                let count = Counter::new(family).by(method).text(&text);
                assert!(
                    count.low() >= 1 && count.low() * 5 >= count.tokens,
                    "{family:?} {method:?}: {count:?}"
                );
                assert!(count.high() <= count.tokens * 4 + 4, "{family:?} {method:?}: {count:?}");
            }
        }
    }
}

#[test]
fn no_interval_of_a_request_errs_to_one_side_only() {
    let text = "Tell me what you make of these figures, and of those of the year before. ".repeat(40);
    let turn = |content: serde_json::Value| serde_json::json!([{"role": "user", "content": content}]);
    let block = serde_json::json!({"type": "text", "text": text});
    let tools =
        serde_json::json!([{"name": "clock", "description": text, "input_schema": {"type": "object"}}]);
    let picture = serde_json::json!({"type": "image", "source": {"type": "base64", "media_type": "image/png",
        "data": "iVBORw0KGgoAAAANSUhEUgAAAGQAAABkCAYAAABw4pVU"}});
    let document = serde_json::json!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": text}});
    let call = serde_json::json!([{"role": "user", "content": text},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "clock", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": text}]}]);
    let bodies = [
        serde_json::json!({"messages": turn(text.clone().into())}),
        serde_json::json!({"messages": turn(text.clone().into()), "tools": tools}),
        serde_json::json!({"messages": call, "tools": tools}),
        serde_json::json!({"messages": turn(serde_json::json!([block, picture]))}),
        serde_json::json!({"messages": turn(serde_json::json!([block, document]))}),
    ];
    for body in bodies {
        let request = tokentoll_tokens::Request::read(&body).expect("a request");
        for (family, method) in
            FAMILIES.into_iter().flat_map(|family| methods().map(|method| (family, method)))
        {
            let count = Counter::new(family).by(method).request(&request).expect("a count").total;
            let (under, over) = (count.tokens - count.low(), count.high() - count.tokens);
            assert!(
                under > 0 && over > 0 && under <= 4 * over && over <= 4 * under,
                "{family:?} {method:?}: {count:?}"
            );
        }
    }
}
