//! The npm package `tokentoll`: its modules, its declarations, its tests.

use crate::command::{is_there, program, root, run};
use crate::wasm::{Glue, module};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The modules of the package, each a build of `tokentoll-wasm` with these features.
const MODULES: [(&str, &str); 3] =
    [("pricing", "pricing"), ("estimate", "requests"), ("tokens", "requests,o200k")];

/// Builds the package in `npm/dist`; it can be packed as it stands.
pub(crate) fn build() -> Result<PathBuf> {
    let package = root().join("npm");
    let [sources, dist] = ["build", "dist"].map(|folder| package.join(folder));
    for folder in [&sources, &dist] {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
    }
    for file in std::fs::read_dir(package.join("src"))? {
        let file = file?;
        std::fs::copy(file.path(), sources.join(file.file_name()))?;
    }
    std::fs::write(sources.join("version.js"), version())?;
    for (name, features) in MODULES {
        let built =
            module("tokentoll-wasm", Glue::Module, &["--no-default-features", "--features", features])?;
        std::fs::write(sources.join(format!("{name}.glue.js")), &built.glue)?;
        std::fs::write(sources.join(format!("{name}.glue.d.ts")), &built.types)?;
        std::fs::write(dist.join(format!("{name}.wasm")), &built.wasm)?;
    }
    install(&package)?;
    // Checks the sources against the declarations of the modules, and writes those of the package.
    run(npm(&package).args(["exec", "--no", "--", "tsc", "--project", "tsconfig.json"]))?;
    for file in std::fs::read_dir(&sources)? {
        let file = file?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".js") || ["wire.d.ts", "seller.d.ts"].contains(&&*name) {
            std::fs::copy(&file, dist.join(name))?;
        }
    }
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        std::fs::copy(root().join(license), package.join(license))?;
    }
    Ok(package)
}

/// Tests the package as it would be published.
pub(crate) fn test() -> Result<()> {
    let package = build()?;
    let mut node = node_tests(&package.join("test"))?;
    let tokentoll = crate::command::tokentoll()?;
    run(node.env("TOKENTOLL", tokentoll).env("PYTHON", crate::chores::python()?))
}

/// Every `*.test.js` of a folder, one file after the other.
pub(crate) fn node_tests(folder: &Path) -> Result<Command> {
    let files = std::fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<Result<Vec<_>>>()?;
    let mut tests: Vec<_> =
        files.into_iter().filter(|file| file.to_string_lossy().ends_with(".test.js")).collect();
    tests.sort();
    let mut node = program("node", &["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    node.args(tests);
    Ok(node)
}

/// `npm` in a folder.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" }, &[]);
    command.current_dir(folder);
    command
}

/// What the lock file of a folder says, without running anyone's scripts.
pub(crate) fn install(folder: &Path) -> Result<()> {
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))
        .with_context(|| format!("{}: no package-lock.json", folder.display()))?;
    ensure!(!lock.contains("\"resolved\""), "{}: the lock file names a registry", folder.display());
    let stamp = folder.join("node_modules/.tokentoll-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    ensure!(is_there("node", &["--version"]), "the npm package needs Node 20 or newer");
    run(npm(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    Ok(std::fs::write(stamp, lock)?)
}

fn version() -> String {
    let (package, prices) = (env!("CARGO_PKG_VERSION"), tokentoll::PriceBook::embedded().version());
    format!(
        "/** The version of this package. */\nexport const version = '{package}';\n\
         /** The version of the prices in it: it changes when any of them does. */\nexport const prices = '{prices}';\n"
    )
}
