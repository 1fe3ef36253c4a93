//! Writes the data of the exact counts from its sources: `cargo run -p tokentoll-tokens --example pack`.
#![allow(clippy::disallowed_methods, reason = "an example that writes files")]

mod packing;
mod sources;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for (name, packed) in [
        ("o200k.bin", packing::vocabulary(&sources::o200k())),
        ("cl100k.bin", packing::vocabulary(&sources::cl100k())),
        ("classes.bin", packing::classes()),
    ] {
        std::fs::write(data.join(name), &packed)?;
        println!("{name}: {} bytes", packed.len());
    }
    Ok(())
}
