//! What was spent beside what may be spent.

use super::args::{Budget, UsageArgs};
use super::gather::Gathered;
use serde::Serialize;
use tokentoll::core::Amount;
use tokentoll::{Failure, PriceBook};

/// Something that cost more than it may.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Over {
    /// The field of the budget; nothing for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(serialize_with = "as_text")]
    pub(crate) most: Amount,
    #[serde(serialize_with = "as_text")]
    pub(crate) spent: Amount,
    pub(crate) currency: &'static str,
}

/// Every group that is over its budget, which holds in each currency by itself.
pub(crate) fn exceeded(
    budgets: &[Budget],
    args: &UsageArgs,
    gathered: &Gathered,
    book: &PriceBook,
) -> Result<Vec<Over>, Failure> {
    let mut over = Vec::new();
    for budget in budgets {
        let query = args.which.query(budget.by.iter().cloned().collect(), None);
        let summary = gathered.ledger().ask(&query, book)?;
        for group in &summary.groups {
            for money in group.amounts.iter().filter(|money| money.amount > budget.most) {
                over.push(Over {
                    by: budget.by.as_ref().map(ToString::to_string),
                    key: budget.by.as_ref().and(group.key.first().cloned()),
                    most: budget.most,
                    spent: money.amount,
                    currency: money.currency.name(),
                });
            }
        }
    }
    Ok(over)
}

fn as_text<S: serde::Serializer>(amount: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}
