//! How model ids are spelt, and misspelt.

/// One form for the spellings of gateways: without a vendor of `vendors` in front, and with `4-5` for `4.5`.
pub(crate) fn gateway_spelling(id: &str, vendors: &[String]) -> String {
    let of = |vendor: &String| id.strip_prefix(vendor.as_str())?.strip_prefix('/');
    let bare = vendors.iter().find_map(of).unwrap_or(id);
    let bytes = bare.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let dash = |(i, c): (usize, char)| {
        if c == '.' && digit(i.checked_sub(1)) && digit(i.checked_add(1)) { '-' } else { c }
    };
    bare.char_indices().map(dash).collect()
}

/// Of names, each with the text that shows it, the three most like a misspelt one, best first.
pub(crate) fn nearest<'n>(met: &str, names: impl Iterator<Item = (&'n str, String)>) -> Vec<String> {
    let bare = |id: &str| gateway_spelling(id.rsplit('/').next().unwrap_or(id), &[]).to_lowercase();
    // Quadratic in length: names are short, hostile input is not.
    let met = bare(&met.chars().take(100).collect::<String>());
    let mut scored: Vec<_> = names
        .map(|(name, shown)| (bare(name), shown))
        .map(|(name, shown)| (strsim::jaro_winkler(&met, &name), name, shown))
        .filter(|(score, ..)| *score >= 0.75)
        .collect();
    // One spelling of each name, and rather the shortest: that of the seller who is meant by default.
    scored.sort_by(|(a, n, x), (b, m, y)| {
        b.total_cmp(a).then(n.cmp(m)).then(x.len().cmp(&y.len())).then(x.cmp(y))
    });
    scored.dedup_by(|(_, n, _), (_, m, _)| n == m);
    scored.into_iter().take(3).map(|(.., shown)| shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gateways_spell_with_vendor_and_dots() {
        let of = |id| gateway_spelling(id, &["anthropic".to_owned()]);
        assert_eq!(of("anthropic/claude-sonnet-4.5"), "claude-sonnet-4-5");
        assert_eq!(of("openai/claude-sonnet-4.5"), "openai/claude-sonnet-4-5");
        assert_eq!(of("claude-3.5-haiku"), "claude-3-5-haiku");
        assert_eq!(of("anthropic.claude-v2:1"), "anthropic.claude-v2:1");
        assert_eq!(of("."), ".");
    }

    #[test]
    fn the_nearest_come_first() {
        let names = ["claude-opus-4-6", "claude-sonnet-4-6", "gpt-5.4"].map(String::from);
        let near = |met| nearest(met, names.iter().map(|n| (&**n, n.clone())));
        assert_eq!(near("claude-opus-46").first(), Some(&names[0]));
        assert!(near("zzz").is_empty());
    }
}
