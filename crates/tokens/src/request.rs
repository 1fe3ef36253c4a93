//! A whole request, cut into the parts that cost tokens.
//!
//! Reading knows the shape of requests and nothing of counts: each part holds the texts that are tokenized, each
//! by itself, and the overheads that come with them. What an overhead costs is data, per generation.

mod blocks;
mod breakpoints;
mod chat;
mod content;
mod documents;
mod functions;
mod node;
mod overhead;
mod part;
mod render;
mod shape;
mod tools;

use std::fmt;

use serde_json::Value;

use node::Node;
pub use overhead::Overhead;
pub use part::{Breakpoint, CacheTtl, Part, PartKind, Pixels, Place};
pub use shape::Shape;

/// A request that was read.
///
/// ```
/// use tokentoll_tokens::Request;
/// let body = serde_json::json!({
///     "model": "claude-sonnet-4-5", "system": "Be brief.",
///     "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "riddle"}]}],
/// });
/// let request = Request::read(&body)?;
/// assert_eq!(request.model(), Some("claude-sonnet-4-5"));
/// assert_eq!(request.unread(), ["messages[0]: a block of type `riddle`"]);
/// # Ok::<(), tokentoll_tokens::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    shape: Shape,
    model: Option<String>,
    parts: Vec<Part>,
    unread: Vec<String>,
    assumed: Vec<String>,
    refused: Vec<String>,
    /// The other reading of a body that may have either shape.
    other: Option<Box<Request>>,
}

impl Request {
    /// Reads the body of a Messages request or of a chat request, whichever it is. What has no known count is not
    /// left out in silence: [`Request::unread`] names it. Betas that were sent as a header count only where the body
    /// names them too, under `betas`.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let error = Request::read(&serde_json::json!({"prompt": "Hello"})).expect_err("no messages");
    /// assert_eq!(error.to_string(), "messages: met nothing, expected a list of messages");
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] names the member that is missing or of another type than the vendor takes, nesting deeper
    /// than 120 levels, and what is of the one shape beside what is of the other.
    pub fn read(body: &Value) -> Result<Self, RequestError> {
        let body = Node::root(body)?;
        match shape::of(&body)? {
            Some(Shape::Messages) => blocks::read(&body),
            Some(Shape::Chat) => chat::read(&body),
            None => match (blocks::read(&body), chat::read(&body)) {
                (Ok(request), chat) => Ok(Self { other: chat.ok().map(Box::new), ..request }),
                (Err(_), Ok(chat)) => Ok(chat),
                (Err(error), Err(_)) => Err(error),
            },
        }
    }

    /// Its shape; that of a Messages request where it may be either.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The reading of that shape, where it has it: a body of plain texts has both.
    ///
    /// ```
    /// use tokentoll_tokens::{Request, Shape};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
    /// let request = Request::read(&body)?;
    /// assert!(request.shaped(Shape::Messages).is_some() && request.shaped(Shape::Chat).is_some());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn shaped(&self, shape: Shape) -> Option<&Self> {
        if self.shape == shape {
            return Some(self);
        }
        self.other.as_deref()
    }

    /// The model it names.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Its parts, in the order in which a cache sees them: tools, system, messages.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What was met and has no known count.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// What is counted, but on an assumption.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let body = serde_json::json!({"messages": [{"role": "assistant", "content": [
    ///     {"type": "server_tool_use", "id": "x", "name": "web_search", "input": {"query": "toll"}}]}]});
    /// assert_eq!(Request::read(&body)?.assumed(), ["messages[0]: a block of type `server_tool_use`, counted as a tool call"]);
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn assumed(&self) -> &[String] {
        &self.assumed
    }

    /// For what the vendor would refuse it, as far as that can be told without the model.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let marked = |text: &str| serde_json::json!({"type": "text", "text": text, "cache_control": {"type": "ephemeral"}});
    /// let content: Vec<_> = ["a", "b", "c", "d", "e"].map(marked).into();
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": content}]});
    /// assert_eq!(Request::read(&body)?.refused(), ["5 cache breakpoints, expected 4 at most"]);
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Gives sizes to the images that have none yet, in order. Sizes left over are returned.
    ///
    /// ```
    /// use tokentoll_tokens::{Pixels, Request};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": [
    ///     {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}]}]});
    /// let mut request = Request::read(&body)?;
    /// assert!(request.measure_images([Pixels { width: 100, height: 50 }]).is_empty());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn measure_images(&mut self, sizes: impl IntoIterator<Item = Pixels>) -> Vec<Pixels> {
        let mut sizes = sizes.into_iter();
        let unmeasured = |part: &&mut Part| part.kind == PartKind::Image && part.pixels.is_none();
        for part in self.parts.iter_mut().filter(unmeasured) {
            let Some(size) = sizes.next() else { break };
            part.pixels = Some(size);
        }
        sizes.collect()
    }

    /// Gives page counts and texts to the PDFs that have none yet, in order. Those left over are returned.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": [
    ///     {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "…"}}]}]});
    /// let mut request = Request::read(&body)?;
    /// assert!(request.measure_pdfs([(2, "text of both pages".to_owned())]).is_empty());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn measure_pdfs(&mut self, pages: impl IntoIterator<Item = (usize, String)>) -> Vec<(usize, String)> {
        let mut pages = pages.into_iter();
        let unmeasured =
            |part: &&mut Part| part.kind == PartKind::Pdf && !part.overheads.contains(&Overhead::PdfPage);
        for part in self.parts.iter_mut().filter(unmeasured) {
            let Some((count, text)) = pages.next() else { break };
            part.overheads.extend(std::iter::repeat_n(Overhead::PdfPage, count));
            part.texts.push(text);
        }
        pages.collect()
    }

    /// Images and PDFs whose size nobody gave: an image is counted at the most it can be, a PDF not at all.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
    /// assert_eq!(Request::read(&body)?.unmeasured().count(), 0);
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn unmeasured(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| match part.kind {
            PartKind::Image => part.pixels.is_none(),
            PartKind::Pdf => !part.overheads.contains(&Overhead::PdfPage),
            _ => false,
        })
    }
}

/// Why a body is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    field: String,
    met: String,
    expected: &'static str,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: met {}, expected {}", self.field, self.met, self.expected)
    }
}

impl std::error::Error for RequestError {}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod chat_tests;
