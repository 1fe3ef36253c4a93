//! The browser calculator as a folder of static files, named after their content and compressed beside.

use crate::command::root;
use crate::price_table;
use crate::wasm::{Glue, module};
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the browser's own files stand.
const STATIC: &str = "web/static";

/// Builds everything and leaves it in `target/site`.
pub(crate) fn build() -> Result<PathBuf> {
    let app = module("tokentoll-web", Glue::Module, &[])?;
    let mut site = Site::default();
    site.named("icon.svg", &read("icon.svg")?)?;
    site.named("style.css", &read("style.css")?)?;
    site.named("browser.js", &read("browser.js")?)?;
    site.named("app.wasm", &app.wasm)?;
    // The glue imports the page's own functions by this name, and names them so to the module.
    let mut glue = app.glue.clone();
    for quote in ['"', '\''] {
        let import = |name: &str| format!("from {quote}./{name}{quote}");
        glue = glue.replace(&import("browser.js"), &import(site.name("browser.js")?));
    }
    ensure!(glue != app.glue, "the glue imports no browser.js");
    site.named("app.js", glue.as_bytes())?;
    site.named("boot.js", site.filled("boot.js", &[])?.as_bytes())?;
    let manifest = site.filled("manifest.webmanifest", &[])?;
    site.plain("manifest.webmanifest", manifest.as_bytes());
    let page =
        site.filled("index.html", &[("csp", POLICY_OF_THE_PAGE), ("prices", &price_table::html()?)])?;
    site.plain("index.html", page.as_bytes());
    let files: Vec<&str> = std::iter::once("./").chain(site.files.keys().map(String::as_str)).collect();
    let worker =
        site.filled("sw.js", &[("version", &site.version()), ("files", &serde_json::to_string(&files)?)])?;
    site.plain("sw.js", worker.as_bytes());
    let folder = root().join("target/site");
    site.write(&folder)?;
    Ok(folder)
}

/// What the page may load and do: the same as a header and inside the page, for hosts that set no headers.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
img-src 'self' data:; font-src 'none'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page cannot say by itself who may frame it.
const POLICY_OF_THE_PAGE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
img-src 'self' data:; font-src 'none'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
base-uri 'none'; form-action 'none'";

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

    /// A file that keeps its name.
    fn plain(&mut self, name: &str, content: &[u8]) {
        self.files.insert(name.to_owned(), content.to_vec());
    }

    fn name(&self, name: &str) -> Result<&str> {
        self.names.get(name).map(String::as_str).with_context(|| format!("{name} has no name yet"))
    }

    /// A text of the static folder with every `{{name}}` filled in.
    fn filled(&self, file: &str, values: &[(&str, &str)]) -> Result<String> {
        let mut text = String::from_utf8(read(file)?)?;
        for (key, value) in values.iter().copied().chain(self.names.iter().map(|(k, v)| (&**k, &**v))) {
            text = text.replace(&format!("{{{{{key}}}}}"), value);
        }
        ensure!(!text.contains("{{"), "{file}: a name between braces that nothing fills");
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
            let small = brotli(content)?;
            if !name.starts_with("tokens") {
                first += small.len();
            }
            eprintln!("{:>9} {:>8} br  {name}", content.len(), small.len());
            std::fs::write(beside(&path, "br"), small)?;
            std::fs::write(beside(&path, "gz"), gzip(content)?)?;
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

fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    brotli::CompressorWriter::new(&mut small, 1 << 16, 11, 24).write_all(content)?;
    Ok(small)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
