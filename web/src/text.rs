//! Every text of the page in its three languages; the compiler sees that none is missing.

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Hans,
    /// Traditional Chinese, as written in Taiwan.
    Hant,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 3] = [Lang::En, Lang::Hans, Lang::Hant];

    /// As HTML's `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Hans => "zh-Hans",
            Lang::Hant => "zh-Hant",
        }
    }

    /// Its own name.
    pub const fn name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Hans => "简体中文",
            Lang::Hant => "繁體中文",
        }
    }

    /// The language of a tag such as `zh-TW`; English for others.
    pub fn of_tag(tag: &str) -> Lang {
        let tag = tag.to_ascii_lowercase();
        let traditional =
            ["hant", "tw", "hk", "mo"].iter().any(|word| tag.split('-').any(|part| part == *word));
        match tag.split('-').next() {
            Some("zh") if traditional => Lang::Hant,
            Some("zh") => Lang::Hans,
            _ => Lang::En,
        }
    }
}

macro_rules! texts {
    ($of:ident; $($name:ident: $en:literal, $hans:literal, $hant:literal;)+) => {
        /// A text; names between braces are filled in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is its own English text")]
        pub enum $of { $($name),+ }

        impl $of {
            /// Every text.
            pub const ALL: &[$of] = &[$($of::$name),+];

            /// The text in a language.
            pub fn of(self, lang: Lang) -> &'static str {
                // As one text a language: a table of places would weigh more than the texts.
                static LINES: Lines = Lines::new([
                    concat!($($en, "\n"),+),
                    concat!($($hans, "\n"),+),
                    concat!($($hant, "\n"),+),
                ]);
                LINES.line(lang, self as usize)
            }

            /// The text with its named slots filled: `{n}`, `{step}`; `{request takes|requests take}` follows the
            /// number before it.
            pub fn fill(self, lang: Lang, slots: &[(&str, &str)]) -> String {
                super::filled(self.of(lang), slots)
            }
        }
    };
}

mod lines;
mod planning;
mod table;
pub use planning::PlanText;
pub use table::Text;

fn filled(mut rest: &str, slots: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut number = "";
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(match name.split_once('|') {
            Some((one, _)) if number == "1" => one,
            Some((_, many)) => many,
            None => {
                number = slots.iter().find(|(slot, _)| *slot == name).map_or("", |(_, value)| value);
                number
            }
        });
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(text: &str) -> Vec<&str> {
        let all = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let mut slots: Vec<&str> = all.filter(|slot| !slot.contains('|')).collect();
        slots.sort_unstable();
        slots
    }

    /// Every text of the page, by its name.
    fn all() -> Vec<(String, [&'static str; 3])> {
        let table = Text::ALL.iter().map(|text| (format!("{text:?}"), Lang::ALL.map(|lang| text.of(lang))));
        let planning =
            PlanText::ALL.iter().map(|text| (format!("{text:?}"), Lang::ALL.map(|lang| text.of(lang))));
        table.chain(planning).collect()
    }

    #[test]
    fn every_text_has_the_same_slots_in_every_language() {
        for (name, [en, hans, hant]) in all() {
            assert!(!en.is_empty() && !hans.is_empty() && !hant.is_empty(), "{name}");
            assert_eq!((slots(en), slots(en)), (slots(hans), slots(hant)), "{name}");
        }
    }

    #[test]
    fn chinese_texts_are_chinese() {
        const SIMPLIFIED_ONLY: &str = "费价涨线请发输缓读写门时间计复链导语观动浅览页断弃汇";
        for (name, [_, hans, hant]) in all() {
            if name == "EndpointGovcloud" {
                continue;
            }
            for text in [hans, hant] {
                let is_chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(is_chinese || slots(text).len() > 1, "{name}");
            }
            let stray = hant.chars().find(|c| SIMPLIFIED_ONLY.contains(*c));
            assert_eq!(stray, None, "{name}: {hant}");
        }
    }

    #[test]
    fn slots_are_filled_by_name() {
        let filled = Text::Below.fill(Lang::En, &[("step", "200K"), ("n", "{step}")]);
        assert_eq!(filled, "{step} tokens below the 200K step");
    }

    #[test]
    fn one_is_singular() {
        let takes = |lang, n| PlanText::Takes.fill(lang, &[("n", n), ("time", "1 s")]);
        assert_eq!(takes(Lang::En, "1"), "1 request takes 1 s");
        assert_eq!(takes(Lang::En, "1,001"), "1,001 requests take 1 s");
        assert_eq!(takes(Lang::Hans, "1"), "1 次请求需要 1 s");
        let over = |n| Text::OverRates.fill(Lang::En, &[("n", n), ("step", "200K")]);
        assert!(over("1").starts_with("1 token over") && over("2").starts_with("2 tokens over"));
    }

    #[test]
    fn languages_of_tags() {
        let of = |tag| Lang::of_tag(tag).tag();
        assert_eq!(
            (of("zh"), of("zh-CN"), of("zh-TW"), of("zh-Hant-HK")),
            ("zh-Hans", "zh-Hans", "zh-Hant", "zh-Hant")
        );
        assert_eq!((of("en-GB"), of("de"), of("")), ("en", "en", "en"));
    }
}
