//! Rows of [FOCUS](https://focus.finops.org/focus-specification/) 1.4, the FinOps open cost and usage
//! specification, dataset Cost and Usage: one for each day, model, terms, meter and price.

use super::pricing::{Pricing, utc};
use super::row::{Extra, Row};
use super::{Field, Ledger, Query};
use crate::{Code, Failure};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use tokentoll_book::PriceBook;
use tokentoll_core::{Amount, LineItem, Meter, Unit};

/// The columns, in the specification's order, then ours.
///
/// Of the conditional ones those are left out whose condition does not hold here: commitments, reservations,
/// regions, resources, sub-accounts, allocations and invoices.
pub const COLUMNS: [&str; 39] = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "HostProviderName",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ServiceCategory",
    "ServiceName",
    "ServiceProviderName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "Tags",
    "x_Model",
    "x_PriceEntry",
];

/// One row: a value for each of [`COLUMNS`]; empty is null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FocusRow(pub Vec<String>);

/// What rows of one charge have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Charge {
    day: String,
    seller: String,
    seller_name: String,
    currency: &'static str,
    model: String,
    entry: String,
    project: String,
    meter: Meter,
    /// The options and the tier that made the price.
    price: String,
    /// The price of one count.
    rate: Decimal,
}

/// The rows of a ledger, and how many requests have no price and so no row.
///
/// # Errors
/// A [`Failure`] for sums of more digits than a decimal holds.
pub fn focus(
    ledger: &Ledger,
    query: &Query,
    book: &PriceBook,
    account: &str,
) -> Result<(Vec<FocusRow>, u64), Failure> {
    let mut pricing = Pricing::new(ledger, query, book)?;
    let mut charges: BTreeMap<Charge, (u64, Amount)> = BTreeMap::new();
    let mut not_priced = 0;
    for row in ledger.rows.iter() {
        let local = pricing.local(row);
        if !pricing.is_asked_for(local) {
            continue;
        }
        let Ok(lines) = lines(&mut pricing, ledger, row) else {
            not_priced += 1;
            continue;
        };
        let day = match utc(row.time) {
            Some(day) => day.to_string(),
            None => pricing.day(row).map_or_else(String::new, |day| day.to_string()),
        };
        let project = pricing.value(&Field::Project, row, local);
        let Some(cell) = pricing.cell_of(row) else { continue };
        for line in lines {
            let charge = Charge {
                day: day.clone(),
                seller: cell.found.seller.id().to_owned(),
                seller_name: cell.found.seller.name().to_owned(),
                currency: cell.currency().name(),
                model: line.model,
                entry: line.entry,
                project: project.clone(),
                meter: line.meter,
                price: line.price,
                rate: line.rate,
            };
            let (count, amount) = charges.entry(charge).or_insert((0, Amount::ZERO));
            *count += line.count;
            *amount = amount.plus(line.amount).ok_or_else(|| {
                Failure::new(Code::BadNumber, "", "the sum has more digits than a decimal holds")
            })?;
        }
    }
    let rows = charges.into_iter().map(|(charge, (count, amount))| charge.row(count, amount, account));
    Ok((rows.collect(), not_priced))
}

/// A line of a bill.
struct Line {
    model: String,
    entry: String,
    meter: Meter,
    price: String,
    rate: Decimal,
    count: u64,
    amount: Amount,
}

fn lines(pricing: &mut Pricing<'_, '_>, ledger: &Ledger, row: &Row) -> Result<Vec<Line>, ()> {
    let (at, ..) = pricing.price(row).map_err(drop)?;
    let (book, day) = (pricing.book(), pricing.day(row).ok_or(())?);
    let cell = pricing.cell(at);
    let model = cell.found.model.id().to_owned();
    let entry = cell.listing.price().entry.clone();
    let bill = |usage| cell.listing.card().bill(&usage, &cell.terms).map_err(drop);
    match ledger.extra_of(row) {
        None => Ok(bill(row.usage())?.lines().iter().map(|item| line(item, &model, &entry)).collect()),
        Some(Extra::Request(usage)) => {
            Ok(bill(*usage)?.lines().iter().map(|item| line(item, &model, &entry)).collect())
        }
        Some(Extra::Parts(parts)) => {
            let mut all = Vec::new();
            for part in parts {
                let own = part
                    .model
                    .as_deref()
                    .map(|model| cell.of_part(book, model, day))
                    .transpose()
                    .map_err(drop)?;
                let cell = own.as_ref().unwrap_or(cell);
                if part.refused && cell.listing.free_refusals().is_some() {
                    continue;
                }
                let quote = cell.listing.card().bill(&part.usage, &cell.terms).map_err(drop)?;
                let (model, entry) = (cell.found.model.id(), &cell.listing.price().entry);
                all.extend(quote.lines().iter().map(|item| line(item, model, entry)));
            }
            Ok(all)
        }
        Some(Extra::Aggregate(sum)) => {
            let long = sum.long_context == Some(true);
            let used = Meter::ALL.into_iter().filter(|meter| sum.of(*meter) > 0);
            used.map(|meter| {
                let one = cell.one(meter, long).map_err(drop)?;
                Ok(Line {
                    model: model.clone(),
                    entry: entry.clone(),
                    meter,
                    price: if long { "long_context".to_owned() } else { "standard".to_owned() },
                    rate: one.decimal(),
                    count: sum.of(meter),
                    amount: one.times(Decimal::from(sum.of(meter))).ok_or(())?,
                })
            })
            .collect()
        }
    }
}

fn line(item: &LineItem, model: &str, entry: &str) -> Line {
    let names: Vec<&str> = item.adjustments().map(|adjustment| adjustment.name.name()).collect();
    Line {
        model: model.to_owned(),
        entry: entry.to_owned(),
        meter: item.meter(),
        price: if names.is_empty() { "standard".to_owned() } else { names.join("+") },
        rate: per_count(item),
        count: item.count().into(),
        amount: item.amount(),
    }
}

/// The price of one count, where it is a decimal; of hours it is not.
fn per_count(item: &LineItem) -> Decimal {
    let places = match item.meter().unit() {
        Unit::Mtok => 6,
        Unit::Kcall => 3,
        Unit::Hour => return Decimal::ZERO,
    };
    let mut price = item.rate().price();
    let scale = price.scale() + places;
    if price.set_scale(scale).is_err() { Decimal::ZERO } else { price.normalize() }
}

impl Charge {
    fn row(&self, count: u64, amount: Amount, account: &str) -> FocusRow {
        let month: String = self.day.chars().take(7).collect();
        let start = |day: &str| format!("{day}T00:00:00Z");
        let next_month = next(&format!("{month}-01"), true);
        let unit = match self.meter.unit() {
            Unit::Mtok => "Tokens",
            Unit::Kcall => "Requests",
            Unit::Hour => "Milliseconds",
        };
        let price = if self.meter.unit() == Unit::Hour { String::new() } else { self.rate.to_string() };
        let (amount, meter) = (amount.to_string(), self.meter.name());
        let sku = format!("{}/{}/{meter}", self.seller, self.model);
        let details = serde_json::json!({ "x_Meter": meter, "x_Terms": self.price });
        let tags = match self.project.as_str() {
            "" => String::new(),
            project => serde_json::json!({ "project": project }).to_string(),
        };
        let value = |column: &str| -> String {
            match column {
                "BilledCost"
                | "ContractedCost"
                | "EffectiveCost"
                | "ListCost"
                | "PricingCurrencyEffectiveCost" => amount.clone(),
                "ContractedUnitPrice"
                | "ListUnitPrice"
                | "PricingCurrencyContractedUnitPrice"
                | "PricingCurrencyListUnitPrice" => price.clone(),
                "BillingAccountId" | "BillingAccountName" => account.to_owned(),
                "BillingCurrency" | "PricingCurrency" => self.currency.to_owned(),
                "BillingPeriodStart" => start(&format!("{month}-01")),
                "BillingPeriodEnd" => start(&next_month),
                "ChargePeriodStart" => start(&self.day),
                "ChargePeriodEnd" => start(&next(&self.day, false)),
                "ChargeCategory" => "Usage".to_owned(),
                "ChargeDescription" => format!("{} {meter}, {}", self.model, self.price),
                "ChargeFrequency" => "Usage-Based".to_owned(),
                "ConsumedQuantity" | "PricingQuantity" => count.to_string(),
                "ConsumedUnit" | "PricingUnit" => unit.to_owned(),
                "HostProviderName" | "InvoiceIssuerName" | "ServiceProviderName" | "ServiceName" => {
                    self.seller_name.clone()
                }
                "PricingCategory" => "Standard".to_owned(),
                "ServiceCategory" => "AI and Machine Learning".to_owned(),
                "ServiceSubcategory" => "Generative AI".to_owned(),
                "SkuId" => sku.clone(),
                "SkuMeter" => meter.to_owned(),
                "SkuPriceDetails" => details.to_string(),
                "SkuPriceId" => format!("{sku}/{}@{}", self.price, self.rate),
                "Tags" => tags.clone(),
                "x_Model" => self.model.clone(),
                "x_PriceEntry" => self.entry.clone(),
                _ => String::new(),
            }
        };
        FocusRow(COLUMNS.iter().map(|column| value(column)).collect())
    }
}

/// The day, or the month, after one.
fn next(day: &str, month: bool) -> String {
    let span = if month { jiff::Span::new().months(1) } else { jiff::Span::new().days(1) };
    let next = day.parse::<jiff::civil::Date>().and_then(|day| day.checked_add(span));
    next.map_or_else(|_| day.to_owned(), |next| next.to_string())
}
