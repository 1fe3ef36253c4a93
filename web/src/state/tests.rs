//! The checks of the state.

use super::*;
use crate::told::{Piece, Told};
use tokentoll::ServiceTier;

fn state() -> State {
    State::new("2026-11-25".parse().unwrap(), PriceBook::embedded())
}

fn typed(state: &State, slot: Slot, text: &str) -> State {
    state.after(Action::Type(slot, text.to_owned()))
}

#[test]
fn a_bad_text_keeps_the_last_cost() {
    let good = typed(&state(), Slot::Input, "100k");
    for bad in ["-5", "abc", "1.000"] {
        let kept = typed(&good, Slot::Input, bad);
        assert!(kept.field(Slot::Input).problem.is_some(), "{bad}");
        assert_eq!((kept.planned, &*kept.field(Slot::Input).text), (good.planned, bad));
    }
    assert_eq!(typed(&good, Slot::Input, "").planned, None);
}

#[test]
fn leaving_a_field_writes_the_count_out() {
    let left = typed(&state(), Slot::Input, "21.24万").after(Action::Leave(Slot::Input));
    assert_eq!(left.field(Slot::Input).text, "212,400");
    let spread = typed(&state(), Slot::Input, "212k ±6%").after(Action::Leave(Slot::Input));
    assert_eq!(spread.field(Slot::Input).text, "212k ±6%");
}

#[test]
fn a_split_that_does_not_fit_is_told_and_the_last_one_kept() {
    let good = typed(&typed(&state(), Slot::Input, "100"), Slot::Read, "60");
    let bad = typed(&good, Slot::Write5m, "41");
    assert!(bad.split_too_large && !good.split_too_large);
    assert_eq!(bad.planned, good.planned);
}

#[test]
fn trimming_keeps_proportions_and_can_be_taken_back() {
    let link = "m=claude-sonnet-4-5&d=2026-02-20&in=400000&cr=200000&out=2000";
    let over = state().after(Action::Link(link.to_owned()));
    let trimmed = over.after(Action::Trim(200_000));
    let planned = trimmed.planned.unwrap();
    assert_eq!((planned.input.tokens, planned.read), (200_000, 100_000));
    assert_eq!(trimmed.after(Action::Undo).planned, over.planned);
    assert!(typed(&trimmed, Slot::Output, "1").before.is_none());
}

#[test]
fn a_whole_request_is_applied_and_taken_back() {
    let link = "m=claude-sonnet-4-5&d=2026-02-20&in=400000&cr=200000&out=2000";
    let now = state().after(Action::Link(link.to_owned()));
    let apply = "m=claude-haiku-4-5&d=2026-02-20&in=200000&out=2000&b=1".to_owned();
    let applied = now.after(Action::Apply(apply));
    assert_eq!((&*applied.place.model, applied.planned.unwrap().read), ("claude-haiku-4-5-20251001", 0));
    let back = applied.after(Action::Undo);
    assert_eq!((&back.place, back.planned, &back.before), (&now.place, now.planned, &None));
    assert!(applied.after(Action::Queue(ServiceTier::Standard)).before.is_none());
}

#[test]
fn counts_fill_every_field() {
    let filled = state().after(Action::Fill([125, 7, 90, 10, 20]));
    let planned = filled.planned.unwrap();
    assert_eq!((planned.input.tokens, planned.output.tokens), (125, 7));
    assert_eq!((planned.read, planned.write_5m, planned.write_1h, planned.fresh()), (90, 10, 20, 5));
}

fn piece(id: u32, tokens: Option<u64>) -> Piece {
    let (name, preview) = (format!("{id}.txt"), String::new());
    Piece { id, name, bytes: 20, tokens, skipped: None, encoding: None, preview }
}

#[test]
fn a_count_becomes_the_input_with_its_error() {
    let counted = |last| Told::Counted {
        last,
        pieces: vec![piece(1, Some(9))],
        tokens: 212_400,
        low: 199_656,
        high: 225_144,
        method: "features".to_owned(),
    };
    let running = state().after(Action::Told(Told::Started)).after(Action::Told(counted(false)));
    assert_eq!(running.planned.unwrap().input, Count { tokens: 212_400, low: 199_656, high: 225_144 });
    assert!(matches!(running.sent.progress, Progress::Running { .. }));
    let cancelled =
        running.after(Action::Told(Told::Cancelled { given: vec![piece(1, None), piece(2, None)] }));
    assert_eq!((cancelled.planned, &cancelled.sent.progress), (running.planned, &Progress::Cancelled));
    // What was counted stays counted, and what was not can be taken away, too.
    assert_eq!(*cancelled.sent.pieces, [piece(1, Some(9)), piece(2, None)]);
    assert_eq!(running.after(Action::Told(counted(true))).sent.progress, Progress::Idle);
    let edited = typed(&running, Slot::Input, "5");
    assert_eq!(edited.after(Action::UseCount).planned, running.planned);
}

#[test]
fn changing_the_model_keeps_what_was_typed() {
    let before = typed(&state(), Slot::Input, "5k").after(Action::Queue(ServiceTier::Batch));
    let to = Action::Choose { seller: "openai".to_owned(), model: "gpt-5.4".to_owned() };
    let after = before.after(to);
    assert_eq!((after.planned, after.place.terms.service_tier), (before.planned, ServiceTier::Batch));
}

#[test]
fn a_search_is_moved_through_and_ends_in_a_choice() {
    let open = state().after(Action::Search("claude haiku".to_owned()));
    let (found, more) = open.found();
    assert!(found.len() > 2 && more == 0);
    let at = |state: &State| state.search.as_ref().unwrap().at;
    let last = found.len() - 1;
    assert_eq!((at(&open.after(Action::Mark(1))), at(&open.after(Action::Mark(-1)))), (1, last));
    let end = open.after(Action::Mark(isize::MAX));
    assert_eq!(
        (at(&end), at(&end.after(Action::Mark(1))), at(&end.after(Action::Mark(isize::MIN)))),
        (last, 0, 0)
    );
    let picked = open.after(Action::Mark(1)).after(Action::Pick);
    assert_eq!((&picked.place.model, &picked.search), (&found[1].model, &None));
    // Leaving chooses a very name only, and without a search nothing.
    assert_eq!(open.after(Action::LeaveSearch).place, open.place);
    let named = state().after(Action::Search(" Claude Haiku 5.5 ".to_owned())).after(Action::LeaveSearch);
    assert_eq!((&*named.place.model, &named.search), ("claude-haiku-5-5", &None));
    let applied = state().after(Action::Apply("m=claude-haiku-4-5&in=5".to_owned()));
    assert!(
        applied.after(Action::LeaveSearch).before.is_some() && applied.after(Action::Pick).before.is_some()
    );
}

#[test]
fn the_page_opens_with_a_model_that_has_a_step() {
    let view = state().view().unwrap();
    assert_eq!((view.steps.len(), &*view.seller), (1, "Claude API"));
}

#[test]
fn what_the_browser_tells_of_the_seal() {
    let sealed = Seal::Sealed { since: "09:30".to_owned(), requests: 0 };
    assert_eq!(Seal::read("since=09%3A30&requests=0"), sealed);
    assert_eq!(Seal::read("failed=404+Not+Found"), Seal::Failed("404 Not Found".to_owned()));
    assert_eq!(Seal::read("x"), Seal::Failed(String::new()));
}
