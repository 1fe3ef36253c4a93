//! Nodes from markup with holes: what `html!` would expand to at every place is one small reader here, because the
//! calculator is loaded over the network and its markup as text is a tenth of its markup as code.
//!
//! ```text
//! page.markup(r#"<p class={}>{}</p>"#, [class.into(), Text::Total.into()])
//! ```
//!
//! An attribute whose hole is `None` or `false` is left out. Attributes that begin with `on` listen.

use super::Page;
use crate::state::Action;
use crate::text::{Lang, Text};
use std::borrow::Cow;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::Event;
use yew::virtual_dom::{AttrValue, Listener, ListenerKind, VList, VTag};
use yew::{Callback, Html};

/// What fills a hole.
pub(crate) enum Hole {
    /// A text in the reader's language.
    Say(Text),
    /// Any other text, or none.
    Text(Option<AttrValue>),
    /// An attribute that is there or not.
    Flag(bool),
    /// Something inside.
    Node(Html),
    /// What listens.
    On(Rc<dyn Fn(Event)>),
}

impl From<Text> for Hole {
    fn from(text: Text) -> Hole {
        Hole::Say(text)
    }
}

impl From<&'static str> for Hole {
    fn from(text: &'static str) -> Hole {
        Hole::Text(Some(AttrValue::Static(text)))
    }
}

impl From<String> for Hole {
    #[inline(never)]
    fn from(text: String) -> Hole {
        Hole::Text(Some(text.into()))
    }
}

impl From<Option<&'static str>> for Hole {
    #[inline(never)]
    fn from(text: Option<&'static str>) -> Hole {
        Hole::Text(text.map(AttrValue::Static))
    }
}

impl From<Option<String>> for Hole {
    #[inline(never)]
    fn from(text: Option<String>) -> Hole {
        Hole::Text(text.map(AttrValue::from))
    }
}

impl From<bool> for Hole {
    fn from(is_there: bool) -> Hole {
        Hole::Flag(is_there)
    }
}

impl From<Html> for Hole {
    fn from(node: Html) -> Hole {
        Hole::Node(node)
    }
}

impl From<Vec<Html>> for Hole {
    #[inline(never)]
    fn from(nodes: Vec<Html>) -> Hole {
        Hole::Node(list(nodes))
    }
}

impl From<Option<Html>> for Hole {
    #[inline(never)]
    fn from(node: Option<Html>) -> Hole {
        Hole::Node(node.unwrap_or_default())
    }
}

/// Nodes one after the other.
pub(crate) fn list(nodes: Vec<Html>) -> Html {
    Html::VList(Rc::new(VList::with_children(nodes, None)))
}

/// Listens, whatever the event.
pub(crate) fn on(handle: impl Fn(Event) + 'static) -> Hole {
    Hole::On(Rc::new(handle))
}

impl Page<'_> {
    /// The nodes of some markup, its holes filled in order.
    #[inline]
    pub(crate) fn markup<const N: usize>(&self, markup: &'static str, mut holes: [Hole; N]) -> Html {
        read(self.lang(), markup, &mut holes)
    }

    /// Sends an action, whatever the event.
    pub(crate) fn send(&self, action: Action) -> Hole {
        sends(self.act.clone(), action)
    }

    /// Sends an action made of the text of the field that the event happened to.
    pub(crate) fn send_text(&self, action: impl Fn(String) -> Action + 'static) -> Hole {
        let act = self.act.clone();
        on(move |event| act.emit(action(super::value(&event))))
    }
}

impl Page<'_> {
    /// Passes on to what counts, whatever the event.
    pub(crate) fn counter(&self, what: &'static str) -> Hole {
        on(move |_| super::browser::counter(what, &JsValue::UNDEFINED))
    }
}

#[inline(never)]
fn sends(act: Callback<Action>, action: Action) -> Hole {
    on(move |_| act.emit(action.clone()))
}

#[inline(never)]
fn read(lang: Lang, markup: &'static str, holes: &mut [Hole]) -> Html {
    let mut reader = Reader { lang, rest: markup, holes: holes.iter_mut() };
    let mut nodes = reader.children();
    debug_assert!(reader.rest.is_empty() && reader.holes.next().is_none(), "{markup}: at `{}`", reader.rest);
    if nodes.len() == 1 { nodes.pop().unwrap_or_default() } else { list(nodes) }
}

struct Reader<'h> {
    lang: Lang,
    rest: &'static str,
    holes: std::slice::IterMut<'h, Hole>,
}

impl Reader<'_> {
    /// Up to the end of the element that is open, or of the markup.
    fn children(&mut self) -> Vec<Html> {
        let mut nodes = Vec::new();
        loop {
            let text = self.until(&['<', '{']);
            // Lines are broken for people.
            let is_break = text.contains('\n') && text.trim().is_empty();
            if !text.is_empty() && !is_break {
                nodes.push(text_node(AttrValue::Static(text)));
            }
            if self.taken("</") {
                self.until(&['>']);
                self.taken(">");
                return nodes;
            } else if self.taken("<") {
                let element = self.element();
                nodes.push(Html::VTag(Rc::new(element)));
            } else if self.taken("{}") {
                match self.hole() {
                    Some(Hole::Node(node)) => nodes.push(node),
                    hole => nodes.extend(self.words(hole).map(text_node)),
                }
            } else {
                return nodes;
            }
        }
    }

    fn element(&mut self) -> VTag {
        let name = self.until(&[' ', '\n', '>']);
        debug_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "an element `{name}`");
        let mut tag = VTag::new(AttrValue::Static(name));
        let is_field = name == "input";
        loop {
            self.rest = self.rest.trim_start();
            if self.taken("/>") {
                return tag;
            }
            if self.taken(">") {
                tag.add_children(self.children());
                return tag;
            }
            let key = self.until(&['=', '>']);
            debug_assert!(
                key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
                "an attribute `{key}`"
            );
            if !self.taken("=") {
                debug_assert!(false, "an attribute without a value: {key}");
                return tag;
            }
            let value = if self.taken("\"") {
                let value = self.until(&['"']);
                self.taken("\"");
                Some(AttrValue::Static(value))
            } else {
                self.taken("{}");
                match self.hole() {
                    Some(Hole::On(handle)) => {
                        tag.add_listener(Rc::new(On { event: &key[2..], handle }));
                        continue;
                    }
                    Some(Hole::Flag(is_there)) if key == "checked" => {
                        tag.set_checked(is_there);
                        continue;
                    }
                    hole => self.words(hole),
                }
            };
            match value {
                Some(value) if is_field && key == "value" => tag.set_value(Some(value)),
                Some(value) => tag.add_attribute(key, value),
                None => {}
            }
        }
    }

    fn hole(&mut self) -> Option<Hole> {
        self.holes.next().map(|hole| std::mem::replace(hole, Hole::Flag(false)))
    }

    fn words(&self, hole: Option<Hole>) -> Option<AttrValue> {
        match hole {
            Some(Hole::Say(text)) => Some(AttrValue::Static(text.of(self.lang))),
            Some(Hole::Text(text)) => text,
            Some(Hole::Flag(true)) => Some(AttrValue::Static("")),
            Some(Hole::Flag(false)) => None,
            _ => {
                debug_assert!(false, "another hole is expected before `{}`", self.rest);
                None
            }
        }
    }

    /// Up to one of some characters, which is left.
    fn until(&mut self, ends: &[char]) -> &'static str {
        let at = self.rest.find(ends).unwrap_or(self.rest.len());
        let (before, rest) = self.rest.split_at(at);
        self.rest = rest;
        before
    }

    fn taken(&mut self, start: &str) -> bool {
        let rest = self.rest.strip_prefix(start);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn text_node(text: AttrValue) -> Html {
    Html::VText(yew::virtual_dom::VText::new(text))
}

struct On {
    event: &'static str,
    handle: Rc<dyn Fn(Event)>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        ListenerKind::other(Cow::Borrowed(self.event))
    }

    fn handle(&self, event: Event) {
        (self.handle)(event);
    }

    fn passive(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;
    use crate::ui::{bill, chart, cost, header, place, send};
    use tokentoll::PriceBook;

    fn state(link: &str) -> State {
        State::new("2026-11-25".parse().unwrap(), PriceBook::embedded()).after(Action::Link(link.to_owned()))
    }

    #[test]
    fn holes_are_filled_in_order() {
        let (state, act) = (state(""), Callback::noop());
        let page = Page { state: &state, act: &act };
        let node = page.markup(
            r#"<p class={} id="x" hidden={} lang={}>a <b>{}</b>
                {}
            </p>"#,
            ["c".into(), true.into(), None::<String>.into(), Text::Total.into(), "z".to_owned().into()],
        );
        let Html::VTag(tag) = node else { panic!("{node:?}") };
        let attributes: Vec<_> = tag.attributes.iter().collect();
        assert_eq!((tag.tag(), attributes), ("p", vec![("class", "c"), ("id", "x"), ("hidden", "")]));
        let Some(Html::VList(children)) = tag.children() else { panic!("{tag:?}") };
        let [Html::VText(before), Html::VTag(bold), Html::VText(after)] = &children[..] else {
            panic!("{children:?}")
        };
        assert_eq!((&*before.text, bold.tag(), &*after.text), ("a ", "b", "z"));
    }

    /// Markup that does not close, or has another number of holes, ends a debug build.
    #[test]
    fn every_region_is_whole() {
        let links = [
            "",
            "m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000&cr=1000&b=1&x=7.1",
            "m=claude-sonnet-4-5&d=2026-02-20&in=212400&lo=199656&hi=225144&out=2000",
            "m=claude-haiku-4-5&d=2026-11-20&in=900000&out=2000&f=1&zz=1&m=nothing",
            "m=claude-sonnet-4-6&d=2025-01-01&in=5&out=5",
            "s=zenmux&m=claude-sonnet-4-5&d=2026-02-20&in=300000&out=5",
            "s=bedrock&m=anthropic.claude-opus-4-6-v1&e=regional&in=5",
            "m=claude-opus-4-6&d=2026-11-20&in=400000&c5=9999999",
        ];
        for link in links {
            let opened = state(link);
            let searching = opened.after(Action::Search("claude".to_owned())).after(Action::Trim(5));
            for state in [opened, searching] {
                let act = Callback::noop();
                let page = Page { state: &state, act: &act };
                let around = [header::header(page), header::promise(page), header::notices(page)];
                assert!(
                    around
                        .into_iter()
                        .chain([send::region(page), place::region(page)])
                        .all(|n| n != Html::default())
                );
                let view = state.view().unwrap();
                for region in [cost::region, bill::region, cost::bar] {
                    let _ = region(page, &view);
                }
                let _ = chart::region(page, &view, true);
            }
        }
    }
}
