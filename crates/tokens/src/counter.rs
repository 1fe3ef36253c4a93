//! Counting for one family: exact where it can be, estimated where it must be.

#[cfg(feature = "exact")]
use crate::Basis;
use crate::calibration::{Band, MethodFit};
#[cfg(feature = "exact")]
use crate::neighbours;
use crate::stand_in::StandIn;
use crate::{
    Calibration, ChatFacts, ChatModels, CountError, Family, Features, ModelFacts, Models, TextKind,
    TokenCount,
};

/// How an estimate is made.
///
/// ```
/// assert_eq!(tokentoll_tokens::Method::Features.name(), "features");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// From features of the text alone: no vocabulary, at once, also in a browser.
    #[cfg_attr(not(feature = "exact"), default)]
    Features,
    /// From the tokens of a public encoding as well: closer, and needs its vocabulary.
    #[cfg(feature = "exact")]
    #[default]
    PublicTokens,
}

impl Method {
    /// Those compiled in.
    ///
    /// ```
    /// use tokentoll_tokens::Method;
    /// assert!(Method::ALL.contains(&Method::default()));
    /// ```
    #[cfg(feature = "exact")]
    pub const ALL: [Self; 2] = [Self::Features, Self::PublicTokens];
    /// Those compiled in.
    #[cfg(not(feature = "exact"))]
    pub const ALL: [Self; 1] = [Self::Features];

    /// Its one spelling.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::Method::default().name(), "o200k+features");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Features => "features",
            #[cfg(feature = "exact")]
            Self::PublicTokens => "o200k+features",
        }
    }

    /// The name it has for Claude 1 and 2, which borrow Claude 3's calibration.
    fn borrowed_name(self) -> &'static str {
        match self {
            Self::Features => "features as claude-v3, widened",
            #[cfg(feature = "exact")]
            Self::PublicTokens => "o200k+features as claude-v3, widened",
        }
    }
}

/// How much wider an interval is for a family that borrows another's calibration.
const BORROWED: f64 = 3.0;

/// One request with its true count: it narrows the estimates of texts like it.
///
/// ```
/// use tokentoll_tokens::{Counter, Family, Observation};
/// let counter = Counter::new(Family::ClaudeV3);
/// let seen = counter.message("A first letter to our customers, as sent last week.");
/// let narrowed = counter.rescaled(Observation { estimated: seen.tokens, true_tokens: seen.tokens });
/// let width = |count: tokentoll_tokens::TokenCount| count.high() - count.low();
/// let next = "Another letter to our customers, much like the first one. ".repeat(20);
/// assert!(width(narrowed.message(&next)) <= width(counter.message(&next)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Observation {
    /// What was estimated for it.
    pub estimated: u64,
    /// What it truly had.
    pub true_tokens: u64,
}

/// Counts tokens for one family of models.
///
/// ```
/// use tokentoll_tokens::{Counter, Family};
/// let counter = Counter::new(Family::ClaudeV48);
/// assert_eq!(counter.text("").tokens, 0);
/// assert_eq!(counter.message("").tokens, 6, "the frame of one user message");
/// ```
#[derive(Clone, Debug)]
pub struct Counter<'a> {
    pub(crate) calibration: &'a Calibration,
    pub(crate) family: Family,
    pub(crate) model: Option<&'static ModelFacts>,
    pub(crate) chat_model: Option<&'static ChatFacts>,
    method: Method,
    observed: Option<Observation>,
    #[cfg(feature = "vocabulary")]
    pub(crate) vocabulary: Option<&'a crate::Vocabulary>,
}

impl Counter<'static> {
    /// Counts for a family.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// assert_eq!(Counter::new(Family::Cl100kBase).text("one two three").tokens, 3);
    /// ```
    pub fn new(family: Family) -> Self {
        let calibration = Calibration::embedded();
        Self {
            calibration,
            family,
            model: None,
            chat_model: None,
            method: Method::default(),
            observed: None,
            #[cfg(feature = "vocabulary")]
            vocabulary: None,
        }
    }

    /// Counts for a model, with its own tool prompt and image rule where it has one.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// assert_eq!(Counter::of_model("claude-haiku-4-5")?.family(), Family::ClaudeV3);
    /// assert!(Counter::of_model("no-such-model").is_err());
    /// # Ok::<(), tokentoll_tokens::CountError>(())
    /// ```
    pub fn of_model(name: &str) -> Result<Self, CountError> {
        let (model, chat_model) = (Models::embedded().find(name), ChatModels::embedded().find(name));
        Ok(Self { model, chat_model, ..Self::new(Family::of_model(name)?) })
    }
}

impl<'a> Counter<'a> {
    /// Counts by another calibration than the one compiled in.
    ///
    /// ```
    /// use tokentoll_tokens::{Calibration, Counter, Family};
    /// let counter = Counter::new(Family::ClaudeV3).calibrated(Calibration::embedded());
    /// assert_eq!(counter.message("").tokens, 7);
    /// ```
    pub fn calibrated<'b>(self, calibration: &'b Calibration) -> Counter<'b>
    where
        'a: 'b,
    {
        let counter: Counter<'b> = self;
        Counter { calibration, ..counter }
    }

    /// Counts by a vocabulary that the caller brings: texts as it cuts them, what stands in no text as ever.
    #[cfg(feature = "vocabulary")]
    pub fn by_vocabulary<'b>(self, vocabulary: &'b crate::Vocabulary) -> Counter<'b>
    where
        'a: 'b,
    {
        let counter: Counter<'b> = self;
        Counter { vocabulary: Some(vocabulary), ..counter }
    }

    /// Estimates by another method. Exact counts stay exact.
    ///
    /// ```
    /// use tokentoll_tokens::{Basis, Counter, Family, Method};
    /// let count = Counter::new(Family::ClaudeV3).by(Method::Features).text("Hello");
    /// assert!(matches!(count.basis, Basis::Estimated { method: "features", .. }));
    /// ```
    pub fn by(self, method: Method) -> Self {
        Self { method, ..self }
    }

    /// Scales estimates by one true count of a text of the same kind. How far one count is trusted grows with
    /// its size and was fitted on pairs from the same source.
    pub fn rescaled(&self, observed: Observation) -> Self {
        Self { observed: Some(observed), ..self.clone() }
    }

    /// The family it counts for.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// assert_eq!(Counter::new(Family::ClaudeV47).family(), Family::ClaudeV47);
    /// ```
    pub fn family(&self) -> Family {
        self.family
    }

    /// The tokens of a text by itself, without any frame.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// let letters = Counter::new(Family::ClaudeV48).text("All human beings are born free and equal.");
    /// assert!((8..16).contains(&letters.tokens));
    /// ```
    pub fn text(&self, text: &str) -> TokenCount {
        self.framed(text, 0.0)
    }

    /// The tokens of a request with this text as its only message, as the vendor's token counting reports it.
    /// A public encoding has no frame of its own: the count is that of the text.
    pub fn message(&self, text: &str) -> TokenCount {
        self.framed(text, self.frame())
    }

    fn framed(&self, text: &str, frame: f64) -> TokenCount {
        #[cfg(feature = "vocabulary")]
        if self.vocabulary.is_some() {
            return self.estimate(&self.read(text), "any", frame);
        }
        #[cfg(feature = "exact")]
        if let Some(encoding) = self.family.encoding() {
            return TokenCount { tokens: encoding.count(text), basis: Basis::Exact { encoding } };
        }
        if self.family.is_public() {
            return StandIn::of_text(text).count();
        }
        let reading = self.read(text);
        self.estimate(&reading, self.kind(&reading.features).name(), frame)
    }

    /// Reads one text: its features and what they come to.
    pub(crate) fn read(&self, text: &str) -> Reading {
        #[cfg(feature = "vocabulary")]
        if let Some(vocabulary) = self.vocabulary {
            let (tokens, doubt) = vocabulary.count_and_doubt(text);
            return Reading { tokens: tokens as f64, doubt, ..Reading::default() };
        }
        let mut public = Public::default();
        self.add_public_tokens(text, &mut public);
        self.reading(Features::of(text), &public)
    }

    /// What features and the worth of public tokens come to.
    pub(crate) fn reading(&self, features: Features, public: &Public) -> Reading {
        let Some(fit) = self.fit().filter(|_| features.bytes() > 0) else {
            return Reading { features, ..Reading::default() };
        };
        let linear: f64 = features.nonzero().map(|(index, count)| fit.text[index] * count as f64).sum();
        let tokens = drawn(fit, linear + public.worth + shaped(fit, &features, public), public);
        // A text is at least one token, and no vocabulary has more tokens than bytes.
        let tokens = tokens.clamp(1.0, features.bytes() as f64);
        Reading { features, tokens, ..Reading::default() }
    }

    /// Adds what the tokens of the public encoding are worth, where the method looks at them: one by one, so
    /// that slices of a text come to the same as the whole.
    #[cfg(feature = "exact")]
    pub(crate) fn add_public_tokens(&self, text: &str, public: &mut Public) {
        let Some(fit) = self.fit().filter(|_| self.method == Method::PublicTokens) else { return };
        let engine = crate::Encoding::O200kBase.engine();
        let weights = fit.weights(engine);
        engine.for_each_slice(text, &mut |slice| {
            public.tokens += slice.len() as u64;
            for worth in slice.iter().filter_map(|token| weights.get(*token as usize)) {
                let next = neighbours::pair(public.before, worth.class);
                public.worth += f64::from(worth.tokens) + fit.neighbours[next];
                public.latin += u64::from(worth.latin);
                public.before = worth.class;
            }
        });
    }

    #[cfg(not(feature = "exact"))]
    pub(crate) fn add_public_tokens(&self, _: &str, _: &mut Public) {}

    /// A count with its interval, from what was read, the kind whose band holds, and what stands in no text.
    pub(crate) fn estimate(&self, reading: &Reading, kind: &str, beside: f64) -> TokenCount {
        #[cfg(feature = "vocabulary")]
        if let Some(vocabulary) = self.vocabulary {
            let (id, tokens) = (vocabulary.id(), (reading.tokens + beside).round().max(0.0) as u64);
            let (low, high) = (tokens.saturating_sub(reading.doubt), tokens + reading.doubt);
            return TokenCount { tokens, basis: crate::Basis::Vocabulary { id, low, high } };
        }
        let method = self.method_name();
        let (scale, narrowing) = self.rescaling();
        let tokens = self.median(reading.tokens) * scale;
        if reading.tokens == 0.0 {
            return TokenCount::estimated(beside, 0.0, 0.0, method);
        }
        let whole = kind.starts_with("request");
        let (low, high) =
            if whole { self.band(kind).around(tokens) } else { self.band(kind).around_text(tokens) };
        let text_kind = self.kind(&reading.features);
        // A band of whole requests was fitted on English: other scripts keep their own where it is wider.
        let own = match text_kind {
            TextKind::Prose | TextKind::Code => (0.0, 0.0),
            other => self.band(other.name()).around_text(tokens),
        };
        let stretch = narrowing * self.stretch();
        TokenCount::estimated(tokens + beside, low.min(own.0) * stretch, high.max(own.1) * stretch, method)
    }

    /// The median count of texts that come to so many tokens on average.
    pub(crate) fn median(&self, tokens: f64) -> f64 {
        let skew = self.fit().map_or(0.0, |fit| fit.skew);
        (tokens - skew).max(tokens.min(1.0))
    }

    /// What an estimate calls its method.
    pub(crate) fn method_name(&self) -> &'static str {
        match self.family {
            Family::ClaudeV1 => self.method.borrowed_name(),
            _ => self.method.name(),
        }
    }

    /// Whether texts are counted by a vocabulary that the caller brought.
    pub(crate) fn is_brought(&self) -> bool {
        #[cfg(feature = "vocabulary")]
        return self.vocabulary.is_some();
        #[cfg(not(feature = "vocabulary"))]
        false
    }

    /// By what intervals are wider because the calibration is another family's.
    pub(crate) fn stretch(&self) -> f64 {
        if self.family == Family::ClaudeV1 { BORROWED } else { 1.0 }
    }

    /// What an overhead costs in this family.
    pub(crate) fn overhead(&self, name: &str) -> f64 {
        let fit = self.calibration.family(self.family);
        fit.and_then(|fit| fit.overheads.get(name)).copied().unwrap_or(0.0)
    }

    /// The frame of one user message.
    pub(crate) fn frame(&self) -> f64 {
        self.overhead("frame") + self.overhead("turn")
    }

    fn fit(&self) -> Option<&'a MethodFit> {
        let fit = self.calibration.family(self.family)?;
        Some(match self.method {
            Method::Features => &fit.by_features,
            #[cfg(feature = "exact")]
            Method::PublicTokens => &fit.by_tokens,
        })
    }

    /// What kind of text the calibration takes it for.
    pub(crate) fn kind(&self, features: &Features) -> TextKind {
        self.calibration.kind_of(features)
    }

    pub(crate) fn band(&self, kind: &str) -> Band {
        let bands = self.fit().map(|fit| &fit.bands);
        bands.and_then(|bands| bands.get(kind).or_else(|| bands.get("any"))).copied().unwrap_or_default()
    }

    /// By what an observation multiplies estimates, and by what it narrows intervals.
    pub(crate) fn rescaling(&self) -> (f64, f64) {
        let Some((observed, fit)) = self.observed.zip(self.fit()) else { return (1.0, 1.0) };
        if observed.estimated == 0 || observed.true_tokens == 0 {
            return (1.0, 1.0);
        }
        let rule = fit.rescale;
        let size = observed.true_tokens as f64;
        let weight = size / (size + rule.half);
        let ratio = (size / observed.estimated as f64).clamp(0.25, 4.0);
        (ratio.powf(rule.trust * weight), 1.0 - (1.0 - rule.shrink.clamp(0.1, 1.0)) * weight)
    }
}

/// What the shape of a text adds, where the method looks at public tokens.
#[cfg(feature = "exact")]
fn shaped(fit: &MethodFit, features: &Features, public: &Public) -> f64 {
    let shape = crate::shape::of(features, public.latin);
    fit.shape.iter().zip(shape).map(|(coefficient, value)| coefficient * value).sum()
}

#[cfg(not(feature = "exact"))]
fn shaped(_: &MethodFit, _: &Features, _: &Public) -> f64 {
    0.0
}

/// An estimate drawn to the count of public tokens, the more the shorter the text: a vocabulary that is not public has
/// everyday words in one piece as the public one has.
#[cfg(feature = "exact")]
fn drawn(fit: &MethodFit, tokens: f64, public: &Public) -> f64 {
    let count = public.tokens as f64;
    let weight = if fit.short > 0.0 { fit.short / (fit.short + count) } else { 0.0 };
    tokens + weight * (count - tokens)
}

#[cfg(not(feature = "exact"))]
fn drawn(_: &MethodFit, tokens: f64, _: &Public) -> f64 {
    tokens
}

/// What the tokens of the public encoding in a text come to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Public {
    /// What they are worth, and what it is worth that they stand side by side.
    pub(crate) worth: f64,
    /// How many there are.
    #[cfg(feature = "exact")]
    pub(crate) tokens: u64,
    /// What kind of neighbour the last one is.
    #[cfg(feature = "exact")]
    pub(crate) before: u8,
    /// How many of them are Latin letters, digits, marks or white space.
    #[cfg(feature = "exact")]
    pub(crate) latin: u64,
}

/// What was read of one or more texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) features: Features,
    pub(crate) tokens: f64,
    /// By how many tokens a count by a brought vocabulary may be off.
    pub(crate) doubt: u64,
}

impl Reading {
    pub(crate) fn add(&mut self, other: &Self) {
        self.features.merge(&other.features);
        self.tokens += other.tokens;
        self.doubt = self.doubt.saturating_add(other.doubt);
    }
}

impl Band {
    /// How far below and above an estimate of that many tokens the truth may lie.
    pub(crate) fn around(&self, tokens: f64) -> (f64, f64) {
        let spread = (self.a + self.c * tokens + (self.r * tokens).powi(2)).sqrt();
        (self.low * spread, self.high * spread)
    }

    /// The same where nothing stands beside the text: it is one token or more, and however little is known of it,
    /// between a quarter of the estimate and its fourfold.
    pub(crate) fn around_text(&self, tokens: f64) -> (f64, f64) {
        let (low, high) = self.around(tokens);
        let least = (1.0 - tokens).max(-0.75 * tokens).min(0.0);
        (low.max(least), high.min(3.0 * tokens.max(1.0)))
    }
}
