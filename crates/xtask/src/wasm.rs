//! Building for the browser: the target, the compiler, and the glue between WASM and JavaScript.

use crate::command::{cargo, program, root, run};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// What browsers run.
pub(crate) const BROWSER: &str = "wasm32-unknown-unknown";

/// A module for the browser: its WASM, its JavaScript glue and the declarations of that.
pub(crate) struct Module {
    pub(crate) wasm: Vec<u8>,
    pub(crate) glue: String,
    pub(crate) types: String,
}

/// How the glue is loaded.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Glue {
    /// As an ES module.
    Module,
    /// As a plain script that sets the global `wasm_bindgen`, for workers made of text.
    Script,
}

/// Makes sure that the compiler can build for a target; asks rustup for it where it cannot.
///
/// # Errors
/// Where rustup could not add it.
pub(crate) fn target(target: &str) -> Result<()> {
    if has_target(target)? {
        return Ok(());
    }
    run(&mut program("rustup", &["target", "add", target]))
        .with_context(|| format!("no way to build for {target}: run `rustup target add {target}`"))
}

/// Builds a package for the browser. `extra` goes to cargo.
pub(crate) fn module(package: &str, glue: Glue, extra: &[&str]) -> Result<Module> {
    named(package, package, glue, extra)
}

/// Builds one program of a package for the browser, as an ES module.
pub(crate) fn program_of(package: &str, name: &str) -> Result<Module> {
    named(package, name, Glue::Module, &["--bin", name])
}

fn named(package: &str, name: &str, glue: Glue, extra: &[&str]) -> Result<Module> {
    target(BROWSER)?;
    let folder = root().join("target/wasm");
    let args = ["build", "--locked", "--profile", "wasm-release", "--package", package, "--target", BROWSER];
    run(cargo(&args)
        .arg("--target-dir")
        .arg(&folder)
        .args(extra)
        .env("CARGO_ENCODED_RUSTFLAGS", plain_paths()?))?;
    let plain = name.replace('-', "_");
    let built = folder.join(BROWSER).join("wasm-release");
    let file = [name, &plain]
        .map(|stem| built.join(format!("{stem}.wasm")))
        .into_iter()
        .find(|path| path.is_file())
        .with_context(|| format!("{name} left no module in {}", built.display()))?;
    bind(&file, &plain, glue)
}

/// Where messages name a source file, they name it as on any machine: the module is the same wherever it is built.
fn plain_paths() -> Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("no home of cargo")?;
    let sources = std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let mut flags: Vec<_> =
        sources.map(|registry| format!("--remap-path-prefix={}/=", registry.path().display())).collect();
    flags.sort();
    Ok(flags.join("\x1f"))
}

fn bind(file: &Path, name: &str, glue: Glue) -> Result<Module> {
    let out: PathBuf = root().join("target/wasm/glue").join(name);
    std::fs::create_dir_all(&out)?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    match glue {
        Glue::Module => bindgen.web(true)?,
        Glue::Script => bindgen.no_modules(true)?,
    };
    bindgen.input_path(file).out_name(name).typescript(true).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true).generate(&out)?;
    let read = |file: String| std::fs::read(out.join(&file)).with_context(|| format!("{name}: no {file}"));
    Ok(Module {
        wasm: read(format!("{name}_bg.wasm"))?,
        glue: String::from_utf8(read(format!("{name}.js"))?)?,
        types: String::from_utf8(read(format!("{name}.d.ts"))?)?,
    })
}

fn has_target(target: &str) -> Result<bool> {
    let libdir = program("rustc", &["--print", "target-libdir", "--target", target]).output()?;
    let files = std::fs::read_dir(String::from_utf8_lossy(&libdir.stdout).trim());
    Ok(files.is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
    }))
}
