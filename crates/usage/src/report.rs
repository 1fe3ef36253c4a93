//! What a reading gives: parts, terms, notes, or an error.

use core::fmt;
use core::str::FromStr;
use tokentoll_core::{InferenceGeo, ServiceTier, Speed, Usage};

/// Whose usage object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReportFormat {
    /// [Messages API](https://platform.claude.com/docs/en/api/messages): `input_tokens` without the cache.
    Anthropic,
    /// [Chat Completions](https://platform.openai.com/docs/api-reference/chat/object) and the many servers
    /// that speak it: `prompt_tokens` with the cache.
    OpenaiChat,
    /// [Responses](https://platform.openai.com/docs/api-reference/responses/object), Images and Realtime:
    /// `input_tokens` with the cache.
    OpenaiResponses,
    /// [`usageMetadata`](https://ai.google.dev/api/generate-content#UsageMetadata) of Gemini and Vertex AI.
    Gemini,
    /// [`TokenUsage`](https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html)
    /// of the Converse API.
    BedrockConverse,
}

impl ReportFormat {
    /// Every format.
    pub const ALL: [ReportFormat; 5] = [
        ReportFormat::Anthropic,
        ReportFormat::OpenaiChat,
        ReportFormat::OpenaiResponses,
        ReportFormat::Gemini,
        ReportFormat::BedrockConverse,
    ];

    /// The one spelling.
    ///
    /// ```
    /// use tokentoll_usage::ReportFormat;
    /// assert_eq!("openai_chat".parse(), Ok(ReportFormat::OpenaiChat));
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            ReportFormat::Anthropic => "anthropic",
            ReportFormat::OpenaiChat => "openai_chat",
            ReportFormat::OpenaiResponses => "openai_responses",
            ReportFormat::Gemini => "gemini",
            ReportFormat::BedrockConverse => "bedrock_converse",
        }
    }
}

impl fmt::Display for ReportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ReportFormat {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        ReportFormat::ALL.into_iter().find(|format| format.name() == s).ok_or(())
    }
}

/// What one usage object says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it was read.
    pub format: ReportFormat,
    /// The model that a whole response names; `None` for a bare usage object.
    pub model: Option<String>,
    /// What was used, split where different models or different requests are billed; never empty.
    pub parts: Vec<Part>,
    /// The terms on which the request was served, as far as the object says.
    pub terms: ReportedTerms,
    /// Reservations.
    pub notes: Vec<Note>,
}

/// Usage that is billed as one request on one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it was for.
    pub kind: PartKind,
    /// The model that ran it; `None` is the model the request asked for.
    pub model: Option<String>,
    /// Disjoint counts.
    pub usage: Usage,
    /// Whether the model refused before it wrote anything. Anthropic does not bill such an attempt since
    /// 2026-06-02 ([release notes](https://platform.claude.com/docs/en/release-notes/overview)); the day is
    /// the caller's to judge.
    pub refused: bool,
}

/// What a part of a request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PartKind {
    /// The request itself.
    Request,
    /// A summary of the conversation so far, made by the provider.
    Compaction,
    /// A question the model put to another model.
    Advisor,
    /// The answer of the model that stood in for one that declined.
    Fallback,
}

impl PartKind {
    /// The one spelling: `request`, `compaction`, `advisor`, `fallback`.
    pub const fn name(self) -> &'static str {
        match self {
            PartKind::Request => "request",
            PartKind::Compaction => "compaction",
            PartKind::Advisor => "advisor",
            PartKind::Fallback => "fallback",
        }
    }
}

impl fmt::Display for PartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The terms a report tells of; `None` where it is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct ReportedTerms {
    /// The queue that served the request.
    pub service_tier: Option<ServiceTier>,
    /// The speed that served it.
    pub speed: Option<Speed>,
    /// Where inference ran, if that was a parameter of the request.
    pub inference_geo: Option<InferenceGeo>,
}

/// A reservation about a reading; it reaches the quote as a warning.
///
/// | code | meaning |
/// |---|---|
/// | `no_output_count` | no output was told: an embedding, a token count, a refused prompt; read as none |
/// | `cache_write_ttl_assumed` | cache writes without a lifetime, read as the standard one |
/// | `cache_write_split` | the split by lifetime is short of its whole; the rest is read as five minutes |
/// | `refused_before_output` | a model declined before it wrote anything; see [`Part::refused`] |
/// | `iterations_differ` | the iterations do not sum to the usage, which is used |
/// | `tier_per_request` | one model sampled several times beside a fallback; judged as one prompt |
/// | `tier_per_iteration` | sampled several times; each is priced and judged against length tiers by itself |
/// | `fallback_credit` | a credit is taken off elsewhere |
/// | `not_billed_by_call` | calls of server tools that have no price per call |
/// | `not_metered` | billed apart, and no meter for it: searches by rules of their own, fees, other tools |
/// | `image_input` | image tokens of the prompt, read as input |
/// | `audio_cached_untold` | audio and a cache, and how much of the audio was cached is not told |
/// | `modalities_differ` | details that sum to more than their whole, left aside |
/// | `reasoning_added` | reasoning beside the output, as the total shows |
/// | `reasoning_above_output` | more reasoning than output, and a total that agrees with the output |
/// | `total_differs` | a total that no documented reading explains; the single counts are used |
/// | `total_leaves_out` | a total that leaves out counts that are billed |
/// | `service_tier_untold` | a tier that names no price per token |
/// | `provisioned_throughput` | paid by commitment |
/// | `latency_optimized` | Bedrock's latency option, priced apart |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about, for programs; one of the codes in the table above.
    pub code: &'static str,
    /// What was met and how it was read, for people.
    pub message: String,
}

impl Note {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Note { code, message: message.into() }
    }

    /// Counts that are billed apart from tokens and have no meter here.
    pub(crate) fn not_metered(counts: &[String]) -> Option<Note> {
        (!counts.is_empty()).then(|| {
            Note::new(
                "not_metered",
                format!("billed apart from tokens and not part of this: {}", counts.join(", ")),
            )
        })
    }
}

/// Why a usage object cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError {
    /// What kind of mistake it is, for programs.
    pub code: ErrorCode,
    /// What was met and what was expected, for people.
    pub message: String,
    /// Where, as a dotted path such as `cache_creation.ephemeral_5m_input_tokens`; empty for the whole.
    pub field: String,
}

impl UsageError {
    pub(crate) fn new(code: ErrorCode, field: impl Into<String>, message: impl Into<String>) -> Self {
        UsageError { code, field: field.into(), message: message.into() }
    }

    pub(crate) fn bad_usage(field: impl Into<String>, message: impl Into<String>) -> Self {
        UsageError::new(ErrorCode::BadUsage, field, message)
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => f.write_str(&self.message),
            field => write!(f, "{field}: {}", self.message),
        }
    }
}

impl core::error::Error for UsageError {}

/// The kind of a [`UsageError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Not a usage object, or one that contradicts itself.
    BadUsage,
    /// Something else where a count should stand.
    BadNumber,
    /// Not JSON.
    BadJson,
    /// A member that no documented object of the format has.
    UnknownField,
    /// A text over the limits, or a sum over 32 bits.
    TooLarge,
}

impl ErrorCode {
    /// The one spelling: `bad_usage`, `bad_number`, `bad_json`, `unknown_field`, `too_large`.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorCode::BadUsage => "bad_usage",
            ErrorCode::BadNumber => "bad_number",
            ErrorCode::BadJson => "bad_json",
            ErrorCode::UnknownField => "unknown_field",
            ErrorCode::TooLarge => "too_large",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for format in ReportFormat::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert_eq!("OpenAI".parse::<ReportFormat>(), Err(()));
    }

    #[test]
    fn errors_show_where() {
        let error = UsageError::bad_usage("a.b", "met 1, expected 2");
        assert_eq!(error.to_string(), "a.b: met 1, expected 2");
        assert_eq!(UsageError::bad_usage("", "met 1").to_string(), "met 1");
    }
}
