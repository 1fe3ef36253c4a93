//! Packs.
#![allow(clippy::disallowed_methods)]
mod packing;
fn main() {
    for (name, bpe, n) in [("o200k", tiktoken_rs::o200k_base_singleton(), 199_998u32), ("cl100k", tiktoken_rs::cl100k_base_singleton(), 100_256)] {
        let tokens: Vec<Vec<u8>> = (0..n).map(|t| bpe.decode_bytes(&[t]).unwrap()).collect();
        let pairs = packing::pairs(&tokens);
        std::fs::write(format!("crates/tokens/data/{name}.bin"), packing::pack_pairs(&tokens[..256], &pairs)).unwrap();
    }
    std::fs::write("crates/tokens/data/classes.bin", packing::classes()).unwrap();
}
