//! The top of the page: name, language, theme, sharing; the promise and its proof; notices.

use super::markup::{Hole, on};
use super::{Page, between, browser};
use crate::state::{Action, Seal, Theme};
use crate::text::{Lang, Text};
use crate::{history, share};
use yew::Html;

/// The header.
pub(crate) fn header(page: Page<'_>) -> Html {
    let langs = Lang::ALL.map(|lang| {
        let tag = lang.tag();
        let holes = [tag.into(), tag.into(), (lang == page.lang()).into(), lang.name().into()];
        page.markup("<option value={} lang={} selected={}>{}</option>", holes)
    });
    let themes = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::Auto => Text::ThemeAuto,
            Theme::Light => Text::ThemeLight,
            Theme::Dark => Text::ThemeDark,
        };
        let holes = [theme.name().into(), (theme == page.state.theme).into(), name.into()];
        page.markup("<option value={} selected={}>{}</option>", holes)
    });
    page.markup(
        r#"<header class="top">
            <p class="brand">
                <svg class="mark" viewBox="0 0 34 20" aria-hidden="true">
                    <path class="low" d="M2 16h13" /><path class="high" d="M19 4h13" /><path class="rise" d="M17 15V5" />
                </svg>Tokentoll<span class="what">{}</span>
            </p>
            <div class="tools">
                <label class="hidden" for="lang">{}</label>
                <select id="lang" data-testid="lang" onchange={}>{}</select>
                <label class="hidden" for="theme">{}</label>
                <select id="theme" data-testid="theme" onchange={}>{}</select>
                {}{}
            </div>
        </header>"#,
        [
            Text::Title.into(),
            Text::Language.into(),
            page.send_text(|tag| Action::Lang(Lang::of_tag(&tag))),
            langs.to_vec().into(),
            Text::Theme.into(),
            page.send_text(|name| Action::Theme(Theme::of(&name))),
            themes.to_vec().into(),
            share_button(page).into(),
            exports(page).into(),
        ],
    )
}

/// Copies the link, and says so as long as it is the same.
fn share_button(page: Page<'_>) -> Html {
    let link = share::fragment(page.state);
    let text = match page.state.copied == link {
        true => Text::Shared,
        false => Text::Share,
    };
    page.markup(
        r#"<button type="button" data-testid="share" onclick={}>{}</button>"#,
        [on(move |_| browser::copy_address(&link)), text.into()],
    )
}

/// Written by the other module, once they are asked for.
fn exports(page: Page<'_>) -> Html {
    page.markup(
        r#"<details class="menu">
            <summary>{}</summary>
            <div class="items">
                <button type="button" data-testid="csv" onclick={}>{}</button>
                <button type="button" data-testid="json" onclick={}>{}</button>
                <button type="button" data-testid="print" onclick={}>{}</button>
            </div>
        </details>"#,
        [
            Text::Export.into(),
            on(|_| between::ask("csv", "", "")),
            Text::ExportCsv.into(),
            on(|_| between::ask("json", "", "")),
            Text::ExportJson.into(),
            on(|_| browser::print()),
            Text::Print.into(),
        ],
    )
}

/// The promise, and how to check it.
pub(crate) fn promise(page: Page<'_>) -> Html {
    let (status, state): (Hole, _) = match &page.state.seal {
        Seal::Loading => (Text::SealLoading.into(), "loading"),
        Seal::Sealed { since, requests } => {
            (page.fill(Text::Sealed, &[("n", &requests.to_string()), ("time", since)]).into(), "sealed")
        }
        Seal::Failed(why) => (page.fill(Text::SealFailed, &[("why", why)]).into(), "failed"),
    };
    page.markup(
        r#"<details class="promise">
            <summary><span>{}</span><span class="check">{}</span></summary>
            <p class="seal" data-testid="seal" data-state={}>{}</p>
            <p>{}</p><p>{}</p><p>{}</p>
        </details>"#,
        [
            Text::Promise.into(),
            Text::CheckYourself.into(),
            state.into(),
            status,
            Text::SealHow.into(),
            Text::SealTry.into(),
            Text::SealLimit.into(),
        ],
    )
}

/// What the reader should know before the cost.
pub(crate) fn notices(page: Page<'_>) -> Html {
    let state = page.state;
    let mut notices = Vec::new();
    let checked = state.prices.book().checked();
    if let Some(checked) = checked.filter(|checked| history::days_between(*checked, state.today) > 30) {
        let text = page.fill(Text::Stale, &[("date", &checked.to_string())]);
        notices.push(page.markup(r#"<p class="notice" data-testid="stale">{}</p>"#, [text.into()]));
    }
    if state.newer {
        notices.push(page.markup(
            r#"<p class="notice" data-testid="newer">{}<button type="button" onclick={}>{}</button></p>"#,
            [Text::Newer.into(), page.counter("reload"), Text::Reload.into()],
        ));
    }
    if let Some(day) = state.linked {
        let text = page.fill(Text::LinkFrom, &[("date", &day.to_string())]);
        notices.push(page.markup(
            r#"<p class="notice" data-testid="linked">{}<button type="button" data-testid="reprice" onclick={}>{}</button></p>"#,
            [text.into(), page.send(Action::Reprice), Text::Reprice.into()],
        ));
    }
    // The link is made anew for a reader who copied one, and for nobody else.
    let copied = (!state.copied.is_empty()).then(|| share::fragment(state));
    if copied.is_some_and(|link| state.copied == link && share::is_partial(&link, state)) {
        notices.push(page.markup(
            r#"<p class="notice" role="status" data-testid="partial">{}</p>"#,
            [Text::SharedPart.into()],
        ));
    }
    if let Some(notice) = &state.notice {
        notices.push(page.markup(
            r#"<p class="notice" role="alert" data-testid="notice">
                <span>{}: <span lang="en" class="detail">{}</span></span>
                <button type="button" onclick={}>{}</button>
            </p>"#,
            [notice.what.into(), notice.why.clone().into(), page.send(Action::Dismiss), Text::Dismiss.into()],
        ));
    }
    page.markup(r#"<div class="notices">{}</div>"#, [notices.into()])
}
