//! Several texts, images and pages counted together: sums that do not depend on the order.

use std::iter::Sum;
use std::ops::AddAssign;

use crate::{Basis, Counter, Overhead, Pixels, TextKind, TokenCount};

/// Thousandths of a token: whole numbers, so that the same things have the same sum in whatever order.
const PARTS: f64 = 1000.0;

/// How far a page of a PDF may be from the usual one, in tokens: Letter and A4 differ by twenty.
const PAGE: f64 = 25.0;

/// How far an image may be from its rule.
const IMAGE: f64 = 1.0;

/// What several things come to, kept apart by kind: the interval around a sum is not the sum of intervals.
///
/// ```
/// use tokentoll_tokens::{Counter, Family, Pixels, Tally};
/// let counter = Counter::new(Family::ClaudeV48);
/// let text = |text: &str| {
///     let mut stream = counter.stream();
///     stream.push(text.as_bytes()).and_then(|()| stream.tally())
/// };
/// let image = counter.image(Some(Pixels { width: 1000, height: 1000 })).expect("Claude sees images");
/// let all: Tally = [text("Look at this:")?, image].into_iter().sum();
/// let count = counter.tallied(&all);
/// assert!((1296..1310).contains(&count.tokens));
/// # Ok::<(), tokentoll_tokens::CountError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By kind of text, in the order of [`TextKind::ALL`].
    texts: [u64; TextKind::ALL.len()],
    /// What needs no estimate, and by how much it may be less or more all the same.
    fixed: u64,
    under: u64,
    over: u64,
}

impl Tally {
    /// A text whose tokens are estimated.
    pub(crate) fn text(kind: TextKind, tokens: f64) -> Self {
        let mut tally = Self::default();
        for (sum, known) in tally.texts.iter_mut().zip(TextKind::ALL) {
            *sum = if known == kind { parts(tokens) } else { 0 };
        }
        tally
    }

    /// Something whose interval is known already.
    pub(crate) fn known(count: TokenCount) -> Self {
        let whole = |tokens: u64| parts(tokens as f64);
        Self {
            fixed: whole(count.tokens),
            under: whole(count.tokens - count.low()),
            over: whole(count.high() - count.tokens),
            ..Self::default()
        }
    }

    fn fixed(tokens: f64, under: f64, over: f64) -> Self {
        Self { fixed: parts(tokens), under: parts(under), over: parts(over), ..Self::default() }
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, other: &Tally) {
        for (sum, more) in self.texts.iter_mut().zip(other.texts) {
            *sum = sum.saturating_add(more);
        }
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.under = self.under.saturating_add(other.under);
        self.over = self.over.saturating_add(other.over);
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum += &tally;
            sum
        })
    }
}

impl Counter<'_> {
    /// What a tally comes to. Errors within a kind of text go the same way, so they add up; a folder of a
    /// thousand files is not surer than one file.
    pub fn tallied(&self, tally: &Tally) -> TokenCount {
        let (scale, narrowing) = self.rescaling();
        let (mut tokens, mut under, mut over) = (whole(tally.fixed), -whole(tally.under), whole(tally.over));
        for (kind, sum) in TextKind::ALL.into_iter().zip(tally.texts).filter(|(_, sum)| *sum > 0) {
            let of_kind = whole(sum) * scale;
            let (low, high) = self.band(kind.name()).around_text(of_kind);
            let stretch = narrowing * self.stretch();
            tokens += of_kind;
            under += low * stretch;
            over += high * stretch;
        }
        let texts = whole(tally.texts.iter().fold(0, |sum, tokens| sum.saturating_add(*tokens)));
        tokens += (self.median(texts) - texts) * scale;
        #[cfg(feature = "vocabulary")]
        if let Some(vocabulary) = self.vocabulary {
            let [low, tokens, high] =
                [tokens + under, tokens, tokens + over].map(|end| end.round().max(0.0) as u64);
            return TokenCount { tokens, basis: Basis::Vocabulary { id: vocabulary.id(), low, high } };
        }
        let exact = tally.under == 0 && tally.over == 0;
        match self.family().encoding().filter(|_| exact) {
            Some(encoding) if cfg!(feature = "exact") => {
                TokenCount { tokens: tokens.round() as u64, basis: Basis::Exact { encoding } }
            }
            _ => TokenCount::estimated(tokens, under, over, self.tally_method()),
        }
    }

    /// An image by its size, at the most it can be where that is not known; nothing where no rule is known.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family, Pixels};
    /// assert!(Counter::new(Family::O200kBase).image(Some(Pixels { width: 1, height: 1 })).is_none());
    /// let counter = Counter::of_model("claude-sonnet-4-5")?;
    /// let unknown = counter.tallied(&counter.image(None).expect("a rule"));
    /// assert!(unknown.low() < 10 && unknown.tokens > 1_500);
    /// # Ok::<(), tokentoll_tokens::CountError>(())
    /// ```
    pub fn image(&self, pixels: Option<Pixels>) -> Option<Tally> {
        let rule = self.model_or_usual().filter(|_| !self.family().is_public())?.image;
        let around = self.overhead(Overhead::Image.name());
        Some(match pixels {
            Some(pixels) => Tally::fixed(rule.tokens(pixels) as f64 + around, IMAGE, IMAGE),
            None => Tally::fixed(rule.tokens as f64 + around, rule.tokens as f64, 0.0),
        })
    }

    /// The pages of a PDF as pictures, beside their text; nothing where no rule is known.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// let counter = Counter::new(Family::ClaudeV48);
    /// let three = counter.tallied(&counter.pdf_pages(3).expect("Claude reads PDFs"));
    /// assert!((4_600..4_900).contains(&three.tokens));
    /// ```
    pub fn pdf_pages(&self, pages: u32) -> Option<Tally> {
        let page = Some(self.overhead(Overhead::PdfPage.name())).filter(|page| *page > 0.0)?;
        let pages = f64::from(pages);
        Some(Tally::fixed(page * pages, PAGE * pages, PAGE * pages))
    }

    /// What stands around one user message, whatever is in it.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// let counter = Counter::new(Family::ClaudeV48);
    /// assert_eq!(counter.tallied(&counter.framing()).tokens, 6);
    /// ```
    pub fn framing(&self) -> Tally {
        Tally::known(self.message(""))
    }

    fn tally_method(&self) -> &'static str {
        match self.family().encoding() {
            Some(encoding) if cfg!(feature = "exact") => encoding.name(),
            _ if self.family().is_public() => crate::stand_in::METHOD,
            _ => self.method_name(),
        }
    }
}

fn parts(tokens: f64) -> u64 {
    (tokens * PARTS).round().max(0.0) as u64
}

fn whole(parts: u64) -> f64 {
    parts as f64 / PARTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Family, Observation};

    fn tally(counter: &Counter<'_>, text: &str) -> Tally {
        let mut stream = counter.stream();
        stream.push(text.as_bytes()).expect("UTF-8");
        stream.tally().expect("UTF-8")
    }

    #[test]
    fn a_text_alone_has_the_count_of_a_text() {
        for family in Family::ALL {
            let counter = Counter::new(family);
            for text in ["", "a", "Alle Menschen sind frei.", "人人生而自由", "fn main() { x += 1; }"] {
                let (one, alone) = (counter.tallied(&tally(&counter, text)), counter.text(text));
                assert_eq!(one.tokens, alone.tokens, "{text}: {family:?}");
                assert!(one.low().abs_diff(alone.low()) <= 1, "{text}: {one:?} {alone:?}");
                assert!(one.high().abs_diff(alone.high()) <= 1, "{text}: {one:?} {alone:?}");
            }
        }
    }

    #[test]
    fn the_order_does_not_matter_and_a_thousand_files_are_not_surer_than_their_sum() {
        let counter = Counter::new(Family::ClaudeV3);
        let files: Vec<Tally> =
            (0..1000).map(|n| tally(&counter, &"Some words of prose. ".repeat(n % 17 + 1))).collect();
        let sum = |files: Vec<Tally>| files.into_iter().sum::<Tally>();
        let all = sum(files.clone());
        assert_eq!(all, sum(files.iter().rev().cloned().collect()));
        let (whole, one) = (counter.tallied(&all), counter.tallied(&files[16]));
        assert!(whole.low() < whole.tokens && whole.tokens < whole.high());
        let share = |count: TokenCount| (count.high() - count.low()) as f64 / count.tokens as f64;
        assert!(share(whole) < share(one) && share(whole) > share(one) / 10.0);
    }

    #[test]
    fn an_observation_narrows_a_tally_too() {
        let counter = Counter::new(Family::ClaudeV48);
        let folder = tally(&counter, &"A letter like any other, to whom it may concern. ".repeat(500));
        let plain = counter.tallied(&folder);
        let seen = Observation { estimated: plain.tokens, true_tokens: plain.tokens };
        let narrowed = counter.rescaled(seen).tallied(&folder);
        assert_eq!(narrowed.tokens, plain.tokens);
        assert!(narrowed.high() - narrowed.low() <= plain.high() - plain.low());
    }
}
