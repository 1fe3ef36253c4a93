//! How model ids are spelt, and misspelt.

/// Vendors that gateways write before a model's name.
const VENDORS: [&str; 10] = [
    "anthropic/",
    "openai/",
    "google/",
    "x-ai/",
    "xai/",
    "qwen/",
    "alibaba/",
    "minimax/",
    "bytedance/",
    "vertex_ai/",
];

/// One form for the spellings of gateways: without the vendor, and with `4-5` for `4.5`.
pub(crate) fn gateway_spelling(id: &str) -> String {
    let bare = VENDORS.iter().find_map(|vendor| id.strip_prefix(vendor)).unwrap_or(id);
    let bytes = bare.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let dash = |(i, c): (usize, char)| {
        if c == '.' && digit(i.checked_sub(1)) && digit(i.checked_add(1)) { '-' } else { c }
    };
    bare.char_indices().map(dash).collect()
}

/// The names most like a misspelt one, best first.
pub(crate) fn nearest<'n>(met: &str, names: impl Iterator<Item = &'n String>) -> Vec<String> {
    // Quadratic in length: names are short, hostile input is not.
    let met: String = gateway_spelling(&met.chars().take(100).collect::<String>()).to_lowercase();
    let mut scored: Vec<_> = names
        .map(|name| (strsim::jaro_winkler(&met, &gateway_spelling(name).to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.75)
        .collect();
    scored.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    scored.into_iter().take(3).map(|(_, name)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gateways_spell_with_vendor_and_dots() {
        assert_eq!(gateway_spelling("anthropic/claude-sonnet-4.5"), "claude-sonnet-4-5");
        assert_eq!(gateway_spelling("claude-3.5-haiku"), "claude-3-5-haiku");
        assert_eq!(gateway_spelling("anthropic.claude-v2:1"), "anthropic.claude-v2:1");
        assert_eq!(gateway_spelling("."), ".");
    }

    #[test]
    fn the_nearest_come_first() {
        let names = ["claude-opus-4-6", "claude-sonnet-4-6", "gpt-5.4"].map(String::from);
        assert_eq!(nearest("claude-opus-46", names.iter()).first(), Some(&names[0]));
        assert!(nearest("zzz", names.iter()).is_empty());
    }
}
