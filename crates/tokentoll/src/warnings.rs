//! What a reader of a bill should know besides its amounts.

use crate::code::code_of;
use crate::price::Priced;
use crate::wire;
use std::collections::HashSet;
use tokentoll_book::{Day, Found, Listing, Origin};
use tokentoll_core::{Grouped, LineItem, Meter, MeterSet, Terms, Usage};

/// Warnings, each once, in the order in which they came up.
#[derive(Default)]
pub(crate) struct Warnings {
    pub(crate) list: Vec<wire::Warning>,
    seen: HashSet<wire::Warning>,
}

impl Warnings {
    pub(crate) fn push(&mut self, code: &'static str, message: String) {
        let warning = wire::Warning { code, message };
        if self.seen.insert(warning.clone()) {
            self.list.push(warning);
        }
    }

    pub(crate) fn of_part(&mut self, part: &Priced<'_>, on: Day) {
        self.of_life(&part.found, on);
        let quote = &part.quote;
        for unpriced in quote.tolerated() {
            self.push(
                code_of(unpriced).name(),
                format!("{unpriced}; the request did happen, so it is priced"),
            );
        }
        for (option, because) in quote.ignored() {
            self.push("option_ignored", format!("`{}` has no effect {because}", option.as_term()));
        }
        let caveats = std::iter::once(part.listing.price()).chain(part.touched());
        self.of_origins(caveats.chain(quote.ignored().filter_map(|(option, _)| part.listing.option(option))));
        if let Some(note) = part.listing.tiers_note() {
            self.push("confidence", format!("{}, long-context tier: {note}", part.listing.price().entry));
        }
        if quote.lines().iter().any(LineItem::is_rounded) {
            self.push(
                "rounded",
                "fees by the hour are rounded at the twelfth place, half to even".to_owned(),
            );
        }
    }

    /// What the entries say of themselves, where they are less than sure.
    pub(crate) fn of_origins<'o>(&mut self, origins: impl Iterator<Item = &'o Origin>) {
        for origin in origins {
            if let Some(note) = origin.caveat() {
                self.push(
                    "confidence",
                    format!("{} ({} confidence): {note}", origin.entry, origin.confidence),
                );
            }
        }
    }

    /// What the ask says of a term, where something else says otherwise: the ask wins, and says so.
    pub(crate) fn of_terms<T: PartialEq + std::fmt::Display>(
        &mut self,
        code: &'static str,
        other: &str,
        asked: Option<T>,
        told: Option<T>,
    ) {
        if let (Some(asked), Some(told)) = (asked, told)
            && asked != told
        {
            self.push(code, format!("{other} says {told}; priced as {asked}, as asked"));
        }
    }

    pub(crate) fn of_life(&mut self, found: &Found<'_>, on: Day) {
        let (model, life) = (found.model, found.model.life());
        let instead = || {
            found
                .successor(on)
                .map_or_else(String::new, |new| format!("; recommended instead: {}", new.model.id()))
        };
        match (life.retired, life.deprecated) {
            (Some(retired), _) if on >= retired => {
                self.push(
                    "retired",
                    format!("{} was retired on {retired}; its last price is shown{}", model.id(), instead()),
                );
            }
            (retired, Some(deprecated)) if on >= deprecated => {
                let until = retired.map_or_else(String::new, |day| format!(" and retires on {day}"));
                self.push(
                    "deprecated",
                    format!("{} is deprecated since {deprecated}{until}{}", model.id(), instead()),
                );
            }
            _ => {}
        }
    }

    /// What a planned request must know besides its price.
    pub(crate) fn of_plan(&mut self, usage: &Usage, listing: &Listing, terms: &Terms) {
        let facts = listing.facts();
        if let (Some(extended), Some(window)) = (&facts.extended_window, facts.context_window)
            && usage.prompt_tokens() > u64::from(window)
        {
            let needs = extended.needs.as_ref().map_or_else(String::new, |needs| format!(" and {needs}"));
            let window = Grouped(u64::from(window));
            let message =
                format!("a prompt over {window} tokens needs the header {}{needs}", extended.header);
            self.push("needs_header", message);
        }
        for option in terms.options() {
            if let Some(header) = listing.option(option).and_then(|origin| origin.header.as_ref()) {
                self.push("needs_header", format!("`{}` needs the header {header}", option.as_term()));
            }
        }
        let written = usage.of(Meter::CacheWrite5m).max(usage.of(Meter::CacheWrite1h));
        let prefix = usage.sum(MeterSet::PROMPT)
            - u64::from(usage.of(Meter::Input))
            - u64::from(usage.of(Meter::InputAudio));
        if let Some(least) = facts.min_cacheable.filter(|least| written > 0 && prefix < u64::from(*least)) {
            let least = Grouped(least.into());
            let message = format!("prefixes under {least} tokens are not cached and cost as input");
            self.push("below_min_cacheable", message);
        }
        let output = usage.of(Meter::Output);
        if let Some(most) = facts.max_output.filter(|most| output > *most) {
            self.push(
                "over_max_output",
                format!(
                    "the model writes at most {} tokens, met {}",
                    Grouped(most.into()),
                    Grouped(output.into())
                ),
            );
        }
    }
}
