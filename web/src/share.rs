//! The state in the fragment of the address: numbers, names of models and days, never a text or a file's name.

use crate::message;
use crate::number::{self, Count};
use crate::plan::Place;
use crate::state::{Action, Field, Notice, Slot, State};
use crate::text::Text;
use std::fmt::Write;
use tokentoll::{Day, Endpoint, InferenceGeo, ServiceTier, Speed, Terms};

/// The longest fragment that is written, in bytes.
pub const MOST: usize = 300;

/// The fields and their keys.
const KEYS: [(Slot, &str); 5] = [
    (Slot::Input, "in"),
    (Slot::Output, "out"),
    (Slot::Read, "cr"),
    (Slot::Write5m, "c5"),
    (Slot::Write1h, "c1"),
];

/// The fragment of a state, without its `#`. The day is always in it: a link keeps its prices.
pub fn fragment(state: &State) -> String {
    let Place { seller, model, day, terms } = &state.place;
    let mut text = format!("v=1&s={}&m={}&d={day}", escaped(seller), escaped(model));
    let mut add = |key: &str, value: &str| {
        let _ = write!(text, "&{key}={value}");
    };
    for (slot, key) in KEYS {
        let Some(count) = state.field(slot).count else { continue };
        add(key, &count.tokens.to_string());
        if slot == Slot::Input && !count.is_exact() {
            add("lo", &count.low.to_string());
            add("hi", &count.high.to_string());
        }
    }
    match terms.service_tier {
        ServiceTier::Standard => {}
        ServiceTier::Batch => add("b", "1"),
        other => add("q", other.name()),
    }
    if terms.speed != Speed::default() {
        add("f", "1");
    }
    if terms.inference_geo != InferenceGeo::default() {
        add("g", terms.inference_geo.name());
    }
    if terms.endpoint != Endpoint::default() {
        add("e", terms.endpoint.name());
    }
    if let Some(rate) = state.exchange.1 {
        add("x", &rate.normalize().to_string());
    }
    if text.len() + state.unknown.len() <= MOST {
        text.push_str(&state.unknown);
    }
    text
}

/// Whether a link had no room for what is asked below the calculator.
pub fn is_partial(link: &str, state: &State) -> bool {
    !link.ends_with(&state.unknown)
}

/// Sets a state to what a fragment says; what cannot be read stays as it was, and is told.
pub fn open(state: &mut State, fragment: &str) {
    let mut bad = Vec::new();
    let (mut low, mut high) = (None, None);
    let (mut seller, mut model) = (None, None);
    state.unknown.clear();
    if fragment.contains('=') {
        // A link tells all of a state: what it leaves out is not left over from another one.
        for slot in [Slot::Input, Slot::Read, Slot::Write5m, Slot::Write1h] {
            state.fields[slot as usize] = Field::default();
        }
        state.place.terms = Terms::default();
        state.before = None;
    }
    for (key, value) in fragment.trim_start_matches('#').split('&').filter_map(|pair| pair.split_once('=')) {
        let tokens = || value.parse::<u32>().ok().filter(|n| *n <= number::MOST);
        let understood = match key {
            "v" => value == "1",
            _ if value.is_empty() => true,
            "s" => keep(&mut seller, unescaped(value)),
            "m" => keep(&mut model, unescaped(value)),
            "d" => value.parse::<Day>().is_ok_and(|day| {
                (state.place.day, state.day_text) = (day, day.to_string());
                state.linked = Some(day).filter(|day| *day != state.today);
                true
            }),
            "lo" => keep(&mut low, tokens()),
            "hi" => keep(&mut high, tokens()),
            "b" => flag(value, |on| {
                state.place.terms.service_tier = if on { ServiceTier::Batch } else { ServiceTier::Standard }
            }),
            "f" => flag(value, |on| state.place.terms.speed = if on { Speed::Fast } else { Speed::Standard }),
            "q" => value.parse().is_ok_and(|queue| set(&mut state.place.terms.service_tier, queue)),
            "g" => value.parse().is_ok_and(|geo| set(&mut state.place.terms.inference_geo, geo)),
            "e" => value.parse().is_ok_and(|endpoint| set(&mut state.place.terms.endpoint, endpoint)),
            "x" => {
                state.change(Action::Exchange(value.to_owned()));
                state.exchange.1.is_some()
            }
            _ => match KEYS.iter().find(|(_, known)| *known == key) {
                Some((slot, _)) => tokens()
                    .is_some_and(|n| set(&mut state.fields[*slot as usize], Field::of(Count::exact(n)))),
                None => {
                    if state.unknown.len() + key.len() + value.len() < MOST {
                        let _ = write!(state.unknown, "&{key}={value}");
                    }
                    true
                }
            },
        };
        if !understood {
            bad.push(key.chars().take(20).collect::<String>());
        }
    }
    if let (Some(count), Some(low), Some(high)) = (state.fields[0].count, low, high) {
        if low <= count.tokens && count.tokens <= high {
            state.fields[0] = Field::of(Count { low, high, ..count });
        } else {
            bad.push("lo".to_owned());
        }
    }
    if seller.is_some() || model.is_some() {
        let book = state.prices.book();
        let found = model.as_deref().map(|model| book.look_up(seller.as_deref(), model));
        match found {
            Some(Some(found)) => {
                let (seller, model) = (found.seller.id().to_owned(), found.model.id().to_owned());
                (state.place.seller, state.place.model) = (seller, model);
            }
            Some(None) => bad.push("m".to_owned()),
            None => bad.push("s".to_owned()),
        }
    }
    if !bad.is_empty() {
        state.notice = Some(Notice { what: Text::LinkNotRead, why: bad.join(", ") });
    }
    state.replan();
}

fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

fn set<T>(place: &mut T, value: T) -> bool {
    *place = value;
    true
}

fn flag(value: &str, mut set: impl FnMut(bool)) -> bool {
    let on = match value {
        "1" => true,
        "0" => false,
        _ => return false,
    };
    set(on);
    true
}

/// Ids as they may stand in a fragment.
fn escaped(id: &str) -> String {
    let mut text = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:@/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn unescaped(text: &str) -> Option<String> {
    message::unescaped(text, false).filter(|id| id.len() <= 120)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokentoll::PriceBook;

    fn opened(fragment: &str) -> State {
        State::new("2026-11-25".parse().unwrap(), PriceBook::embedded())
            .after(Action::Link(fragment.to_owned()))
    }

    #[test]
    fn every_field_goes_round() {
        let text = "v=1&s=anthropic&m=claude-opus-4-6&d=2026-02-20&in=212400&lo=199656&hi=225144&out=2000&cr=1&c5=2\
                    &c1=3&b=1&f=1&g=us&x=7.1&later=5";
        let state = opened(&format!("#{text}"));
        assert_eq!(state.notice, None);
        assert_eq!(fragment(&state), text);
        assert_eq!(state.linked, Some("2026-02-20".parse().unwrap()));
        assert_eq!(state.planned.unwrap().fresh(), 212_394);
        assert!(text.len() < MOST);
        let regional = opened("s=bedrock&m=anthropic.claude-opus-4-6-v1&e=regional&q=flex");
        assert_eq!(regional.notice, None);
        assert!(fragment(&regional).contains("&q=flex&e=regional"));
    }

    #[test]
    fn a_second_link_leaves_nothing_of_the_first() {
        let first = opened("m=claude-opus-4-6&d=2026-02-20&in=400000&cr=100000&out=5&b=1");
        let second =
            first.after(Action::Link("m=claude-opus-4-6&d=2026-02-20&in=500000&out=2000".to_owned()));
        assert_eq!((second.planned.unwrap().read, second.place.terms), (0, Terms::default()));
    }

    #[test]
    fn bad_values_are_told_and_change_nothing() {
        let state = opened("v=1&m=claude-9&d=2026-02-30&in=-5&out=1e3&b=yes&g=mars&lo=9&x=0");
        let fresh = opened("");
        assert_eq!(state.place, fresh.place);
        assert_eq!(state.fields, fresh.fields);
        assert_eq!(state.notice.unwrap().why, "d, in, out, b, g, x, m");
    }

    #[test]
    fn a_link_without_room_for_all_says_so() {
        let also = |digits| opened("in=5").after(Action::Also(format!("&p={}", "1".repeat(digits))));
        let is_partial = |state: &State| is_partial(&fragment(state), state);
        assert!(!is_partial(&opened("in=5")) && !is_partial(&also(9)) && is_partial(&also(250)));
    }

    #[test]
    fn hostile_fragments_do_not_grow_the_link() {
        let long = opened(&format!("zz={}&{}", "9".repeat(5000), "a=1&".repeat(500)));
        assert!(fragment(&long).len() <= MOST);
        assert!(unescaped("%").is_none() && unescaped("%ff").is_none() && unescaped("%G0").is_none());
        assert_eq!(unescaped(&escaped("a b/ü&=")).as_deref(), Some("a b/ü&="));
    }
}
