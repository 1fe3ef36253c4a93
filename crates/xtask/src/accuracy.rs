//! How far estimates are off, on recorded counts that the repository does not hold.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::chores::{apt_install, python};
use crate::command::{cargo, program, root, run};

/// What the fitting script needs of Python, in versions that were tried.
const PACKAGES: [&str; 3] = ["numpy>=2,<3", "scipy>=1.14,<2", "scikit-learn>=1.5,<2"];

/// Fits on all sources but some, estimates those, and writes `docs/accuracy.md`.
pub(crate) fn accuracy(args: &[String]) -> Result<()> {
    let (mut data, mut fit) = (None, false);
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        match &**flag {
            "--data" => data = Some(PathBuf::from(args.next().context("--data needs a folder")?)),
            "--fit" => fit = true,
            _ => bail!("no flag `{flag}`: expected --data DIR or --fit"),
        }
    }
    let data = data.context("expected --data DIR, with documents.jsonl and requests.jsonl")?;
    let data = data.canonicalize().with_context(|| format!("{}: no such folder", data.display()))?;
    let (folds, python) = (root().join("target/accuracy-folds"), fitting_python()?);
    let examples = root().join("target/release/examples");
    build_examples()?;
    let mut script = program(python.to_str().context("a path in UTF-8")?, &["crates/tokens/fit/fit.py"]);
    script.arg(&data).arg("--folds").arg(&folds).env("TOKENTOLL_FEATURES", examples.join("features"));
    run(script.args((!fit).then_some("--keep")))?;
    if fit {
        build_examples()?;
    }
    let page = root().join("docs/accuracy.md");
    let example = examples.join("accuracy");
    let mut example = program(example.to_str().context("a path in UTF-8")?, &[]);
    let written = example.arg(&data).arg("--folds").arg(&folds).output()?;
    if !written.status.success() {
        bail!("the page was not written: {}", String::from_utf8_lossy(&written.stderr));
    }
    std::fs::write(&page, written.stdout)?;
    println!("{}", page.display());
    Ok(())
}

fn build_examples() -> Result<()> {
    run(&mut cargo(&["build", "--locked", "--release", "--package", "tokentoll-tokens", "--examples"]))
}

/// A Python of its own with what the fitting script needs.
fn fitting_python() -> Result<PathBuf> {
    let folder = root().join("target/accuracy-python");
    let own = folder.join("bin/python");
    if !own.is_file() {
        let make = |folder: &Path| run(program(python()?, &["-m", "venv"]).arg(folder));
        make(&folder).or_else(|_| apt_install(&["python3-venv"]).and_then(|()| make(&folder)))?;
    }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(program(own.to_str().context("a path in UTF-8")?, &install).args(PACKAGES))?;
    Ok(own)
}
