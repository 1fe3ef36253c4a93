//! A whole request: its parts, each with its count, their sum, and what of it a cache would hold.

use crate::chat::shape_of;
use crate::counter::Reading;
use crate::{
    CacheSplit, CountError, Counter, Family, ModelFacts, Models, Overhead, Part, PartKind, Pixels, Place,
    Request, TokenCount,
};

/// The count of one part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartCount {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: PartKind,
    /// What it comes to. Parts are rounded each by itself: their sum may differ a little from the whole.
    pub count: TokenCount,
    /// Whether a cache breakpoint stands on it.
    pub cached: bool,
}

/// The count of a request.
///
/// ```
/// use tokentoll_tokens::{Counter, Request};
/// let body = serde_json::json!({"messages": [{"role": "user", "content": "What time is it?"}],
///     "tools": [{"name": "clock", "description": "Tells the time.", "input_schema": {"type": "object"}}]});
/// let count = Counter::of_model("claude-sonnet-4-6")?.request(&Request::read(&body)?)?;
/// assert!((520..580).contains(&count.total.tokens));
/// assert!(count.notes.is_empty() && count.refused.is_empty());
/// assert_eq!(count.cache.cold.input, count.total, "nothing asks for a cache");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestCount {
    /// The whole. Its interval is narrower than the sum of those of its parts.
    pub total: TokenCount,
    /// Its parts, in the order of [`Request::parts`]; thinking that the model does not keep counts nothing.
    pub parts: Vec<PartCount>,
    /// What would be billed on which meter, on a first call and on one that finds everything in the cache.
    pub cache: CacheSplit,
    /// What could not be counted, or only as an assumption.
    pub notes: Vec<String>,
    /// For what the vendor would refuse it. It is counted all the same, as if it were not.
    pub refused: Vec<String>,
}

/// A sum of parts: texts, what is beside them, and by how much that may be less or more.
#[derive(Clone, Default)]
pub(crate) struct Sum {
    pub(crate) reading: Reading,
    pub(crate) beside: f64,
    pub(crate) under: f64,
    pub(crate) over: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, other: &Self) {
        self.reading.add(&other.reading);
        self.beside += other.beside;
        self.under += other.under;
        self.over += other.over;
    }
}

/// What encrypted text comes to: tokens a byte, at the least, most likely and at the most.
const SEALED: [f64; 3] = [1.0 / 6.0, 1.0 / 3.5, 1.0 / 2.0];

/// An image of 1920 by 1080; beyond it some models were seen to count so much less than their rule says.
const LARGE_IMAGE: f64 = 2691.0;
const LARGE_IMAGE_LESS: f64 = 0.38;

/// By what part of itself an unpublished prompt of a vendor's tool may be off.
const UNPUBLISHED: f64 = 0.8;

impl Counter<'_> {
    /// The tokens of a request, by part and in all: of a Messages request for a Claude, of a chat request for a
    /// model of OpenAI.
    ///
    /// ```
    /// use tokentoll_tokens::{Basis, Counter, Request};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
    /// let count = Counter::of_model("gpt-4o")?.request(&Request::read(&body)?)?;
    /// assert_eq!(count.total.tokens, 8, "three for the message, its role, its text, and three for the reply");
    /// assert!(matches!(count.total.basis, Basis::Exact { .. }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CountError::WrongShape`] where the family's requests have another shape.
    pub fn request(&self, request: &Request) -> Result<RequestCount, CountError> {
        let public = self.family.is_public();
        let wrong = || CountError::WrongShape { family: self.family.name(), met: request.shape() };
        let request = request.shaped(shape_of(public)).ok_or_else(wrong)?;
        if public {
            return Ok(self.chat(request));
        }
        let model = self.model_or_usual();
        let mut notes: Vec<String> =
            request.unread().iter().map(|what| format!("not counted: {what}")).collect();
        notes.extend_from_slice(request.assumed());
        let kind = kind(request);
        let sums: Vec<Sum> = request.parts().iter().map(|part| self.part(part, model, &mut notes)).collect();
        let mut whole = Sum::default();
        sums.iter().for_each(|sum| whole.add(sum));
        let counted = |(part, sum): (&Part, &Sum)| PartCount {
            place: part.place,
            kind: part.kind,
            count: self.sum(sum, self.kind(&sum.reading.features).name()),
            cached: part.breakpoint.is_some(),
        };
        let parts = request.parts().iter().zip(&sums).map(counted).collect();
        for part in request.unmeasured().filter(|part| part.kind == PartKind::Pdf) {
            notes.push(format!("not counted: {}: a PDF whose pages nobody gave", part.place));
        }
        let mut refused = request.refused().to_vec();
        refused.extend(refused_by(request, model));
        let total = self.sum(&whole, kind);
        let cache = self.cache(request, &sums, model, total, kind);
        Ok(RequestCount { total, parts, cache, notes, refused })
    }

    /// What one part comes to.
    fn part(&self, part: &Part, model: Option<&ModelFacts>, notes: &mut Vec<String>) -> Sum {
        let mut sum = Sum::default();
        if part.past && !model.is_some_and(|model| model.keeps_thinking) {
            return sum;
        }
        for text in &part.texts {
            sum.reading.add(&self.read(text));
        }
        for overhead in &part.overheads {
            self.add_overhead(*overhead, part, model, &mut sum, notes);
        }
        if part.sealed > 0 {
            let [low, likely, high] = SEALED.map(|share| share * part.sealed as f64);
            sum.beside += likely;
            sum.under += likely - low;
            sum.over += high - likely;
        }
        if let Some(rule) = model.map(|model| model.image).filter(|_| part.kind == PartKind::Image) {
            match part.pixels {
                Some(pixels) => {
                    let tokens = rule.tokens(pixels) as f64;
                    sum.beside += tokens;
                    if tokens > LARGE_IMAGE && model.is_some_and(|model| model.large_images_open) {
                        sum.under += tokens * LARGE_IMAGE_LESS;
                    }
                }
                None => {
                    sum.beside += rule.tokens as f64;
                    sum.under += rule.tokens as f64;
                    notes.push(format!(
                        "{}: an image of unknown size, counted at the most it can be",
                        part.place
                    ));
                }
            }
        }
        sum
    }

    fn add_overhead(
        &self,
        overhead: Overhead,
        part: &Part,
        model: Option<&ModelFacts>,
        sum: &mut Sum,
        notes: &mut Vec<String>,
    ) {
        let (tokens, spread) = match (overhead, model.and_then(|model| model.tools)) {
            (Overhead::ToolPrompt, Some(tools)) => (f64::from(tools.auto), f64::from(tools.spread)),
            (Overhead::ForcedToolPrompt, Some(tools)) => (f64::from(tools.forced), f64::from(tools.spread)),
            (Overhead::SingleToolPrompt, Some(tools)) => {
                (f64::from(tools.single.unwrap_or(tools.forced)), f64::from(tools.spread))
            }
            (Overhead::InterleavedThinking, _) if !model.is_some_and(|model| model.interleaves_thinking) => {
                return;
            }
            (Overhead::ServerTool, _) => {
                let kind = part.served.as_deref().unwrap_or_default();
                match Models::embedded().served(kind, self.family) {
                    Some(served) => (f64::from(served.tokens), f64::from(served.spread)),
                    None => {
                        let tokens = self.overhead(overhead.name());
                        notes.push(format!(
                            "{}: a tool of type `{kind}`, whose prompt is not published: counted at {tokens:.0}, without what it will return",
                            part.place
                        ));
                        (tokens, tokens * UNPUBLISHED)
                    }
                }
            }
            _ => (self.overhead(overhead.name()), 0.0),
        };
        sum.beside += tokens;
        sum.under += spread.min(tokens);
        sum.over += spread;
    }

    /// The count of a sum, with the band of that kind.
    pub(crate) fn sum(&self, sum: &Sum, kind: &str) -> TokenCount {
        widened(self.estimate(&sum.reading, kind, sum.beside), sum.under, sum.over)
    }

    /// The model asked for, or the one whose constants stand for its family.
    pub(crate) fn model_or_usual(&self) -> Option<&'static ModelFacts> {
        let usual = match self.family {
            Family::ClaudeV47 => "claude-opus-4-7",
            Family::ClaudeV48 => "claude-opus-5",
            _ => "claude-sonnet-4-5",
        };
        self.model.or_else(|| Models::embedded().find(usual))
    }
}

/// What kind of request this is, as far as the error of an estimate depends on it.
pub(crate) fn kind(request: &Request) -> &'static str {
    let has = |wanted: &dyn Fn(&Part) -> bool| request.parts().iter().any(wanted);
    let extra = |part: &Part| {
        matches!(part.kind, PartKind::Document | PartKind::OutputFormat)
            || part.overheads.iter().any(|each| matches!(each, Overhead::Citations | Overhead::ServerTool))
    };
    match () {
        () if has(&|part| matches!(part.kind, PartKind::Image | PartKind::Pdf)) => "request_media",
        () if has(&extra) => "request_extras",
        () if has(&|part| matches!(part.kind, PartKind::ToolUse | PartKind::ToolResult)) => "request_calls",
        () if has(&|part| part.kind == PartKind::ToolDefinition) => "request_tools",
        () => "request",
    }
}

/// What the model would refuse: to be forced to use a tool, to see an image too large.
fn refused_by(request: &Request, model: Option<&ModelFacts>) -> Vec<String> {
    let mut refused = Vec::new();
    let forced = request.parts().iter().flat_map(|part| &part.overheads).any(|each| each.forces());
    match model.map(|model| model.tools) {
        Some(None) if request.parts().iter().any(|part| part.kind == PartKind::ToolDefinition) => {
            refused.push("tools: this model takes none".to_owned());
        }
        Some(Some(tools)) if forced && !tools.forcible => {
            refused.push("tool_choice: this model refuses to be forced to use a tool".to_owned());
        }
        _ => {}
    }
    let images = || request.parts().iter().filter(|part| part.kind == PartKind::Image);
    let most = if images().count() > MANY_IMAGES { SIDE_OF_MANY } else { SIDE };
    for part in images() {
        if let Some(size) = part.pixels.filter(|size| size.width.max(size.height) > most) {
            let Pixels { width, height } = size;
            refused.push(format!("{}: an image of {width} by {height}, expected {most} at most", part.place));
        }
    }
    refused
}

/// The long side an image may have, and where a request has more than so many images
/// (<https://platform.claude.com/docs/en/build-with-claude/vision>).
const SIDE: u32 = 8000;
const MANY_IMAGES: usize = 20;
const SIDE_OF_MANY: u32 = 2000;

/// The same count with an interval that much wider.
fn widened(count: TokenCount, under: f64, over: f64) -> TokenCount {
    if under == 0.0 && over == 0.0 {
        return count;
    }
    let (under, over) = (under.round() as u64, over.round() as u64);
    count.ranged(count.tokens, count.low().saturating_sub(under), count.high().saturating_add(over))
}
