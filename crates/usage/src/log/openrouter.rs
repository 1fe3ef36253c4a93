//! Generations of [OpenRouter](https://openrouter.ai/docs/api-reference/get-a-generation), as its API gives
//! them, and its activity by day. Tokens are the provider's own (`native_…`), of which some were cached.

use super::record::{Aggregate, Entry, Fault, Identity, Record, Used};
use super::{EachByItself, has_key, tree, words};
use crate::json::Object;
use crate::terms;
use std::borrow::Cow;
use tokentoll_core::{Meter, Usage};

#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenRouter;

impl EachByItself for OpenRouter {
    fn name(&self) -> &'static str {
        "openrouter"
    }

    fn is(&self, head: &[u8]) -> bool {
        has_key(head, "native_tokens_prompt")
            || has_key(head, "total_cost") && has_key(head, "tokens_prompt")
            || has_key(head, "model_permaslug")
    }

    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        let Some(object) = tree::opened(piece, found) else { return };
        match object.at(&["data"]) {
            None => found(record(&object).into()),
            Some(_) => object.objects_at("data").for_each(|row| found(row.and_then(record).into())),
        }
    }
}

fn record(row: &Object) -> Result<Record<'static>, Fault> {
    let used = if row.at(&["model_permaslug"]).is_some() { day(row)? } else { generation(row)? };
    let at = match row.time_at(&["created_at"])? {
        Some(at) => Some(at),
        None => row.time_at(&["date"])?,
    };
    let mut notes = Vec::new();
    let tier = row.text_at(&["service_tier"]);
    let mut record = Record {
        at,
        seller: row.text_at(&["provider_name"]).map(words::seller),
        model: row.text_at(&["model"]).map(bare),
        identity: row.text_at(&["id"]).map(Identity::of),
        session: row.text_at(&["session_id"]),
        labels: row
            .text_at(&["external_user"])
            .map(|user| (Cow::Borrowed("user"), user))
            .into_iter()
            .collect(),
        claimed: row.word_at(&["total_cost"]).or_else(|| row.word_at(&["usage"])),
        ..Record::new(used)
    };
    record.terms.service_tier = terms::openai_tier(tier.as_deref(), "service_tier", &mut notes)?;
    Ok(record)
}

fn generation(row: &Object) -> Result<Used, Fault> {
    let count = |native: &str, plain: &str| match row.count_at(&[native])? {
        Some(count) => Ok::<_, Fault>(Some(count)),
        None => row.count_at(&[plain]),
    };
    let prompt = count("native_tokens_prompt", "tokens_prompt")?
        .ok_or_else(|| Fault::new("no_usage", "met no native_tokens_prompt, expected a whole number"))?;
    let output = count("native_tokens_completion", "tokens_completion")?.unwrap_or(0);
    let cached = row.count_at(&["native_tokens_cached"])?.unwrap_or(0);
    let input = prompt.checked_sub(cached).ok_or_else(|| {
        Fault::new("bad_usage", format!("met {cached} native_tokens_cached of {prompt} native_tokens_prompt"))
    })?;
    Ok(Used::Request(Usage::new().input(input).cache_read(cached).output(output)))
}

fn day(row: &Object) -> Result<Used, Fault> {
    let sum = |key: &str| Ok::<_, Fault>(row.sum_at(&[key])?.unwrap_or(0));
    let counts = Aggregate::new()
        .with(Meter::Input, sum("prompt_tokens")?)
        .with(Meter::Output, sum("completion_tokens")?);
    Ok(Used::Aggregate(counts))
}

/// A model without its author and variant: `anthropic/claude-sonnet-4.5:beta`.
fn bare(model: Cow<'static, str>) -> Cow<'static, str> {
    let name = model.split_once('/').map_or(&*model, |(_, name)| name);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    Cow::Owned(name.to_owned())
}
