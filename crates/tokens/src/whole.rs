//! A whole request: its parts, each with its count, and their sum.

use crate::calibration::Model;
use crate::counter::Reading;
use crate::{
    Basis, CountError, Counter, Family, Overhead, Part, PartKind, Place, Request, TextKind, TokenCount,
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
/// assert_eq!(count.parts.len(), 4);
/// assert!(count.notes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestCount {
    /// The whole.
    pub total: TokenCount,
    /// Its parts, in the order of [`Request::parts`]; thinking that the model does not keep counts nothing.
    pub parts: Vec<PartCount>,
    /// What could not be counted, or only as an assumption.
    pub notes: Vec<String>,
}

impl Counter<'_> {
    /// The tokens of a request, by part and in all. A public encoding has no known frame here.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family, Request};
    /// let request = Request::read(&serde_json::json!({"messages": []}))?;
    /// assert!(Counter::new(Family::O200kBase).request(&request).is_err());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn request(&self, request: &Request) -> Result<RequestCount, CountError> {
        if self.family.encoding().is_some() {
            return Err(CountError::NoFrame { family: self.family.name() });
        }
        let model = self.model_or_usual();
        let mut notes: Vec<String> =
            request.unread().iter().map(|what| format!("not counted: {what}")).collect();
        let (mut whole, mut beside, mut over) = (Reading::default(), 0.0, 0.0);
        let mut parts = Vec::new();
        for part in request.parts() {
            let dropped =
                part.kind == PartKind::Thinking && !model.as_ref().is_some_and(|model| model.keeps_thinking);
            let mut reading = Reading::default();
            for text in part.texts.iter().filter(|_| !dropped) {
                reading.add(&self.read(text));
            }
            let (fixed, open) = self.beside(part, model.as_ref());
            if open > 0.0 {
                notes
                    .push(format!("{}: an image of unknown size, counted at the most it can be", part.place));
            }
            whole.add(&reading);
            beside += fixed;
            over += open;
            let kind = TextKind::of(&reading.features).name();
            let count = lowered(self.estimate(&reading, kind, fixed), open);
            parts.push(PartCount { place: part.place, kind: part.kind, count, cached: part.cached });
        }
        for part in request.unmeasured().filter(|part| part.kind == PartKind::Pdf) {
            notes.push(format!("not counted: {}: a PDF whose pages nobody gave", part.place));
        }
        let tools = request.parts().iter().any(|part| part.overheads.contains(&Overhead::Tool));
        let kind = if tools { "request_tools" } else { "request" };
        let total = lowered(self.estimate(&whole, kind, beside), over);
        Ok(RequestCount { total, parts, notes })
    }

    /// What a part costs beside its texts, and how much of that is an assumption.
    fn beside(&self, part: &Part, model: Option<&Model>) -> (f64, f64) {
        let mut tokens = 0.0;
        for overhead in &part.overheads {
            tokens += match (overhead, model) {
                (Overhead::ToolPrompt, Some(model)) => model.tool_prompt,
                (Overhead::ForcedToolPrompt, Some(model)) => model.forced_tool_prompt,
                _ => self.overhead(overhead.name()),
            };
        }
        let Some(rule) = model.map(|model| model.image).filter(|_| part.kind == PartKind::Image) else {
            return (tokens, 0.0);
        };
        match part.pixels {
            Some(pixels) => (tokens + rule.tokens(pixels) as f64, 0.0),
            None => (tokens + rule.tokens as f64, rule.tokens as f64),
        }
    }

    /// The model asked for, or the one whose constants stand for its family.
    pub(crate) fn model_or_usual(&self) -> Option<Model> {
        let usual = match self.family {
            Family::ClaudeV47 => "claude-opus-4-7",
            Family::ClaudeV48 => "claude-opus-5",
            _ => "claude-sonnet-4-5",
        };
        self.model.clone().or_else(|| self.calibration.model(usual).cloned())
    }
}

/// The same count with a lower end that much lower.
fn lowered(count: TokenCount, by: f64) -> TokenCount {
    match count.basis {
        Basis::Estimated { low, high, method } => {
            let low = low.saturating_sub(by as u64);
            TokenCount { basis: Basis::Estimated { low, high, method }, ..count }
        }
        Basis::Exact { .. } => count,
    }
}
