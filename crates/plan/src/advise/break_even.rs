use super::{Wish, ways};
use crate::PlanError;
use crate::conversation::Caching;
use crate::setting::Setting;
use tokentoll_core::Amount;

/// From how many requests on a cache pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakEven {
    /// Which cache.
    pub cache: Caching,
    /// The quote of a request that sends everything fresh.
    pub plain: Amount,
    /// The quote of the first request, which writes the prefix.
    pub write: Amount,
    /// The quote of each further one, which reads it.
    pub read: Amount,
    /// The fewest requests that together cost less than without the cache; `None` where no number does,
    /// because reads save nothing or the pause between requests outlives the cache.
    pub from: Option<u32>,
}

/// From how many requests on caching the prefix pays: the least `n` with `write + (n − 1) read < n plain`.
///
/// `None` where the card has no such cache, or the prefix is shorter than the least that is cached.
///
/// # Errors
/// [`PlanError::Unpriced`] where the request has no price.
pub fn break_even(at: &Setting<'_>, wish: &Wish, cache: Caching) -> Result<Option<BreakEven>, PlanError> {
    let Some([first, later]) = ways::cached(at, &wish.usage, wish.prefix, cache) else { return Ok(None) };
    let card = at.compiled()?;
    let fresh = ways::fresh(&wish.usage)?;
    let [plain, write, read] = [fresh, first, later].map(|usage| card.units(&usage));
    let (plain, write, read) = (plain?, write?, read?);
    let alive = wish.every_s < cache.lifetime_s();
    let from = if !alive {
        None
    } else if write < plain {
        Some(1)
    } else if read >= plain {
        None
    } else {
        // n > (write − read) / (plain − read)
        u32::try_from((write - read) / (plain - read) + 1).ok()
    };
    Ok(Some(BreakEven {
        cache,
        plain: card.total(&fresh)?,
        write: card.total(&first)?,
        read: card.total(&later)?,
        from,
    }))
}
