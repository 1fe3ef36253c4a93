//! What the reader sends: text and files, or typed counts, and how much of it is cached.

use super::field::{counted, presets};
use super::markup::{Hole, on};
use super::{Page, browser, value};
use crate::show::{count, short};
use crate::state::{Action, Progress, Seal, Slot};
use crate::text::Text;
use crate::told::Piece;
use yew::Html;

/// The region.
pub(crate) fn region(page: Page<'_>) -> Html {
    page.markup(
        r#"<section class="panel" aria-labelledby="send-title">
            <h2 id="send-title">{}</h2>
            {}{}{}{}{}
            <details class="more" open={}>
                <summary>{}<span class="summary">{}</span></summary>
                {}{}
            </details>
        </section>"#,
        [
            Text::WhatYouSend.into(),
            drop_zone(page).into(),
            progress(page).into(),
            chips(page).into(),
            counted(page, Slot::Input, "in", Text::InputTokens, Some(Text::InputHint)).into(),
            presets(page).into(),
            (!page.state.narrow).into(),
            Text::MoreOptions.into(),
            summary(page).into(),
            counted(page, Slot::Output, "out", Text::OutputTokens, None).into(),
            cache_split(page).into(),
        ],
    )
}

/// Where text is pasted and files are dropped; nothing is taken before the page is sealed.
fn drop_zone(page: Page<'_>) -> Html {
    let sealed = matches!(page.state.seal, Seal::Sealed { .. });
    let placeholder = match &page.state.seal {
        Seal::Sealed { .. } => Text::Drop.into(),
        Seal::Loading => Text::SealLoading.into(),
        Seal::Failed(why) => page.fill(Text::SealFailed, &[("why", why)]).into(),
    };
    let file_button = |id: &'static str, text: Text, folder: bool| {
        page.markup(
            r#"<input id={} data-testid={} class="hidden" type="file" multiple="" disabled={} webkitdirectory={} onchange={} />
            <label class="button" for={}>{}</label>"#,
            [
                id.into(),
                id.into(),
                (!sealed).into(),
                folder.into(),
                on(|event| {
                    if let Some(field) = event.target() {
                        browser::counter("chosenFiles", &field);
                    }
                }),
                id.into(),
                text.into(),
            ],
        )
    };
    page.markup(
        r#"<div class="drop" data-testid="drop" ondrop={} ondragover={}>
            <label class="hidden" for="text">{}</label>
            <textarea id="text" data-testid="text" rows="2" spellcheck="false" disabled={} placeholder={} onpaste={} oninput={} />
            <div class="choose">{}{}</div>
        </div>"#,
        [
            on(|event| browser::counter("dropped", &event)),
            on(|event| event.prevent_default()),
            Text::PasteLabel.into(),
            (!sealed).into(),
            placeholder,
            on(|event| browser::counter("longPaste", &event)),
            on(|event| browser::counter("typedText", &value(&event).into())),
            file_button("files", Text::ChooseFiles, false).into(),
            file_button("folder", Text::ChooseFolder, true).into(),
        ],
    )
}

fn progress(page: Page<'_>) -> Option<Html> {
    Some(match &page.state.sent.progress {
        Progress::Idle => return None,
        Progress::Running { done, total } => {
            let percent = done.saturating_mul(100).checked_div(*total).unwrap_or(0);
            let megabytes = format!("{percent} % · {}", size(*total));
            page.markup(
                r#"<div class="progress">
                    <progress data-testid="progress" max="100" value={} aria-label={} />
                    <span>{}</span>
                    <button type="button" data-testid="cancel" onclick={}>{}</button>
                </div>"#,
                [
                    percent.to_string().into(),
                    page.fill(Text::Counting, &[("p", "")]).into(),
                    page.fill(Text::Counting, &[("p", &megabytes)]).into(),
                    page.counter("cancel"),
                    Text::Cancel.into(),
                ],
            )
        }
        Progress::Cancelled => {
            let kept = page.state.sent.count.map(|_| page.say(Text::EstimateKept));
            ended(page, "hint", format!("{}{}", page.say(Text::Cancelled), kept.unwrap_or_default()))
        }
        Progress::Failed(why) => ended(page, "problem", page.fill(Text::CountFailed, &[("why", why)])),
    })
}

fn ended(page: Page<'_>, class: &'static str, told: String) -> Html {
    page.markup(
        r#"<p class="stopped"><span class={}>{}</span><button type="button" data-testid="again" onclick={}>{}</button></p>"#,
        [class.into(), told.into(), page.counter("again"), Text::CountAgain.into()],
    )
}

/// The texts and files that were counted.
fn chips(page: Page<'_>) -> Option<Html> {
    const SHOWN: usize = 8;
    let sent = &page.state.sent;
    if sent.pieces.is_empty() {
        return None;
    }
    let listed: Vec<&Piece> = sent.pieces.iter().filter(|piece| piece.id != 0).collect();
    let skipped = sent.pieces.iter().filter(|piece| piece.skipped.is_some()).count();
    let files = (sent.pieces.len() - skipped).to_string();
    let more = listed.len().checked_sub(SHOWN + 1).map(|more| {
        let more = page.fill(Text::MoreFiles, &[("n", &(more + 1).to_string())]);
        page.markup(r#"<li class="hint">{}</li>"#, [more.into()])
    });
    let stands_aside = sent.count.filter(|counted| page.state.field(Slot::Input).count != Some(*counted));
    let stands_aside = stands_aside.map(|counted| {
        let text = page.fill(Text::UseCount, &[("n", &count(counted.tokens))]);
        page.markup(
            r#"<button type="button" onclick={}>{}</button>"#,
            [page.send(Action::UseCount), text.into()],
        )
    });
    let shown: Vec<_> = listed.iter().take(SHOWN).map(|piece| chip(page, piece)).collect();
    let skipped = skipped.to_string();
    let told = sent.count.map(|_| {
        let told = page.fill(Text::CountedFiles, &[("files", &files), ("skipped", &skipped)]);
        let method = page.fill(Text::Method, &[("method", &sent.method)]);
        page.markup(
            r#"<p class="hint"><span data-testid="skipped" data-count={}>{}</span> · {}</p>"#,
            [skipped.into(), told.into(), method.into()],
        )
    });
    Some(page.markup(
        r#"<div class="chips" data-testid="chips">
            <ul>{}{}</ul>
            {}
            <p class="actions">{}<button type="button" data-testid="forget" onclick={}>{}</button></p>
        </div>"#,
        [
            shown.into(),
            more.into(),
            told.into(),
            stands_aside.into(),
            page.counter("forget"),
            Text::ForgetAll.into(),
        ],
    ))
}

fn chip(page: Page<'_>, piece: &Piece) -> Html {
    let name = if piece.name.is_empty() { page.say(Text::PastedText).to_owned() } else { piece.name.clone() };
    let mut told = match (piece.skipped.as_deref(), piece.tokens) {
        (Some("binary"), _) => page.say(Text::Binary).to_owned(),
        (Some("ignored"), _) => page.say(Text::Ignored).to_owned(),
        (Some(_), _) => page.say(Text::Unreadable).to_owned(),
        (None, Some(tokens)) if tokens > 0 => {
            format!("{} · {} token", size(piece.bytes), count(u32::try_from(tokens).unwrap_or(u32::MAX)))
        }
        (None, _) => size(piece.bytes),
    };
    if let Some(encoding) = &piece.encoding {
        told.push_str(&format!(" · {}", page.fill(Text::ReadAs, &[("encoding", encoding)])));
    }
    let preview = (!piece.preview.is_empty()).then(|| {
        let holes = [Text::Preview.into(), piece.preview.clone().into()];
        page.markup("<details><summary>{}</summary><pre>{}</pre></details>", holes)
    });
    let id = piece.id;
    let class = if piece.skipped.is_some() { "chip skipped" } else { "chip" };
    page.markup(
        r#"<li class={}>
            <span class="name">{}</span>
            <span class="facts">{}</span>
            <button type="button" aria-label={} onclick={}>×</button>
            {}
        </li>"#,
        [
            class.into(),
            name.clone().into(),
            told.into(),
            format!("{} {name}", page.say(Text::Forget)).into(),
            on(move |_| browser::counter("remove", &id.into())),
            preview.into(),
        ],
    )
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
    let too_large = state.split_too_large;
    let under: Option<Hole> = if too_large {
        Some(Text::SplitTooLarge.into())
    } else {
        state.planned.map(|planned| page.fill(Text::Fresh, &[("n", &count(planned.fresh()))]).into())
    };
    let under = under.map(|text| {
        let holes = [if too_large { "problem" } else { "hint" }.into(), text];
        page.markup(r#"<p class={} id="split-problem">{}</p>"#, holes)
    });
    page.markup(
        r#"<fieldset class="split" aria-describedby={}><legend>{}</legend>{}{}{}{}</fieldset>"#,
        [
            too_large.then_some("split-problem").into(),
            Text::OfInputCached.into(),
            counted(page, Slot::Read, "cr", Text::CacheRead, None).into(),
            counted(page, Slot::Write5m, "c5", Text::CacheWrite5m, None).into(),
            counted(page, Slot::Write1h, "c1", Text::CacheWrite1h, None).into(),
            under.into(),
        ],
    )
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
