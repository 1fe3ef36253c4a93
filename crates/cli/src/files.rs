//! The only place that opens files.

use crate::outcome::Stop;
use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};
use tokentoll::PriceBook;

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        open(path).map(|read| bytes = read)
    };
    read.map_err(|e| Stop::wrong(format!("{}: {e}", path.display())))?;
    Ok(bytes)
}

#[expect(clippy::disallowed_methods, reason = "the command line opens files, and only here")]
fn open(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// A file to be read in slices.
#[expect(clippy::disallowed_methods, reason = "the command line opens files, and only here")]
pub(crate) fn reader(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::open(path)
}

/// The text of a file, or what is wrong with it.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    utf8(open(path).map_err(|e| e.to_string())?)
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|e| format!("not UTF-8 at byte {}", e.utf8_error().valid_up_to()))
}

/// The price files that a path means: itself, or the `*.json` of a directory, by name.
pub(crate) fn price_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|e| e.to_string())? {
        let file = entry.map_err(|e| e.to_string())?.path();
        if file.extension().is_some_and(|ending| ending == "json") && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() { Err("no *.json in this directory".to_owned()) } else { Ok(files) }
}

/// The embedded book with the price files of each path laid over it, the later on top.
pub(crate) fn book(paths: &[PathBuf]) -> Result<Cow<'static, PriceBook>, Stop> {
    let mut book = Cow::Borrowed(PriceBook::embedded());
    for path in paths {
        let closed = |at: &Path, why: &dyn std::fmt::Display| Stop::wrong(format!("{}: {why}", at.display()));
        let wrong = |at: &Path, why: &dyn std::fmt::Display| {
            let hint =
                format!("`tokentoll prices check {}` tells the first fault of each file", path.display());
            closed(at, why).hint(hint)
        };
        let mut texts = Vec::new();
        for file in price_files(path).map_err(|e| closed(path, &e))? {
            let text = utf8(open(&file).map_err(|e| closed(&file, &e))?).map_err(|e| wrong(&file, &e))?;
            texts.push((file.display().to_string(), text));
        }
        let over = PriceBook::read(texts.iter().map(|(name, text)| (&**name, &**text)))
            .map_err(|e| wrong(path, &e))?;
        book = Cow::Owned(book.overlaid_by(&over).map_err(|e| wrong(path, &e))?);
    }
    Ok(book)
}

/// Writes files into a directory, all or, where one exists and must not be overwritten, none.
pub(crate) fn write_all(dir: &Path, files: &[(String, String)], force: bool) -> Result<(), Stop> {
    let wrong = |path: &Path, e: &dyn std::fmt::Display| Stop::wrong(format!("{}: {e}", path.display()));
    std::fs::create_dir_all(dir).map_err(|e| wrong(dir, &e))?;
    if let Some(path) = files.iter().map(|(name, _)| dir.join(name)).find(|path| !force && path.exists()) {
        return Err(wrong(&path, &"it exists").hint("--force overwrites files that exist"));
    }
    for (name, text) in files {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(|e| wrong(&path, &e))?;
    }
    Ok(())
}
