//! Cache writes by how long they live.

use crate::fields::Fields;
use crate::report::{Note, UsageError};

/// How many tokens were written for each lifetime, as far as an object says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lifetimes {
    pub(crate) five_minutes: Option<u32>,
    pub(crate) one_hour: Option<u32>,
}

impl Lifetimes {
    /// Anthropic's [`cache_creation`](https://platform.claude.com/docs/en/build-with-claude/prompt-caching).
    pub(crate) fn read(fields: Option<Fields<'_>>) -> Result<Self, UsageError> {
        let Some(mut fields) = fields else { return Ok(Lifetimes::default()) };
        let five_minutes = fields.optional_count("ephemeral_5m_input_tokens")?;
        let one_hour = fields.optional_count("ephemeral_1h_input_tokens")?;
        // Some gateways carry a day's cache; no seller publishes a price for it.
        fields.silent(&["ephemeral_24h_input_tokens"])?;
        fields.finish()?;
        Ok(Lifetimes { five_minutes, one_hour })
    }

    /// Tokens written for five minutes and for an hour, given the whole.
    ///
    /// Writes whose lifetime is not told count as five minutes, with a note: in loops of server tools the
    /// whole is summed over the loop and the split is not.
    pub(crate) fn split(
        self,
        whole: Option<u32>,
        path: &str,
        notes: &mut Vec<Note>,
    ) -> Result<(u32, u32), UsageError> {
        let Some(whole) = whole else {
            return Ok((self.five_minutes.unwrap_or(0), self.one_hour.unwrap_or(0)));
        };
        if self == Lifetimes::default() {
            if whole > 0 {
                let message =
                    format!("{path} is {whole} without a lifetime; read as the standard one, five minutes");
                notes.push(Note::new("cache_write_ttl_assumed", message));
            }
            return Ok((whole, 0));
        }
        let (five, hour) = (self.five_minutes.unwrap_or(0), self.one_hour.unwrap_or(0));
        let Some(rest) = whole.checked_sub(five).and_then(|rest| rest.checked_sub(hour)) else {
            let message = format!(
                "met {whole}, expected at least {}: {five} written for five minutes and {hour} for an hour",
                u64::from(five) + u64::from(hour)
            );
            return Err(UsageError::bad_usage(path, message));
        };
        if rest > 0 {
            let message = format!(
                "{path} is {whole}, its split tells {five} for five minutes and {hour} for an hour; the other {rest} \
                 are read as five minutes"
            );
            notes.push(Note::new("cache_write_split", message));
        }
        // five + rest is whole - hour.
        Ok((whole - hour, hour))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(
        whole: Option<u32>,
        five: Option<u32>,
        hour: Option<u32>,
    ) -> (Option<(u32, u32)>, Vec<&'static str>) {
        let mut notes = Vec::new();
        let result = Lifetimes { five_minutes: five, one_hour: hour }.split(whole, "w", &mut notes);
        (result.ok(), notes.into_iter().map(|n| n.code).collect())
    }

    #[test]
    fn every_case() {
        assert_eq!(split(Some(10), Some(4), Some(6)), (Some((4, 6)), vec![]));
        assert_eq!(split(Some(10), Some(4), Some(1)), (Some((9, 1)), vec!["cache_write_split"]));
        assert_eq!(split(Some(10), None, Some(10)), (Some((0, 10)), vec![]));
        assert_eq!(split(Some(10), None, None), (Some((10, 0)), vec!["cache_write_ttl_assumed"]));
        assert_eq!(split(Some(0), None, None), (Some((0, 0)), vec![]));
        assert_eq!(split(None, Some(4), Some(6)), (Some((4, 6)), vec![]));
        assert_eq!(split(None, None, None), (Some((0, 0)), vec![]));
        assert_eq!(split(Some(10), Some(6), Some(6)), (None, vec![]));
        assert_eq!(split(Some(10), Some(u32::MAX), Some(u32::MAX)), (None, vec![]));
    }
}
