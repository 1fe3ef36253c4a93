//! What the reader sends: text and files, or typed counts, and how much of it is cached.

use super::Page;
use super::field::{counted, presets};
use crate::show::{count, short};
use crate::state::Slot;
use crate::text::Text;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>) -> Html {
    html! {
        <section class="panel" aria-labelledby="send-title">
            <h2 id="send-title">{ page.say(Text::WhatYouSend) }</h2>
            { counted(page, Slot::Input, "in", Text::InputTokens, Some(Text::InputHint)) }
            { presets(page) }
            <details class="more" open={!page.state.narrow}>
                <summary>{ page.say(Text::MoreOptions) }<span class="summary">{ summary(page) }</span></summary>
                { counted(page, Slot::Output, "out", Text::OutputTokens, None) }
                { cache_split(page) }
            </details>
        </section>
    }
}

fn cache_split(page: Page<'_>) -> Html {
    let state = page.state;
    let fresh = state.planned.filter(|_| !state.split_too_large).map(|planned| count(planned.fresh()));
    html! {
        <fieldset class="split" aria-describedby={state.split_too_large.then_some("split-problem")}>
            <legend>{ page.say(Text::OfInputCached) }</legend>
            { counted(page, Slot::Read, "cr", Text::CacheRead, None) }
            { counted(page, Slot::Write5m, "c5", Text::CacheWrite5m, None) }
            { counted(page, Slot::Write1h, "c1", Text::CacheWrite1h, None) }
            if state.split_too_large {
                <p class="problem" id="split-problem">{ page.say(Text::SplitTooLarge) }</p>
            } else if let Some(fresh) = fresh {
                <p class="hint">{ page.fill(Text::Fresh, &[("n", &fresh)]) }</p>
            }
        </fieldset>
    }
}

/// What is inside, for when it is closed.
fn summary(page: Page<'_>) -> String {
    let state = page.state;
    let output = state.field(Slot::Output).count.map_or(0, |c| c.tokens);
    let cached = [Slot::Read, Slot::Write5m, Slot::Write1h]
        .map(|slot| state.field(slot).count.map_or(0, |c| c.tokens));
    let cached: u32 = cached.into_iter().fold(0, u32::saturating_add);
    let lang = page.lang();
    let output = page.fill(Text::OutputShort, &[("n", &short(output, lang))]);
    let cache = match cached {
        0 => page.say(Text::NoCache).to_owned(),
        n => page.fill(Text::CachedShort, &[("n", &short(n, lang))]),
    };
    format!("{output} · {cache}")
}
