//! PDFs page by page, with their text. No page is drawn.
//!
//! Read with [`hayro`](https://github.com/LaurenzV/hayro): of the permissively licensed readers it gave text for
//! the most of the damaged files it was tried on, panicked on none, and was the fastest.

mod unfolded;

use self::unfolded::{Measure, TooMuch};

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{self, DecryptionError, LoadPdfError};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

/// The longest PDF that is read: the longest that a vendor takes in a request.
pub const MAX_PDF_BYTES: usize = 32 << 20;

/// Most pages whose text is read: beyond, no vendor reads on either.
const MAX_PAGES: usize = 5_000;

/// How much is read.
#[derive(Clone, Copy)]
struct Bounds {
    /// Most bytes that one stream may unfold to, and all of them.
    stream: u64,
    streams: u64,
    /// Characters: beyond, no vendor reads on either.
    characters: u64,
    /// Steps of drawing other than characters: paths, clips, groups, images. Forms that draw forms grow without bound in
    /// a file of a few hundred bytes.
    steps: u64,
}

impl Bounds {
    const ALL: Self = Self { stream: 128 << 20, streams: 1 << 30, characters: 20_000_000, steps: 10_000_000 };
}

/// What stands in a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pdf {
    /// How many pages it has.
    pub pages: u32,
    /// The text of each page that has some.
    pub texts: Vec<String>,
    /// What could not be read.
    pub notes: Vec<String>,
}

/// Reads a PDF.
///
/// ```
/// use tokentoll_tokens::files::{PdfError, pdf};
/// assert!(matches!(pdf(b"%PDF-1.7 and nothing else".to_vec()), Err(PdfError::Broken)));
/// ```
///
/// # Errors
/// [`PdfError`] for one that is too long, folded or unfolded, encrypted, or so broken that not even its pages are known.
pub fn pdf(bytes: Vec<u8>) -> Result<Pdf, PdfError> {
    if bytes.len() > MAX_PDF_BYTES {
        return Err(PdfError::TooLong);
    }
    // A reader of so old and wild a format may have a fault that nobody met yet.
    catch_unwind(AssertUnwindSafe(|| read(bytes, Bounds::ALL))).unwrap_or(Err(PdfError::Broken))
}

fn read(bytes: Vec<u8>, bounds: Bounds) -> Result<Pdf, PdfError> {
    let measure = || Measure::new(bounds.stream, bounds.streams);
    let is_broken = measure().file(&bytes)?;
    let document = hayro_syntax::Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::Encrypted,
        LoadPdfError::Decryption(_) => PdfError::UnknownEncryption,
        LoadPdfError::Invalid => PdfError::Broken,
    })?;
    let largest_form = measure().objects(document.objects(), is_broken)?;
    let pages = document.pages();
    if pages.is_empty() {
        return Err(PdfError::Broken);
    }
    let cache = InterpreterCache::new();
    let mut found = Pdf { pages: u32::try_from(pages.len()).unwrap_or(u32::MAX), ..Pdf::default() };
    let (mut left, mut unknown, mut failed) = (bounds, 0, Vec::new());
    let (mut contents, form) = (measure(), FORM + largest_form / FORM_BYTES);
    for (index, page) in pages.iter().enumerate().take(MAX_PAGES) {
        if contents.page(page.raw()).is_err() {
            found.notes.push(format!(
                "pages of more than {} bytes: what is beyond, on page {} and later, is not counted",
                bounds.streams,
                index + 1
            ));
            break;
        }
        let mut writer = Writer::new(left, form);
        let written = catch_unwind(AssertUnwindSafe(|| {
            let square = Rect::new(0.0, 0.0, 1.0, 1.0);
            let settings = InterpreterSettings::default();
            let mut context = Context::new(Affine::IDENTITY, square, &cache, document.xref(), settings);
            interpret_page(page, &mut context, &mut writer);
        }));
        let spent = written.as_ref().is_err_and(|reason| reason.is::<Spent>());
        if written.is_err() && !spent {
            failed.push((index + 1).to_string());
        }
        left = writer.left;
        unknown += writer.unknown;
        if !writer.text.trim().is_empty() {
            found.texts.push(writer.text);
        }
        if spent {
            let (page, Bounds { characters, steps, .. }) = (index + 1, bounds);
            let note = format!(
                "more than {characters} characters or {steps} steps of drawing: what is beyond, on page {page} and later, is not counted"
            );
            found.notes.push(note);
            break;
        }
    }
    if !failed.is_empty() {
        found.notes.push(format!("the text of some pages could not be read: {}", failed.join(", ")));
    }
    if unknown > 0 {
        found.notes.push(format!("{unknown} characters whose letter the PDF does not tell"));
    }
    if pages.len() > MAX_PAGES {
        found.notes.push(format!("text beyond {MAX_PAGES} pages is not counted"));
    }
    Ok(found)
}

/// Writes down glyphs as text, in the order in which they are drawn.
struct Writer {
    text: String,
    /// What may follow.
    left: Bounds,
    /// How many steps a form takes.
    form: u64,
    /// Glyphs without a letter.
    unknown: u64,
    /// Where the last glyph ended.
    end: Option<Point>,
}

/// From which part of an em on a gap is a space, and a step up or down another line.
const SPACE: f64 = 0.15;
const LINE: f64 = 0.4;

/// Thrown where no step may follow: nothing else stops an interpreter.
struct Spent;

/// How many steps a clip or a group counts for: every form begins with one. A form is unfolded anew each time it is drawn, and
/// which one begins is not told: each counts as many steps more as the largest has of these bytes.
const FORM: u64 = 50;
const FORM_BYTES: u64 = 1 << 10;

fn spend(left: &mut u64, steps: u64) {
    match left.checked_sub(steps) {
        Some(less) => *left = less,
        None => resume_unwind(Box::new(Spent)),
    }
}

impl Writer {
    fn new(left: Bounds, form: u64) -> Self {
        Self { text: String::new(), left, form, unknown: 0, end: None }
    }

    fn step(&mut self) {
        spend(&mut self.left.steps, 1);
    }

    /// A form begins: its resources and fonts are read anew, which takes as long as many paths.
    fn begin(&mut self) {
        spend(&mut self.left.steps, self.form);
    }

    /// What stands between the last glyph and one at this place.
    fn between(&mut self, at: Point, em: f64) {
        let Some(end) = self.end.filter(|_| !self.text.ends_with([' ', '\n'])) else { return };
        if (at.y - end.y).abs() > LINE * em {
            self.text.push('\n');
        } else if at.x - end.x > SPACE * em || end.x - at.x > em {
            self.text.push(' ');
        }
    }
}

impl Device<'_> for Writer {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            spend(&mut self.left.characters, 1);
            let place = props.transform * glyph.transform();
            let [_, _, across, up, ..] = place.as_coeffs();
            // Glyphs are drawn a thousand to the em.
            self.between(place * Point::ZERO, across.hypot(up) * 1000.0);
            match glyph.as_unicode() {
                Some(BfString::Char(letter)) => self.text.push(letter),
                Some(BfString::String(letters)) => self.text.push_str(&letters),
                None => self.unknown += 1,
            }
            let wide = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(_) => None,
            };
            self.end = Some(place * Point::new(f64::from(wide.unwrap_or(500.0)), 0.0));
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.step();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.begin();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.begin();
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.step();
    }
}

impl From<TooMuch> for PdfError {
    fn from(_: TooMuch) -> Self {
        Self::Bomb
    }
}

/// Why a PDF cannot be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PdfError {
    /// It has more than [`MAX_PDF_BYTES`].
    TooLong,
    /// Its streams unfold to more than a reader should hold.
    Bomb,
    /// It asks for a password.
    Encrypted,
    /// It is encrypted in a way that is not known.
    UnknownEncryption,
    /// Its pages cannot be found.
    Broken,
}

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "a PDF of more than 32 MB, which no vendor takes",
            Self::Bomb => "a PDF whose streams unfold to more than 128 MB each or 1 GB in all",
            Self::Encrypted => "a PDF that asks for a password",
            Self::UnknownEncryption => "a PDF that is encrypted in an unknown way",
            Self::Broken => "a broken PDF: its pages cannot be found",
        })
    }
}

impl std::error::Error for PdfError {}

#[cfg(test)]
mod tests;
