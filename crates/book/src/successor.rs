//! What to use instead of a model that is no longer served.

use crate::{Day, Found, Life, Seller};

/// Whoever sells another vendor's model recommends what the vendor recommends, as far as he sells that, too.
pub(crate) fn pass_on(sellers: &mut [Seller]) {
    let models = sellers.iter().flat_map(Seller::models);
    let all: Vec<_> = models.filter_map(|m| Some((m.id.clone(), m.replacement.clone()?))).collect();
    for seller in sellers {
        for (old, new) in &all {
            let (Some(old), Some(new)) = (seller.find(old), seller.find(new)) else { continue };
            let (old, new) = (old.model.id.clone(), new.model.id.clone());
            let has_end = |life: Life| life.deprecated.or(life.retired).is_some();
            let models = &mut seller.parts.models;
            if let Some(model) = models.iter_mut().find(|m| m.id == old && has_end(m.life)) {
                model.replacement.get_or_insert(new);
            }
        }
    }
}

impl<'b> Found<'b> {
    /// What to use instead of a model that is retired or deprecated on a day: its recommended replacement, or that
    /// one's, up to one that is served and priced on the day. None where nobody recommends one.
    ///
    /// ```
    /// use tokentoll_book::{Day, PriceBook};
    /// let opus = PriceBook::embedded().find(None, "claude-opus-4-1")?;
    /// let today = "2026-11-26".parse::<Day>()?;
    /// assert_eq!(opus.successor(today).map(|found| found.model.id()), Some("claude-opus-4-8"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn successor(&self, day: Day) -> Option<Found<'b>> {
        let mut at = *self;
        if !at.model.life().ends(day) {
            return None;
        }
        // A circle of recommendations ends, too.
        for _ in self.seller.models() {
            at = self.seller.find(at.model.replacement()?)?;
            if at.model.life().includes(day) && at.on(day).is_ok() {
                return Some(at);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::{Day, PriceBook};

    fn successor(book: &PriceBook, seller: &str, model: &str, day: &str) -> Option<String> {
        let found = book.find(Some(seller), model).unwrap();
        found.successor(day.parse::<Day>().unwrap()).map(|found| found.model.id().to_owned())
    }

    #[test]
    fn every_retired_claude_has_one_everywhere() {
        let book = PriceBook::embedded();
        let today: Day = "2026-12-01".parse().unwrap();
        let mut seen = 0;
        for seller in ["anthropic", "bedrock", "vertex"] {
            for model in book.seller(seller).unwrap().models() {
                if !model.life().includes(today) {
                    let new = successor(book, seller, model.id(), "2026-12-01");
                    assert!(new.is_some_and(|new| new != model.id()), "{seller} {}", model.id());
                    seen += 1;
                }
            }
        }
        assert!(seen > 30, "{seen}");
    }

    #[test]
    fn one_that_is_not_served_yet_is_none() {
        let book = PriceBook::embedded();
        assert_eq!(successor(book, "anthropic", "claude-2.1", "2025-08-01"), None);
        // Claude Opus 4.8 came on 2026-05-28, the end of Claude Opus 4.1 was announced on 2026-06-05.
        assert_eq!(successor(book, "anthropic", "claude-opus-4-1", "2026-06-04"), None);
        assert!(successor(book, "anthropic", "claude-opus-4-1", "2026-06-05").is_some());
        let bedrock = successor(book, "bedrock", "anthropic.claude-3-opus-20240229-v1:0", "2026-11-26");
        assert_eq!(bedrock.as_deref(), Some("anthropic.claude-opus-4-8"));
        assert_eq!(successor(book, "google", "gemini-1.5-pro", "2026-11-26"), None, "no source names one");
    }

    /// A file with models `a` to `c`, each with the replacement given.
    fn file(replacements: [&str; 3]) -> String {
        let models = ["a", "b", "c"].iter().zip(replacements).map(|(id, new)| {
            let replacement = if new.is_empty() { String::new() } else { format!(r#""replacement": {new},"#) };
            let retired = if *id == "c" { "" } else { r#""retired": "2026-02-01","# };
            format!(
                r#"{{"id": "{id}", {replacement} {retired} "prices": [
                    {{"from": "2026-01-01", "source": ["s"], "checked": "2026-01-01", "rates": {{"input": "1/Mtok"}}}}]}}"#
            )
        });
        let models = models.collect::<Vec<_>>().join(",");
        format!(
            r#"{{"format": 1, "seller": "acme", "name": "Acme", "currency": "USD", "sources": {{"s": "a page"}}, "models": [{models}]}}"#
        )
    }

    fn book(replacements: [&str; 3]) -> Result<PriceBook, crate::BookError> {
        PriceBook::read([("acme", &*file(replacements))])
    }

    #[test]
    fn recommendations_are_followed_and_circles_end() {
        let to = |model: &str| format!(r#"{{"model": "{model}", "source": ["s"], "checked": "2026-01-01"}}"#);
        let chain = book([&to("b"), &to("c"), ""]).unwrap();
        assert_eq!(successor(&chain, "acme", "a", "2026-03-01").as_deref(), Some("c"));
        assert_eq!(successor(&chain, "acme", "a", "2026-01-15"), None, "its end has not come");
        let circle = book([&to("b"), &to("a"), ""]).unwrap();
        assert_eq!(successor(&circle, "acme", "a", "2026-03-01"), None);
    }

    #[test]
    fn what_the_file_does_not_know_is_an_error() {
        for (bad, expected) in [
            (r#"{"model": "d", "source": ["s"], "checked": "2026-01-01"}"#, "`d`"),
            (r#"{"model": "a", "source": ["s"], "checked": "2026-01-01"}"#, "itself"),
            (r#"{"model": "b", "source": ["t"], "checked": "2026-01-01"}"#, "`t`"),
            (r#"{"model": "b", "source": [], "checked": "2026-01-01"}"#, "at least one source"),
            (r#"{"model": "b", "source": ["s"], "checked": "soon"}"#, "soon"),
        ] {
            let error = book([bad, "", ""]).unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains("models/a/replacement"), "{error}");
        }
        // An id may hold what separates the parts of a path.
        let itself = r#"{"model": "v/a", "source": ["s"], "checked": "2026-01-01"}"#;
        let file = file([itself, "", ""]).replace(r#""id": "a""#, r#""id": "v/a""#);
        let error = PriceBook::read([("acme", &*file)]).unwrap_err().to_string();
        assert!(error.contains("`v/a` recommends itself"), "{error}");
    }
}
