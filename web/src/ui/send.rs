//! What the reader sends: text and files, or typed counts, and how much of it is cached.

use super::field::{counted, presets};
use super::{Page, browser, value};
use crate::show::{count, short};
use crate::state::{Action, Progress, Seal, Slot};
use crate::text::Text;
use crate::told::Piece;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>) -> Html {
    html! {
        <section class="panel" aria-labelledby="send-title">
            <h2 id="send-title">{ page.say(Text::WhatYouSend) }</h2>
            { drop_zone(page) }
            { progress(page) }
            { chips(page) }
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

/// Where text is pasted and files are dropped; nothing is taken before the page is sealed.
fn drop_zone(page: Page<'_>) -> Html {
    let sealed = matches!(page.state.seal, Seal::Sealed { .. });
    let ondrop = Callback::from(|event: DragEvent| browser::dropped(&event));
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let onpaste = Callback::from(|event: Event| {
        browser::long_paste(&event);
    });
    let oninput = Callback::from(|event: InputEvent| browser::typed_text(&value(&event)));
    let onchange = Callback::from(|event: Event| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        browser::chosen_files(&input);
    });
    let placeholder = match &page.state.seal {
        Seal::Sealed { .. } => page.say(Text::Drop).to_owned(),
        Seal::Loading => page.say(Text::SealLoading).to_owned(),
        Seal::Failed(why) => page.fill(Text::SealFailed, &[("why", why)]),
    };
    html! {
        <div class="drop" data-testid="drop" {ondrop} {ondragover}>
            <label class="hidden" for="text">{ page.say(Text::PasteLabel) }</label>
            <textarea
                id="text" data-testid="text" rows="2" spellcheck="false" disabled={!sealed}
                {placeholder} {onpaste} {oninput}
            />
            <div class="choose">
                { file_button(page, "files", Text::ChooseFiles, sealed, false, &onchange) }
                { file_button(page, "folder", Text::ChooseFolder, sealed, true, &onchange) }
            </div>
        </div>
    }
}

fn file_button(
    page: Page<'_>,
    id: &'static str,
    text: Text,
    sealed: bool,
    folder: bool,
    onchange: &Callback<Event>,
) -> Html {
    html! {
        <>
            <input
                {id} data-testid={id} class="hidden" type="file" multiple=true disabled={!sealed}
                webkitdirectory={folder} onchange={onchange.clone()}
            />
            <label class="button" for={id}>{ page.say(text) }</label>
        </>
    }
}

fn progress(page: Page<'_>) -> Html {
    match &page.state.sent.progress {
        Progress::Idle => Html::default(),
        Progress::Running { done, total } => {
            let percent = done.saturating_mul(100).checked_div(*total).unwrap_or(0);
            let megabytes = format!("{percent} % · {}", size(*total));
            html! {
                <div class="progress">
                    <progress data-testid="progress" max="100" value={percent.to_string()} aria-label={page.fill(Text::Counting, &[("p", "")])} />
                    <span>{ page.fill(Text::Counting, &[("p", &megabytes)]) }</span>
                    <button type="button" data-testid="cancel" onclick={Callback::from(|_: MouseEvent| browser::cancel())}>
                        { page.say(Text::Cancel) }
                    </button>
                </div>
            }
        }
        Progress::Cancelled => html! { <p class="hint">{ page.say(Text::Cancelled) }</p> },
        Progress::Failed(why) => {
            html! { <p class="problem">{ page.fill(Text::CountFailed, &[("why", why)]) }</p> }
        }
    }
}

/// The texts and files that were counted.
fn chips(page: Page<'_>) -> Html {
    const SHOWN: usize = 8;
    let sent = &page.state.sent;
    if sent.pieces.is_empty() {
        return Html::default();
    }
    let listed: Vec<&Piece> = sent.pieces.iter().filter(|piece| piece.id != 0).collect();
    let skipped = sent.pieces.iter().filter(|piece| piece.skipped.is_some()).count();
    let files = sent.pieces.len() - skipped;
    let stands_aside = sent.count.filter(|counted| page.state.field(Slot::Input).count != Some(*counted));
    html! {
        <div class="chips" data-testid="chips">
            <ul>
                { for listed.iter().take(SHOWN).map(|piece| chip(page, piece)) }
                if listed.len() > SHOWN {
                    <li class="hint">{ page.fill(Text::MoreFiles, &[("n", &(listed.len() - SHOWN).to_string())]) }</li>
                }
            </ul>
            <p class="hint">
                <span data-testid="skipped" data-count={skipped.to_string()}>
                    { page.fill(Text::CountedFiles, &[("files", &files.to_string()), ("skipped", &skipped.to_string())]) }
                </span>
                { " · " }{ page.fill(Text::Method, &[("method", &sent.method)]) }
            </p>
            <p class="actions">
                if let Some(counted) = stands_aside {
                    <button type="button" onclick={page.on(|| Action::UseCount)}>
                        { page.fill(Text::UseCount, &[("n", &count(counted.tokens))]) }
                    </button>
                }
                <button type="button" data-testid="forget" onclick={Callback::from(|_: MouseEvent| browser::forget())}>
                    { page.say(Text::ForgetAll) }
                </button>
            </p>
        </div>
    }
}

fn chip(page: Page<'_>, piece: &Piece) -> Html {
    let name = if piece.name.is_empty() { page.say(Text::PastedText).to_owned() } else { piece.name.clone() };
    let told = match (piece.skipped.as_deref(), piece.tokens) {
        (Some("binary"), _) => page.say(Text::Binary).to_owned(),
        (Some("ignored"), _) => page.say(Text::Ignored).to_owned(),
        (Some(_), _) => page.say(Text::Unreadable).to_owned(),
        (None, Some(tokens)) if tokens > 0 => {
            format!("{} · {} token", size(piece.bytes), count(u32::try_from(tokens).unwrap_or(u32::MAX)))
        }
        (None, _) => size(piece.bytes),
    };
    let encoding = piece.encoding.as_ref().map(|encoding| page.fill(Text::ReadAs, &[("encoding", encoding)]));
    let id = piece.id;
    let label = format!("{} {name}", page.say(Text::Forget));
    html! {
        <li class={classes!("chip", piece.skipped.is_some().then_some("skipped"))}>
            <span class="name">{ name }</span>
            <span class="facts">{ told }{ for encoding.map(|encoding| format!(" · {encoding}")) }</span>
            <button type="button" aria-label={label} onclick={Callback::from(move |_: MouseEvent| browser::remove(id))}>{ "×" }</button>
            if !piece.preview.is_empty() {
                <details>
                    <summary>{ page.say(Text::Preview) }</summary>
                    <pre>{ &piece.preview }</pre>
                </details>
            }
        </li>
    }
}

/// A size in the unit that suits it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
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
