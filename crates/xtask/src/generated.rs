//! Files that are generated from types and kept in the repository.

use crate::command::root;
use crate::typescript;
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;

/// Writes every generated file.
pub(crate) fn write() -> Result<()> {
    for (path, text) in files()? {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Fails when a generated file is not what would be written.
pub(crate) fn check() -> Result<()> {
    for (path, text) in files()? {
        let stands = std::fs::read_to_string(&path).unwrap_or_default();
        ensure!(stands == text, "{} is out of date: run `cargo xtask generate`", path.display());
    }
    Ok(())
}

fn files() -> Result<Vec<(PathBuf, String)>> {
    let place = |name: &str| match name {
        "seller" => root().join("crates/book/schema/seller.schema.json"),
        "rules" => root().join("crates/plan/schema/rules.schema.json"),
        other => root().join(format!("tests/schema/{other}.schema.json")),
    };
    let (data, wire): (Vec<_>, Vec<_>) =
        tokentoll::schemas().into_iter().partition(|(name, _)| matches!(*name, "seller" | "rules"));
    let seller: Vec<_> = data.iter().filter(|(name, _)| *name == "seller").cloned().collect();
    let mut files = vec![
        (root().join("npm/src/wire.d.ts"), typescript::declarations(&wire)?),
        (root().join("npm/src/seller.d.ts"), typescript::declarations(&seller)?),
    ];
    files.extend(wire.iter().chain(&data).map(|(name, schema)| (place(name), format!("{schema:#}\n"))));
    Ok(files)
}
