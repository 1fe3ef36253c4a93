//! The sentences of the verdict, in the reader's language.

use crate::plan::Planned;
use crate::show::{count, figure, money, percent, short};
use crate::text::{Lang, Text};
use crate::view::{Cost, Over, Verdict, View};
use rust_decimal::Decimal;
use tokentoll::core::{AdjustmentName, TermOption, Unpriced};
use tokentoll::{Amount, Currency, Meter};

/// Whether a verdict is good news, bad news or neither: shown by a sign and a word, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Below the step, or no step at all.
    Below,
    /// Close to it or on both sides.
    Close,
    /// Over it.
    Over,
    /// No price.
    Stopped,
}

impl Mood {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Mood::Below => "below",
            Mood::Close => "close",
            Mood::Over => "over",
            Mood::Stopped => "stopped",
        }
    }
}

/// The mood of what a page says.
pub const fn mood(view: &View) -> Mood {
    let Some(verdict) = &view.verdict else { return Mood::Below };
    match verdict {
        // Some of the estimate would be refused.
        Verdict::NoStep(_) | Verdict::Below(..) if view.limit.is_some() => Mood::Close,
        Verdict::NoStep(_) | Verdict::Below(..) => Mood::Below,
        Verdict::At(..) | Verdict::Straddles(_) => Mood::Close,
        Verdict::Over(_) => Mood::Over,
        Verdict::Unpriced(_) | Verdict::NotPriced(_) | Verdict::NotYetPriced(_) => Mood::Stopped,
    }
}

/// The verdict in one or two sentences.
pub fn verdict(view: &View, lang: Lang) -> String {
    let side = side(view, lang);
    let limit = match &view.limit {
        None => return side,
        Some(Unpriced::OverWindow { prompt_tokens, window, .. }) => {
            too_long(Text::MayNotFit, *prompt_tokens, *window, lang)
        }
        Some(why) => unpriced(why, lang),
    };
    joined(lang, &side, &limit)
}

/// On which side of the step the request lies, or why it has no price.
fn side(view: &View, lang: Lang) -> String {
    let money = |amount: Amount| money(amount, view.currency);
    let Some(verdict) = &view.verdict else { return Text::TypeTokens.of(lang).to_owned() };
    match verdict {
        Verdict::NoStep(None) => Text::NoStep.of(lang).to_owned(),
        Verdict::NoStep(Some(until)) => {
            let until = Text::StepUntil.fill(lang, &[("date", &until.to_string())]);
            joined(lang, Text::NoStep.of(lang), &until)
        }
        Verdict::Below(step, by) => {
            Text::Below.fill(lang, &[("n", &count(*by)), ("step", &short(step.last, lang))])
        }
        Verdict::At(step, adds) => {
            Text::AtStep.fill(lang, &[("step", &short(step.last, lang)), ("adds", &money(*adds))])
        }
        Verdict::Over(over) => self::over(view, over, lang),
        Verdict::Straddles(straddle) => {
            let step = short(straddle.step.last, lang);
            let slots = [("lo", &*money(straddle.low)), ("hi", &money(straddle.high)), ("step", &step)];
            let trim = Text::SafeTrim.fill(lang, &[("n", &count(straddle.safe_trim))]);
            joined(lang, &Text::TooClose.fill(lang, &slots), &trim)
        }
        Verdict::Unpriced(why) => unpriced(why, lang),
        Verdict::NotPriced(_) => Text::PriceUnknown.of(lang).to_owned(),
        Verdict::NotYetPriced(from) => Text::UnknownBefore.fill(lang, &[("date", &from.to_string())]),
    }
}

/// Why something has no price.
pub fn unpriced(why: &Unpriced, lang: Lang) -> String {
    let name = |of: TermOption| option(of).of(lang);
    match why {
        Unpriced::NoRate { meter: of } => Text::NoRate.fill(lang, &[("a", meter(*of).of(lang))]),
        Unpriced::NotOffered { option, .. } => Text::NotOfferedOf.fill(lang, &[("a", name(*option))]),
        Unpriced::NotTogether { first, second } => {
            Text::NotTogether.fill(lang, &[("a", name(*first)), ("b", name(*second))])
        }
        Unpriced::NotInTier { option, above } => {
            Text::NotInTier.fill(lang, &[("a", name(*option)), ("step", &short(*above, lang))])
        }
        Unpriced::OverWindow { prompt_tokens, window, .. } => {
            too_long(Text::TooLong, *prompt_tokens, *window, lang)
        }
    }
}

fn too_long(text: Text, tokens: u64, window: u32, lang: Lang) -> String {
    let tokens = tokentoll::core::Grouped(tokens).to_string();
    text.fill(lang, &[("n", &tokens), ("w", &short(window, lang))])
}

fn over(view: &View, over: &Over, lang: Lang) -> String {
    let (by, step) = (count(over.by), short(over.step.last, lang));
    if view.only_excess {
        return Text::OverExcess.fill(lang, &[("n", &by), ("step", &step)]);
    }
    match over.factors {
        Some((input, output)) => {
            let (a, b) = (input.normalize().to_string(), output.normalize().to_string());
            Text::OverWhole.fill(lang, &[("n", &by), ("step", &step), ("a", &a), ("b", &b)])
        }
        None => Text::OverRates.fill(lang, &[("n", &by), ("step", &step)]),
    }
}

/// What trimming saves, where the request is over a step.
pub fn trim(view: &View, planned: Option<Planned>, lang: Lang) -> Option<String> {
    let Some(Verdict::Over(Over { trim: Some(trim), .. })) = view.verdict.as_ref() else { return None };
    let share = percent(Decimal::from(trim.by), Decimal::from(planned?.input.tokens));
    let (cost, saves) = (money(trim.cost, view.currency), money(trim.saves, view.currency));
    Some(Text::TrimSentence.fill(lang, &[("n", &count(trim.by)), ("p", &share), ("c", &cost), ("s", &saves)]))
}

/// The big figure as text; `None` while nothing was asked.
pub fn cost(view: &View) -> Option<String> {
    match &view.cost {
        Cost::Empty => None,
        Cost::Exact(amount) => Some(figure(*amount, view.currency)),
        Cost::Between { low, high, .. } => {
            Some(format!("{} – {}", figure(*low, view.currency), figure(*high, view.currency)))
        }
        Cost::Rejected(_) | Cost::Unknown(_) => Some("—".to_owned()),
    }
}

/// The one sentence that is read out after a change.
pub fn live(view: &View, lang: Lang) -> String {
    match cost(view) {
        None => String::new(),
        Some(cost) => Text::Live.fill(lang, &[("cost", &cost), ("verdict", &verdict(view, lang))]),
    }
}

/// Two sentences; Chinese needs no space between them.
fn joined(lang: Lang, first: &str, second: &str) -> String {
    match lang {
        Lang::En => format!("{first} {second}"),
        _ => format!("{first}{second}"),
    }
}

/// What is billed.
pub const fn meter(meter: Meter) -> Text {
    match meter {
        Meter::Input => Text::MeterInput,
        Meter::CacheRead => Text::CacheRead,
        Meter::CacheWrite5m => Text::CacheWrite5m,
        Meter::CacheWrite1h => Text::CacheWrite1h,
        Meter::Output => Text::MeterOutput,
        _ => Text::MeterOther,
    }
}

/// An option.
pub const fn option(option: TermOption) -> Text {
    match option {
        TermOption::Fast => Text::Fast,
        TermOption::Priority => Text::Priority,
        TermOption::Flex => Text::Flex,
        TermOption::Batch => Text::Batch,
        TermOption::UsOnly => Text::UsOnly,
        TermOption::Regional => Text::EndpointRegional,
        TermOption::MultiRegion => Text::EndpointMultiRegion,
        TermOption::Govcloud => Text::EndpointGovcloud,
        _ => Text::MeterOther,
    }
}

/// What changes a rate.
pub const fn factor(name: AdjustmentName) -> Text {
    match name {
        AdjustmentName::Option(of) => option(of),
        _ => Text::FactorLong,
    }
}

/// The total in the other currency, where the reader gave a rate and the list is in dollars.
pub fn converted(view: &View, rate: Option<Decimal>, lang: Lang) -> Option<String> {
    let (rate, Cost::Exact(amount)) = (rate?, &view.cost) else { return None };
    if view.currency != Currency::Usd {
        return None;
    }
    let amount = money(amount.times(rate)?, Currency::Cny);
    Some(Text::Converted.fill(lang, &[("amount", &amount), ("rate", &rate.normalize().to_string())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number;
    use crate::plan::Place;
    use tokentoll::{PriceBook, Terms};

    fn said(model: &str, day: &str, input: &str, lang: Lang) -> String {
        let count = |text| number::read(text).unwrap().unwrap();
        let planned = Planned::new(count(input), count("2000"), 0, 0, 0);
        let place = Place {
            seller: "anthropic".into(),
            model: model.into(),
            day: day.parse().unwrap(),
            terms: Terms::default(),
        };
        let view = View::of(PriceBook::embedded(), &place, planned).unwrap();
        let trim = trim(&view, planned, lang).unwrap_or_default();
        format!("{} | {} | {trim}", live(&view, lang), mood(&view) as u8)
    }

    #[test]
    fn verdicts_in_three_languages() {
        let over = |lang| said("claude-sonnet-4-5", "2026-02-20", "212,400", lang);
        assert_eq!(
            over(Lang::En),
            "$1.3194, 12,400 tokens over the 200K step. The whole request is billed at 2× input and 1.5× output. | 2 | \
             Remove 12,400 tokens (5.8 %) and it costs $0.63, $0.6894 less."
        );
        assert_eq!(
            over(Lang::Hans),
            "$1.3194，超出 20万 涨价线 12,400 token，整个请求按输入 2 倍、输出 1.5 倍计费。 | 2 | \
             删去 12,400 token（5.8%）后只需 $0.63，省 $0.6894。"
        );
        assert!(over(Lang::Hant).contains("超出 20萬 漲價線 12,400 token"));
        assert!(said("claude-sonnet-4-5", "2026-02-20", "212,400 ±6%", Lang::En).starts_with(
            "$0.628968 – $1.395864, Too close to call: $0.628968 if at or below 200K, $1.395864 if above. Trim 25,144 tokens"
        ));
        assert!(
            said("claude-sonnet-4-6", "2026-11-20", "5", Lang::Hans)
                .contains("没有长上下文涨价。2026-03-12 之前")
        );
    }

    #[test]
    fn refusals_in_three_languages() {
        let said = |why: Unpriced| Lang::ALL.map(|lang| unpriced(&why, lang));
        let no_rate = said(Unpriced::NoRate { meter: Meter::CacheWrite1h });
        assert_eq!(no_rate[0], "Price unknown: Cache write, 1 hour");
        assert_eq!(no_rate[1], "价格未知：缓存写入（1 小时）");
        let batch = said(Unpriced::NotOffered { option: TermOption::Batch, because: "".into() });
        assert_eq!(batch[0], "Not offered for this model on this date: Batch");
        assert_eq!(batch[2], "此模型在該日期不提供：批次處理");
        let both = said(Unpriced::NotTogether { first: TermOption::Fast, second: TermOption::Batch });
        assert_eq!(both[1], "不能同时使用：快速模式、批量处理");
        let long = said(Unpriced::NotInTier { option: TermOption::Fast, above: 200_000 });
        assert_eq!(long[0], "Not offered above 200K tokens: Fast mode");
        assert_eq!(long[2], "超過 20萬 token 後不提供：快速模式");
    }
}
