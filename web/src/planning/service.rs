//! What the calculator asks of this module, which can read what the calculator itself need not.

use crate::export;
use crate::state::{Action, Own, Prices, State};
use crate::told::Told;
use std::rc::Rc;
use tokentoll::{Day, Meter, PriceBook};

/// A price file laid over the listed prices.
///
/// # Errors
/// Why it could not be read, for people.
pub fn own(listed: &'static PriceBook, name: String, text: String) -> Result<Own, String> {
    let read = PriceBook::read([(&*name, &*text)]).and_then(|own| listed.overlaid_by(&own));
    let book = read.map_err(|error| error.to_string())?;
    Ok(Own { name, text: text.into(), book: Rc::new(book) })
}

/// The counts of a provider's usage object, by [`crate::state::Slot`].
///
/// # Errors
/// Why they could not be read, for people.
pub fn usage(text: &str) -> Result<[u32; 5], String> {
    let report = tokentoll::usage::read_text(text.as_bytes(), None).map_err(|error| error.to_string())?;
    let [part] = &*report.parts else {
        return Err(format!("{} requests in one object", report.parts.len()));
    };
    let usage = &part.usage;
    let known = [Meter::Output, Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h];
    if let Some((meter, _)) = usage.iter().find(|(meter, _)| *meter != Meter::Input && !known.contains(meter))
    {
        return Err(format!("`{meter}`"));
    }
    let prompt = usage.prompt_tokens();
    let prompt = u32::try_from(prompt).map_err(|_| format!("{prompt} tokens"))?;
    let [output, read, write_5m, write_1h] = known.map(|meter| usage.of(meter));
    Ok([prompt, output, read, write_5m, write_1h])
}

/// The page again, for exports: from the fragment of its address, the prices in use, and what was counted.
pub fn state(today: Day, prices: Prices, fragment: String, counted: &str) -> State {
    let mut state = State::new(today, prices.listed).after(Action::Prices(prices.own));
    if let Some(told) = Told::read(counted) {
        state.change(Action::Told(told));
    }
    // The fields are those of the page, whatever was counted.
    state.after(Action::Link(fragment))
}

/// The bill as CSV; empty where there is no model.
pub fn csv(state: &State) -> String {
    state.view().map_or_else(String::new, |view| export::csv(state, &view))
}

#[cfg(test)]
mod tests {
    use super::state as state_of;
    use super::*;

    fn state() -> State {
        State::new("2026-11-25".parse().unwrap(), PriceBook::embedded())
    }

    #[test]
    fn a_usage_object_gives_every_count() {
        let text = r#"{"input_tokens": 5, "cache_read_input_tokens": 90, "output_tokens": 7,
            "cache_creation_input_tokens": 30, "cache_creation": {"ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 20}}"#;
        assert_eq!(usage(text), Ok([125, 7, 90, 10, 20]));
        assert!(usage("{\"input_tokens\": -1}").is_err());
    }

    #[test]
    fn own_prices_are_laid_over_and_taken_away() {
        let file = r#"{"format": 1, "seller": "anthropic", "name": "Ours", "currency": "USD",
            "sources": {"deal": "our contract"}, "models": [{"id": "claude-sonnet-4-6", "prices": [
            {"from": "2026-10-01", "source": ["deal"], "checked": "2026-10-01", "rates": {"input": "1/Mtok", "output": "2/Mtok"}}]}]}"#;
        let read = |text: &str| own(PriceBook::embedded(), "deal.json".to_owned(), text.to_owned());
        let link = state().after(Action::Link("m=claude-sonnet-4-6&in=1000000&out=0".to_owned()));
        let ours = link.after(Action::Prices(Some(read(file).unwrap())));
        let total = |state: &State| state.view().unwrap().bills[0].total.to_string();
        assert_eq!((total(&link), total(&ours)), ("3".to_owned(), "1".to_owned()));
        assert_eq!(total(&ours.after(Action::Prices(None))), "3");
        // Packed on its way to the calculator, it says the same.
        let packed = PriceBook::unpack_cards(&ours.prices.book().pack_cards()).unwrap();
        let own = Own { book: Rc::new(packed), ..ours.prices.own.clone().unwrap() };
        assert_eq!(total(&link.after(Action::Prices(Some(own)))), "1");
        let again = state_of(ours.today, ours.prices, crate::share::fragment(&link), "");
        assert!(export::json(&again).contains(r#""total":"1""#));
        let counted =
            "kind=counted&last=true&tokens=9&low=9&high=9&method=x&id=1&name=%3Dcmd&bytes=9&tokens=9";
        let prices = Prices { listed: PriceBook::embedded(), own: None };
        let again = state_of(link.today, prices, "m=claude-sonnet-4-6&in=5&out=0".to_owned(), counted);
        assert_eq!(again.planned.unwrap().input.tokens, 5, "as typed after it was counted");
        assert!(csv(&again).contains("\r\n'=cmd,9,"), "{}", csv(&again));
        assert!(read("{}").is_err() && read("").is_err());
    }
}
