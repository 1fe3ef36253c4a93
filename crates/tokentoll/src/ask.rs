use crate::code::{Code, Failure};
use crate::read;
use rust_decimal::Decimal;
use tokentoll_book::{Day, Found};
use tokentoll_core::{Currency, Endpoint, InferenceGeo, ServiceTier, Speed, Terms, Usage};
use tokentoll_usage::Report;

/// A question: what does this usage cost, at this seller, on this model, on this day?
///
/// ```
/// use tokentoll::{Ask, PriceBook, ServiceTier, Terms, Usage};
/// let batch = Terms { service_tier: ServiceTier::Batch, ..Terms::default() };
/// let ask = Ask::new("claude-sonnet-4-6", "2026-03-01".parse()?)
///     .seller("anthropic")
///     .usage(Usage::new().input(500_000).output(2_000))
///     .terms(batch);
/// assert_eq!(ask.price(PriceBook::embedded()).total().unwrap().to_string(), "1.5225");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Echoed in the answer.
    pub id: Option<Id>,
    /// The seller; without one, `anthropic`, or the one seller that knows the model.
    pub seller: Option<String>,
    /// A model id, an alias or a gateway's spelling.
    pub model: String,
    /// The day of the request.
    pub on: Day,
    /// What was, or would be, used.
    pub used: Used,
    /// How it was, or would be, run.
    pub terms: TermsAsked,
    /// Another currency to show the total in.
    pub convert: Option<Conversion>,
}

/// What was used.
#[derive(Clone, Debug, PartialEq)]
pub enum Used {
    /// Counts of a request that is planned: what the seller would refuse is rejected.
    Planned(Usage),
    /// A provider's own report of a request that did happen: it is priced, with warnings.
    Reported(Report),
}

/// Terms of which each may be left open: a report, the model id or the default then decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TermsAsked {
    /// The queue.
    pub service_tier: Option<ServiceTier>,
    /// The speed.
    pub speed: Option<Speed>,
    /// Where inference may run.
    pub inference_geo: Option<InferenceGeo>,
    /// The kind of endpoint.
    pub endpoint: Option<Endpoint>,
}

impl TermsAsked {
    /// The names of the four terms.
    pub const NAMES: [&str; 4] = ["service_tier", "speed", "inference_geo", "endpoint"];

    /// The same with one term named by its word.
    ///
    /// ```
    /// let terms = tokentoll::TermsAsked::default().named("service_tier", "batch").unwrap();
    /// assert_eq!(terms.service_tier, Some(tokentoll::ServiceTier::Batch));
    /// ```
    ///
    /// # Errors
    /// A [`Failure`] for a name or a word that is none.
    pub fn named(mut self, name: &str, word: &str) -> Result<TermsAsked, Failure> {
        let field = format!("terms.{name}");
        match name {
            "service_tier" => {
                self.service_tier = Some(read::word(&field, word, &ServiceTier::ALL.map(ServiceTier::name))?);
            }
            "speed" => self.speed = Some(read::word(&field, word, &Speed::ALL.map(Speed::name))?),
            "inference_geo" => {
                self.inference_geo =
                    Some(read::word(&field, word, &InferenceGeo::ALL.map(InferenceGeo::name))?);
            }
            "endpoint" => {
                self.endpoint = Some(read::word(&field, word, &Endpoint::ALL.map(Endpoint::name))?);
            }
            _ => {
                let message = format!("no such term, expected one of {}", TermsAsked::NAMES.join(", "));
                return Err(Failure::new(Code::UnknownField, field, message));
            }
        }
        Ok(self)
    }

    /// The terms that hold: what is left open is what the model's id implies, else the default.
    pub fn settled(&self, found: &Found<'_>) -> Terms {
        Terms {
            service_tier: self.service_tier.unwrap_or_default(),
            speed: self.speed.unwrap_or_default(),
            inference_geo: self.inference_geo.unwrap_or_default(),
            endpoint: self.endpoint.or(found.endpoint).unwrap_or_default(),
        }
    }
}

/// An exchange rate that the caller gives: this crate knows none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The currency to show.
    pub currency: Currency,
    /// How much of it one unit of the quote's currency is.
    pub rate: Decimal,
}

/// The id of an ask: text or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Id {
    /// Text.
    Text(String),
    /// A whole number.
    Number(u64),
}

impl Ask {
    /// An ask about a model and a day, of nothing used yet.
    pub fn new(model: impl Into<String>, on: Day) -> Ask {
        Ask {
            id: None,
            seller: None,
            model: model.into(),
            on,
            used: Used::Planned(Usage::new()),
            terms: TermsAsked::default(),
            convert: None,
        }
    }

    /// Names the seller.
    #[must_use]
    pub fn seller(mut self, seller: impl Into<String>) -> Ask {
        self.seller = Some(seller.into());
        self
    }

    /// Counts of a planned request.
    #[must_use]
    pub fn usage(mut self, usage: Usage) -> Ask {
        self.used = Used::Planned(usage);
        self
    }

    /// A provider's report of a request that did happen.
    #[must_use]
    pub fn report(mut self, report: Report) -> Ask {
        self.used = Used::Reported(report);
        self
    }

    /// The terms, all four.
    #[must_use]
    pub fn terms(mut self, terms: Terms) -> Ask {
        self.terms = TermsAsked {
            service_tier: Some(terms.service_tier),
            speed: Some(terms.speed),
            inference_geo: Some(terms.inference_geo),
            endpoint: Some(terms.endpoint),
        };
        self
    }

    /// Shows the total in another currency, too.
    #[must_use]
    pub fn convert(mut self, conversion: Conversion) -> Ask {
        self.convert = Some(conversion);
        self
    }
}
