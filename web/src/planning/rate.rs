//! How many such requests a minute takes, and how long many of them take.

use super::{Planning, Slot};
use tokentoll::Usage;
use tokentoll::plan::limits::{Limits, Throughput, limits, of_own};
use tokentoll::plan::rules::PerMinute;
use tokentoll::plan::{PlanError, Rules};

/// The name of limits of the reader's own.
pub const OWN: &str = "own";

/// The limits of a request.
#[derive(Clone, Debug)]
pub struct Rated {
    /// How many requests are to be sent.
    pub requests: u32,
    /// What one of them uses.
    pub usage: Usage,
    /// Whether the seller would refuse it, whatever the limits are.
    pub refused: bool,
    /// The limits of every usage tier that are known; `None` with why not.
    pub known: Result<Limits<'static>, PlanError>,
    /// The tier that is looked at; `None` where nothing is known and nothing was given.
    pub chosen: Option<Throughput>,
}

impl Rated {
    /// The limits of a state; `None` while nothing was asked, or where no price is known.
    ///
    /// # Errors
    /// [`PlanError`] for counts out of range.
    pub fn of(planning: &Planning) -> Result<Option<Rated>, PlanError> {
        let (Some(at), Some(planned)) = (planning.setting(), planning.page.planned) else { return Ok(None) };
        let (input, output) = (planned.input.tokens, planned.output.tokens);
        let usage = match planning.fields.of(Slot::Cached).number {
            None => planned.usage_at(input, output),
            Some(share) => {
                let read = u64::from(input) * u64::from(share) / 100;
                let read = u32::try_from(read).map_or(input, |read| read.min(input));
                Usage::new().input(input - read).cache_read(read).output(output)
            }
        };
        let known = limits(&at, &usage, Rules::embedded());
        let refused = at.quote(&usage).is_err();
        let is_own = planning.tier == OWN || known.is_err() && planning.has_own_limits();
        let chosen = if is_own {
            let per_minute = PerMinute {
                requests: planning.number(Slot::OwnRequests),
                input: planning.number(Slot::OwnInput),
                output: planning.number(Slot::OwnOutput),
            };
            Some(of_own(per_minute, false, &usage)?)
        } else {
            let tiers = known.as_ref().map(|limits| &*limits.tiers).unwrap_or_default();
            tiers.iter().find(|tier| tier.tier == planning.tier).or(tiers.last()).cloned()
        };
        Ok(Some(Rated { requests: planning.number(Slot::Requests), usage, refused, known, chosen }))
    }

    /// Whether the tier that is looked at is the reader's own.
    pub fn is_own(&self) -> bool {
        self.chosen.as_ref().is_some_and(|chosen| chosen.tier == OWN)
    }
}

impl Planning {
    fn has_own_limits(&self) -> bool {
        [Slot::OwnRequests, Slot::OwnInput, Slot::OwnOutput]
            .iter()
            .any(|slot| self.fields.of(*slot).number.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::Action;
    use crate::planning::tests::opened;
    use tokentoll::plan::limits::LimitOf;

    const SONNET: &str = "m=claude-sonnet-4-5&d=2026-02-20&in=150000&out=2000";

    #[test]
    fn tier_four_by_hand() {
        let rated = Rated::of(&opened(SONNET).after(Action::Tier("4".to_owned()))).unwrap().unwrap();
        let chosen = rated.chosen.unwrap();
        // 2,000,000 / 150,000 a minute; 400,000 / 2,000 and 4,000 would be more.
        assert_eq!((chosen.rate.to_string(), chosen.binding), ("13.333".to_owned(), LimitOf::Input));
        assert_eq!(chosen.rate.seconds(rated.requests), 450);
    }

    #[test]
    fn what_is_read_from_a_cache_does_not_count() {
        let cached = opened(SONNET).after(Action::Type(Slot::Cached, "90".to_owned()));
        let chosen = Rated::of(&cached).unwrap().unwrap().chosen.unwrap();
        assert_eq!((chosen.tier.as_str(), chosen.counted_input), ("4", 15_000));
        assert_eq!((chosen.rate.to_string(), chosen.binding), ("133.333".to_owned(), LimitOf::Input));
    }

    #[test]
    fn own_limits_where_none_are_known() {
        let before = opened("m=claude-sonnet-4-5&d=2026-01-20&in=150000&out=2000");
        let rated = Rated::of(&before).unwrap().unwrap();
        assert!(rated.known.is_err() && rated.chosen.is_none());
        let own = before.after(Action::Type(Slot::OwnInput, "100k".to_owned()));
        let rated = Rated::of(&own).unwrap().unwrap();
        assert!(rated.is_own());
        let chosen = rated.chosen.unwrap();
        assert_eq!(
            (chosen.rate.to_string(), &*chosen.exceeded_by_one),
            ("0.666".to_owned(), &[LimitOf::Input][..])
        );
    }
}
