//! What a browser loads without what only people read: comments, blanks, and the long names by which a module and its
//! glue know each other.

use crate::wasm::Module;
use anyhow::{Context, Result};

/// How names of imports begin that the compiler of the glue gave.
const NAME: &str = "__wbg_";

/// The same module, smaller.
///
/// # Errors
/// Where the module is none.
pub(crate) fn slimmed(module: &mut Module) -> Result<()> {
    let (wasm, names) = renamed(&module.wasm).context("the import section of a module")?;
    for (long, short) in &names {
        module.glue = module.glue.replace(long, short);
    }
    module.wasm = wasm;
    Ok(())
}

/// A script without blanks and the lines that are comments.
pub(crate) fn slim_script(text: &str) -> String {
    lines(text, |line| ["/*", "*", "//"].iter().any(|start| line.starts_with(start)))
}

/// The same for styles, where a `*` begins a rule.
pub(crate) fn slim_style(text: &str) -> String {
    lines(text, |line| line.starts_with("/*") && line.ends_with("*/"))
}

fn lines(text: &str, is_comment: impl Fn(&str) -> bool) -> String {
    let is_code = |line: &&str| !line.is_empty() && !is_comment(line);
    text.lines().map(str::trim).filter(is_code).collect::<Vec<_>>().join("\n")
}

/// Names of imports and the short ones that stand for them.
type Names = Vec<(String, String)>;

/// The module with short names of imports, and which stand for which; longer names first.
fn renamed(wasm: &[u8]) -> Option<(Vec<u8>, Names)> {
    const HEADER: usize = 8;
    const IMPORTS: u8 = 2;
    let mut out = wasm.get(..HEADER)?.to_vec();
    let mut names = Names::new();
    let mut rest = &wasm[HEADER..];
    while let [id, after @ ..] = rest {
        let (size, after) = number(after)?;
        let (section, after) = after.split_at_checked(size)?;
        rest = after;
        let section = if *id == IMPORTS { imports(section, &mut names)? } else { section.to_vec() };
        out.push(*id);
        write(&mut out, section.len());
        out.extend(section);
    }
    names.sort_by_key(|(long, _)| std::cmp::Reverse(long.len()));
    Some((out, names))
}

fn imports(section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let (count, mut rest) = number(section)?;
    let mut out = Vec::new();
    write(&mut out, count);
    for _ in 0..count {
        let (from, after) = text(rest)?;
        let (name, after) = text(after)?;
        // Only functions have a name of the glue's own: a kind, and the number of their type.
        let end = if after.first() == Some(&0) {
            after.len() - number(&after[1..])?.1.len()
        } else {
            return Some([out, rest.to_vec()].concat()).filter(|_| !name.starts_with(NAME));
        };
        let short = if name.starts_with(NAME) {
            let short = format!("_{}", names.len());
            names.push((name.to_owned(), short.clone()));
            short
        } else {
            name.to_owned()
        };
        for word in [from, &short] {
            write(&mut out, word.len());
            out.extend(word.as_bytes());
        }
        out.extend(&after[..end]);
        rest = &after[end..];
    }
    Some([out, rest.to_vec()].concat())
}

fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (size, rest) = number(bytes)?;
    let (text, rest) = rest.split_at_checked(size)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// Seven bits a byte, the lowest first.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for (i, byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7f) << (7 * i);
        if *byte < 0x80 {
            return Some((number, &bytes[i + 1..]));
        }
    }
    None
}

fn write(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_get_short_names_in_both() {
        let import =
            [&[1, b'.'][..], &[11], b"__wbg_say_1", &[0, 0x80, 1], &[1, b'.', 1, b'x', 0, 3]].concat();
        let section = [&[2][..], &import].concat();
        let wasm =
            [b"\0asm\x01\0\0\0", &[1, 1, 0][..], &[2, section.len() as u8], &section, &[7, 0]].concat();
        let glue = "/** Says.\n * @param x\n */\nexport {\n  __wbg_say_1: x => x, // to whom\n  url: 'https://a',\n}\n";
        let mut module = Module { wasm, glue: glue.to_owned(), types: String::new() };
        slimmed(&mut module).unwrap();
        let slim = "export {\n_0: x => x, // to whom\nurl: 'https://a',\n}";
        assert_eq!(slim_script(&module.glue), slim);
        let expected = [&[2, 1, b'.', 2][..], b"_0", &[0, 0x80, 1], &[1, b'.', 1, b'x', 0, 3]].concat();
        let whole =
            [b"\0asm\x01\0\0\0", &[1, 1, 0][..], &[2, expected.len() as u8], &expected, &[7, 0]].concat();
        assert_eq!(module.wasm, whole);
        assert!(
            slimmed(&mut Module { wasm: vec![0; 9], glue: String::new(), types: String::new() }).is_err()
        );
    }

    #[test]
    fn styles_keep_every_rule() {
        let style =
            "/* All */\n*, ::before { margin: 0; }\n\n@media print {\n  a { color: red; } /* here */\n}\n";
        let slim = "*, ::before { margin: 0; }\n@media print {\na { color: red; } /* here */\n}";
        assert_eq!(slim_style(style), slim);
    }
}
