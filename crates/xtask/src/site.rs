//! The browser calculator as a folder of static files, named after their content and compressed beside.

use crate::command::root;
use crate::price_table;
use crate::slim::{slim_script, slim_style, slimmed};
use crate::wasm::{Glue, module, program_of};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the browser's own files stand.
const STATIC: &str = "web/static";

/// Builds everything and leaves it in `target/site`.
pub(crate) fn build() -> Result<PathBuf> {
    let [mut app, mut planning] =
        [program_of("tokentoll-web", "tokentoll-web")?, program_of("tokentoll-web", "tokentoll-planning")?];
    slimmed(&mut app)?;
    slimmed(&mut planning)?;
    let of_tokens =
        |feature| module("tokentoll-wasm", Glue::Script, &["--no-default-features", "--features", feature]);
    let (estimate, count) = (of_tokens("tokens")?, of_tokens("o200k")?);
    let mut site = Site::default();
    site.named("icon.svg", &read("icon.svg")?)?;
    for style in ["style.css", "planning.css"] {
        site.named(style, slim_style(&site.filled(style, &[])?).as_bytes())?;
    }
    site.named("tokens-estimate.wasm", &estimate.wasm)?;
    site.named("tokens-count.wasm", &count.wasm)?;
    let glues = [("estimate-glue", &*estimate.glue), ("count-glue", &*count.glue)];
    site.script("counting.js", &site.filled("counting.js", &glues)?)?;
    site.script("between.js", &site.filled("between.js", &[])?)?;
    site.named("planning.wasm", &planning.wasm)?;
    site.script("planning.js", &planning.glue)?;
    for script in ["ignore.js", "manners.js", "counter.js", "browser.js"] {
        site.script(script, &site.filled(script, &[])?)?;
    }
    site.named("prices.bin", &tokentoll::PriceBook::embedded().pack_cards())?;
    site.named("app.wasm", &app.wasm)?;
    site.script("app.js", &app.glue)?;
    site.script("boot.js", &site.filled("boot.js", &[])?)?;
    let manifest = site.filled("manifest.webmanifest", &[])?;
    site.plain("manifest.webmanifest", manifest.as_bytes());
    // Inside the page: browsers ask for an icon when they like, and after the seal nothing may be asked for.
    let icon = percent_encoded(&read("icon.svg")?);
    let values = [("csp", POLICY_OF_THE_PAGE), ("icon", &icon), ("prices", &price_table::html()?)];
    let page = site.filled("index.html", &values)?;
    site.plain("index.html", page.as_bytes());
    let files: Vec<&str> = std::iter::once("./").chain(site.files.keys().map(String::as_str)).collect();
    let worker =
        site.filled("sw.js", &[("version", &site.version()), ("files", &serde_json::to_string(&files)?)])?;
    site.plain("sw.js", worker.as_bytes());
    let folder = root().join("target/site");
    site.write(&folder)?;
    Ok(folder)
}

macro_rules! policy {
    () => {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'none'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; \
         form-action 'none'"
    };
}

/// What the page may load and do, as a header.
pub(crate) const POLICY: &str = concat!(policy!(), "; frame-ancestors 'none'");

/// The same inside the page, for hosts that set no headers; who may frame it, a page cannot say by itself.
const POLICY_OF_THE_PAGE: &str = policy!();

/// What the calculator does not wait for.
const LATER: [&str; 8] =
    ["tokens-", "counting-", "counter-", "ignore-", "manners-", "planning-", "sw.js", "manifest."];

/// The files of the site, and the names that the hashed ones got.
#[derive(Default)]
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    names: BTreeMap<String, String>,
}

impl Site {
    /// A file whose name tells its content, so that it can be cached for ever.
    fn named(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let (stem, extension) = name.rsplit_once('.').context("a name without an extension")?;
        let hashed = format!("{stem}-{}.{extension}", digest(content));
        self.names.insert(name.to_owned(), hashed.clone());
        self.files.insert(hashed, content.to_vec());
        Ok(())
    }

    /// A script, whose imports of other scripts of the page get their hashed names.
    fn script(&mut self, name: &str, text: &str) -> Result<()> {
        let mut text = slim_script(text);
        for (other, hashed) in &self.names {
            for quote in ['"', '\''] {
                let import = |name: &str| format!("from {quote}./{name}{quote}");
                text = text.replace(&import(other), &import(hashed));
            }
        }
        self.named(name, text.as_bytes())
    }

    /// A file that keeps its name.
    fn plain(&mut self, name: &str, content: &[u8]) {
        self.files.insert(name.to_owned(), content.to_vec());
    }

    /// A text of the static folder with every `{{name}}` filled in.
    fn filled(&self, file: &str, values: &[(&str, &str)]) -> Result<String> {
        let mut text = String::from_utf8(read(file)?)?;
        let names = self.names.iter().map(|(name, hashed)| (&**name, &**hashed));
        for (key, value) in names.chain(values.iter().copied()) {
            text = text.replace(&format!("{{{{{key}}}}}"), value);
        }
        Ok(text)
    }

    /// Changes with any file.
    fn version(&self) -> String {
        let all: Vec<u8> =
            self.files.iter().flat_map(|(name, file)| [name.as_bytes(), file].concat()).collect();
        digest(&all)
    }

    fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let mut first = 0;
        for (name, content) in &self.files {
            let path = folder.join(name);
            std::fs::write(&path, content)?;
            let small = packed(content, "br", brotli)?;
            if !LATER.iter().any(|later| name.starts_with(later)) {
                first += small.len();
            }
            eprintln!("{:>9} {:>8} br  {name}", content.len(), small.len());
            std::fs::write(beside(&path, "br"), small)?;
            std::fs::write(beside(&path, "gz"), packed(content, "gz", gzip)?)?;
        }
        eprintln!("{first} bytes of brotli until the calculator answers");
        Ok(())
    }
}

/// The name of a compressed file beside its original.
pub(crate) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn read(name: &str) -> Result<Vec<u8>> {
    let path = root().join(STATIC).join(name);
    std::fs::read(&path).with_context(|| path.display().to_string())
}

/// As it may stand in a `data:` address inside of quotes.
fn percent_encoded(content: &[u8]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/ =:".contains(&byte);
    let encoded =
        |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    content.iter().copied().map(encoded).collect()
}

fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Compressed, or as it was compressed before: packing tightly takes long.
fn packed(content: &[u8], kind: &str, pack: fn(&[u8]) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let folder = root().join("target/wasm/packed");
    let path = folder.join(format!("{}.{kind}", digest(content)));
    if let Ok(packed) = std::fs::read(&path) {
        return Ok(packed);
    }
    let packed = pack(content)?;
    std::fs::create_dir_all(folder)?;
    std::fs::write(path, &packed)?;
    Ok(packed)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    // The last tenth of a vocabulary takes minutes.
    let quality = if content.len() < 2 << 20 { 11 } else { 9 };
    let mut small = Vec::new();
    brotli::CompressorWriter::new(&mut small, 1 << 16, quality, 24).write_all(content)?;
    Ok(small)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
