//! What the regions ask, as members of the page's address: the calculator keeps what it does not know.
//!
//! `p` holds the numbers in the order of [`Slot::ALL`], parted by dots, an empty one for an empty field;
//! `k` the strategy that is drawn, `t` the usage tier.

use super::{Keeping, Planning, Slot};

const OURS: [&str; 3] = ["p", "k", "t"];

/// The members that the calculator should keep: those of others, and ours.
pub fn members(planning: &Planning) -> String {
    let mut kept: Vec<String> = split(&planning.page.unknown)
        .filter(|(key, _)| !OURS.contains(key))
        .map(|(key, value)| format!("&{key}={value}"))
        .collect();
    let numbers =
        Slot::ALL.map(|slot| planning.fields.of(slot).number.map_or_else(String::new, |n| n.to_string()));
    let numbers = numbers.join(".");
    let numbers = numbers.trim_end_matches('.');
    if !numbers.is_empty() {
        kept.push(format!("&p={numbers}"));
    }
    if planning.keeping != Keeping::NoCache {
        kept.push(format!("&k={}", planning.keeping.name()));
    }
    if !planning.tier.is_empty() && planning.tier.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        kept.push(format!("&t={}", planning.tier));
    }
    kept.concat()
}

/// Takes what an address says; what it leaves out is empty.
pub(super) fn open(planning: &mut Planning, members: &str) {
    let of = |wanted: &str| split(members).find(|(key, _)| *key == wanted).map_or("", |(_, value)| value);
    let mut numbers = of("p").split('.');
    for slot in Slot::ALL {
        let number = numbers.next().and_then(|text| text.parse().ok());
        if planning.fields.of(slot).number != number {
            planning.fields.typed(slot, number.map_or_else(String::new, crate::show::count));
        }
    }
    planning.keeping = Keeping::ALL.into_iter().find(|k| k.name() == of("k")).unwrap_or(Keeping::NoCache);
    planning.tier = of("t").to_owned();
}

fn split(members: &str) -> impl Iterator<Item = (&str, &str)> {
    members.split('&').filter_map(|member| member.split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::Action;
    use crate::planning::tests::{opened, shown};
    use crate::share;

    const PAGE: &str = "m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000";

    #[test]
    fn a_link_gives_the_same_regions() {
        let typed =
            [(Slot::Times, "10"), (Slot::Prefix, "200k"), (Slot::Turns, "30"), (Slot::OwnInput, "2M")];
        let mut planning = opened(&format!("{PAGE}&zz=7"));
        for (slot, text) in typed {
            planning = planning.after(Action::Type(slot, text.to_owned()));
        }
        planning = planning.after(Action::Keep(Keeping::Restart)).after(Action::Tier("4".to_owned()));
        let members = members(&planning);
        assert_eq!(members, "&zz=7&p=10..200000.....30........2000000&k=restart&t=4");
        let again = opened(&format!("{PAGE}{members}"));
        assert_eq!((again.keeping, &*again.tier), (Keeping::Restart, "4"));
        for slot in Slot::ALL {
            assert_eq!(again.number(slot), planning.number(slot), "{slot:?}");
        }
        assert!(share::fragment(&again.page).ends_with(&members));
        assert_eq!(self::members(&again), members);
    }

    #[test]
    fn what_is_typed_stays_as_it_is_typed() {
        let planning = opened(PAGE).after(Action::Type(Slot::Start, "150k".to_owned()));
        let same = opened(&format!("{PAGE}{}", members(&planning)));
        assert_eq!(same.fields.of(Slot::Start).text, "150,000");
        let mut echoed = planning.clone();
        open(&mut echoed, &members(&planning));
        assert_eq!(echoed.fields.of(Slot::Start).text, "150k");
    }

    #[test]
    fn an_address_without_room_takes_nothing_away() {
        let page = format!("{PAGE}&x={}", "1".repeat(240));
        let planning = opened(&page).after(Action::Type(Slot::Times, "1000".to_owned()));
        let again = planning.after(Action::Page(shown(&format!("{page}&c1=0"))));
        assert_eq!(again.number(Slot::Times), 1_000);
        let told = planning.after(Action::Page(shown(&format!("{PAGE}{}", members(&planning)))));
        let other = told.after(Action::Page(shown(PAGE)));
        assert_eq!((told.number(Slot::Times), other.number(Slot::Times)), (1_000, 1));
    }

    #[test]
    fn nonsense_is_left_out() {
        let planning = opened(&format!("{PAGE}&p=x.-1.99999999999.5&k=never&t="));
        assert_eq!(planning.fields.of(Slot::Times).number, None);
        assert_eq!((planning.number(Slot::Shared), planning.keeping), (5, Keeping::NoCache));
    }
}
