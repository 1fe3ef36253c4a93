//! The top of the page: name, language, theme, sharing; the promise and its proof; notices.

use super::{Page, between, browser, refused, value};
use crate::state::{Action, Seal, Theme};
use crate::text::{Lang, Text};
use crate::view::View;
use crate::{export, history, share};
use yew::prelude::*;

/// The header.
pub(crate) fn header(page: Page<'_>, view: Option<&View>) -> Html {
    let langs = Lang::ALL.into_iter().map(|lang| {
        html! { <option value={lang.tag()} lang={lang.tag()} selected={lang == page.lang()}>{ lang.name() }</option> }
    });
    let themes = Theme::ALL.into_iter().map(|theme| {
        let name = match theme {
            Theme::Auto => Text::ThemeAuto,
            Theme::Light => Text::ThemeLight,
            Theme::Dark => Text::ThemeDark,
        };
        html! { <option value={theme.name()} selected={theme == page.state.theme}>{ page.say(name) }</option> }
    });
    html! {
        <header class="top">
            <p class="brand">
                <svg class="mark" viewBox="0 0 34 20" aria-hidden="true">
                    <path class="low" d="M2 16h13" /><path class="high" d="M19 4h13" /><path class="rise" d="M17 15V5" />
                </svg>
                { "Tokentoll" }<span class="what">{ page.say(Text::Title) }</span>
            </p>
            <div class="tools">
                <label class="hidden" for="lang">{ page.say(Text::Language) }</label>
                <select id="lang" data-testid="lang" onchange={page.act.reform(|event: Event| {
                    Action::Lang(Lang::of_tag(&value(&event)))
                })}>{ for langs }</select>
                <label class="hidden" for="theme">{ page.say(Text::Theme) }</label>
                <select id="theme" data-testid="theme" onchange={page.act.reform(|event: Event| {
                    let name = value(&event);
                    Action::Theme(Theme::ALL.into_iter().find(|t| t.name() == name).unwrap_or_default())
                })}>{ for themes }</select>
                <ShareButton link={share::fragment(page.state)} lang={page.lang()} />
                { exports(page, view) }
            </div>
        </header>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ShareProps {
    link: String,
    lang: Lang,
}

/// Copies the link, and says so for a moment; where copying is forbidden, the address bar holds the same link.
#[component]
fn ShareButton(props: &ShareProps) -> Html {
    let copied = use_state(|| None::<String>);
    let is_copied = copied.as_ref() == Some(&props.link);
    let onclick = {
        let link = props.link.clone();
        Callback::from(move |_: MouseEvent| {
            let (link, copied) = (link.clone(), copied.clone());
            yew::platform::spawn_local(async move {
                if browser::copy_address(&link).await.is_ok() {
                    copied.set(Some(link));
                }
            });
        })
    };
    let text = if is_copied { Text::Shared } else { Text::Share };
    html! { <button type="button" data-testid="share" {onclick}>{ text.of(props.lang) }</button> }
}

fn exports(page: Page<'_>, view: Option<&View>) -> Html {
    // Written only when it is asked for.
    let (state, shown) = (page.state.clone(), view.cloned());
    let csv = Callback::from(move |_: MouseEvent| {
        if let Some(view) = &shown {
            browser::save("tokentoll.csv", "text/csv", &export::csv(&state, view));
        }
    });
    let (state, act) = (page.state.clone(), page.act.clone());
    let json = Callback::from(move |_: MouseEvent| {
        let (name, prices) = state.prices.own.as_ref().map_or(("", ""), |own| (&*own.name, &*own.text));
        let asked =
            (state.today.to_string(), name.to_owned(), format!("{}\n{prices}", share::fragment(&state)));
        let act = act.clone();
        yew::platform::spawn_local(async move {
            let (today, name, text) = asked;
            match between::ask("json", &today, &name, &text).await {
                Ok(json) => {
                    browser::save("tokentoll.json", "application/json", &json.as_string().unwrap_or_default())
                }
                Err(why) => act.emit(refused(Text::NotExported, &why)),
            }
        });
    });
    html! {
        <details class="menu">
            <summary>{ page.say(Text::Export) }</summary>
            <div class="items">
                <button type="button" data-testid="csv" onclick={csv}>
                    { page.say(Text::ExportCsv) }
                </button>
                <button type="button" data-testid="json" onclick={json}>
                    { page.say(Text::ExportJson) }
                </button>
                <button type="button" data-testid="print" onclick={Callback::from(|_: MouseEvent| browser::print())}>
                    { page.say(Text::Print) }
                </button>
            </div>
        </details>
    }
}

/// The promise, and how to check it.
pub(crate) fn promise(page: Page<'_>) -> Html {
    let (status, state) = match &page.state.seal {
        Seal::Loading => (page.say(Text::SealLoading).to_owned(), "loading"),
        Seal::Sealed { since, requests } => {
            (page.fill(Text::Sealed, &[("n", &requests.to_string()), ("time", since)]), "sealed")
        }
        Seal::Failed(why) => (page.fill(Text::SealFailed, &[("why", why)]), "failed"),
    };
    html! {
        <details class="promise">
            <summary>
                <span>{ page.say(Text::Promise) }</span>
                <span class="check">{ page.say(Text::CheckYourself) }</span>
            </summary>
            <p class="seal" data-testid="seal" data-state={state}>{ status }</p>
            <p>{ page.say(Text::SealHow) }</p>
            <p>{ page.say(Text::SealTry) }</p>
            <p>{ page.say(Text::SealLimit) }</p>
        </details>
    }
}

/// What the reader should know before the cost.
pub(crate) fn notices(page: Page<'_>) -> Html {
    let state = page.state;
    let version = state.prices.book().version();
    let checked = version.split('+').next().and_then(|day| day.parse().ok());
    let stale = checked.filter(|checked| history::days_between(*checked, state.today) > 30);
    html! {
        <div class="notices">
            if let Some(checked) = stale {
                <p class="notice" data-testid="stale">{ page.fill(Text::Stale, &[("date", &checked.to_string())]) }</p>
            }
            if state.newer {
                <p class="notice" data-testid="newer">
                    { page.say(Text::Newer) }
                    <button type="button" onclick={Callback::from(|_: MouseEvent| browser::reload())}>
                        { page.say(Text::Reload) }
                    </button>
                </p>
            }
            if let Some(day) = state.linked {
                <p class="notice" data-testid="linked">
                    { page.fill(Text::LinkFrom, &[("date", &day.to_string())]) }
                    <button type="button" data-testid="reprice" onclick={page.on(|| Action::Reprice)}>
                        { page.say(Text::Reprice) }
                    </button>
                </p>
            }
            if let Some(notice) = &state.notice {
                <p class="notice" role="alert" data-testid="notice">
                    <span>{ page.say(notice.what) }{ ": " }<span lang="en" class="detail">{ notice.why.clone() }</span></span>
                    <button type="button" onclick={page.on(|| Action::Dismiss)}>{ page.say(Text::Dismiss) }</button>
                </p>
            }
        </div>
    }
}
