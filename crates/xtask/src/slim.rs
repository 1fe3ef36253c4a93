//! What a browser loads without what only people read: comments, blanks, the long names by which a module and its glue
//! know each other; and without the ways of starting that the page does not take.

use crate::wasm::Module;
use anyhow::{Context, Result};

/// How names begin that the compiler of the glue made of other names, or counted.
const LONG: [&str; 3] = ["__wbg_", "__wbindgen_generic_", "wasm_bindgen__"];

/// The glue's ways of starting begin with this function, and nothing else follows.
const STARTS: &str = "async function __wbg_load(";

/// The one way that the page takes: with a module that is compiled.
const START: &str = "export default async function ({ module_or_path }) {
    const instance = await WebAssembly.instantiate(module_or_path, __wbg_get_imports());
    return __wbg_finalize_init(instance, module_or_path);
}
";

/// How a value of JavaScript's is shown in a message of Rust's, and in how many words.
const SHOWS: [&str; 2] =
    ["function debugString(val) {", "function debugString(val) {\n    return String(val);\n}\n"];

/// The same module, smaller.
///
/// # Errors
/// Where the module is none, or its glue is not what the compiler of this version writes.
pub(crate) fn slimmed(module: &mut Module) -> Result<()> {
    let (wasm, names) = renamed(&module.wasm).context("the imports and exports of a module")?;
    for (long, short) in &names {
        module.glue = module.glue.replace(long, short);
    }
    module.wasm = wasm;
    module.glue =
        short_glue(&module.glue).context("the glue of a module: expected a start and debugString")?;
    Ok(())
}

fn short_glue(glue: &str) -> Option<String> {
    let (rest, _) = glue.split_once(STARTS)?;
    let (before, shows) = rest.split_once(SHOWS[0])?;
    // A function ends with the first brace that stands at the beginning of a line.
    let (_, after) = shows.split_once("\n}\n")?;
    Some([before, SHOWS[1], after, START].concat())
}

/// A script without blanks and the lines that are comments.
pub(crate) fn slim_script(text: &str) -> String {
    lines(text, |line| ["/*", "*", "//"].iter().any(|start| line.starts_with(start)))
}

/// The same for styles, where a `*` begins a rule, without the blanks that only people need.
pub(crate) fn slim_style(text: &str) -> String {
    let text = lines(text, |line| line.starts_with("/*") && line.ends_with("*/"));
    // In the order in which one makes room for the next.
    let closer = [(" {", "{"), ("{ ", "{"), (" }", "}"), (";}", "}"), (": ", ":"), ("; ", ";"), (", ", ",")];
    closer.iter().fold(text, |text, (wide, close)| text.replace(wide, close))
}

fn lines(text: &str, is_comment: impl Fn(&str) -> bool) -> String {
    let is_code = |line: &&str| !line.is_empty() && !is_comment(line);
    text.lines().map(str::trim).filter(is_code).collect::<Vec<_>>().join("\n")
}

/// Names of imports and exports, and the short ones that stand for them.
type Names = Vec<(String, String)>;

/// The module with short names, and which stand for which; longer names first.
fn renamed(wasm: &[u8]) -> Option<(Vec<u8>, Names)> {
    const HEADER: usize = 8;
    const IMPORTS: u8 = 2;
    const EXPORTS: u8 = 7;
    let mut out = wasm.get(..HEADER)?.to_vec();
    let mut names = Names::new();
    let mut rest = &wasm[HEADER..];
    while let [id, after @ ..] = rest {
        let (size, after) = number(after)?;
        let (section, after) = after.split_at_checked(size)?;
        rest = after;
        let section = match *id {
            IMPORTS => imports(section, &mut names)?,
            EXPORTS => exports(section, &mut names)?,
            _ => section.to_vec(),
        };
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
            return Some([out, rest.to_vec()].concat()).filter(|_| !is_long(name));
        };
        write_text(&mut out, from);
        write_text(&mut out, &short(name, names));
        out.extend(&after[..end]);
        rest = &after[end..];
    }
    Some([out, rest.to_vec()].concat())
}

fn exports(section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let (count, mut rest) = number(section)?;
    let mut out = Vec::new();
    write(&mut out, count);
    for _ in 0..count {
        let (name, after) = text(rest)?;
        let end = after.len() - number(after.get(1..)?)?.1.len();
        write_text(&mut out, &short(name, names));
        out.extend(&after[..end]);
        rest = &after[end..];
    }
    Some(out)
}

fn is_long(name: &str) -> bool {
    LONG.iter().any(|start| name.starts_with(start))
}

/// The name that stands for a long one, or the name itself.
fn short(name: &str, names: &mut Names) -> String {
    if !is_long(name) {
        return name.to_owned();
    }
    let short = format!("_{}", names.len());
    names.push((name.to_owned(), short.clone()));
    short
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

fn write_text(out: &mut Vec<u8>, text: &str) {
    write(out, text.len());
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_get_short_names_in_both() {
        let import =
            [&[1, b'.'][..], &[11], b"__wbg_say_1", &[0, 0x80, 1], &[1, b'.', 1, b'x', 0, 3]].concat();
        let section = [&[2][..], &import].concat();
        let export = [&[2, 14][..], b"wasm_bindgen__", &[0, 0x80, 1], &[1, b'm', 2, 0]].concat();
        let parts = [&[1, 1, 0][..], &[2, section.len() as u8], &section, &[7, export.len() as u8], &export];
        let wasm = [b"\0asm\x01\0\0\0", &*parts.concat()].concat();
        let glue = "/** Says.\n * @param x\n */\nconst names = {\n  __wbg_say_1: x => wasm.wasm_bindgen__(x), // to whom\n  url: 'https://a',\n}\n\
            function debugString(val) {\n    if (val) {\n    }\n    return long;\n}\nlet wasm;\nasync function __wbg_load(module) {\n}\nexport { load };\n";
        let mut module = Module { wasm: wasm.clone(), glue: glue.to_owned(), types: String::new() };
        slimmed(&mut module).unwrap();
        let slim = format!(
            "const names = {{\n_0: x => wasm._1(x), // to whom\nurl: 'https://a',\n}}\n{}let wasm;\n{}",
            slim_script(SHOWS[1]) + "\n",
            slim_script(START)
        );
        assert_eq!(slim_script(&module.glue), slim);
        let expected = [&[2, 1, b'.', 2][..], b"_0", &[0, 0x80, 1], &[1, b'.', 1, b'x', 0, 3]].concat();
        let export = [&[2, 2][..], b"_1", &[0, 0x80, 1], &[1, b'm', 2, 0]].concat();
        let parts =
            [&[1, 1, 0][..], &[2, expected.len() as u8], &expected, &[7, export.len() as u8], &export];
        assert_eq!(module.wasm, [b"\0asm\x01\0\0\0", &*parts.concat()].concat());
        for (wasm, glue) in [(vec![0; 9], glue), (wasm, "export { load };\n")] {
            assert!(slimmed(&mut Module { wasm, glue: glue.to_owned(), types: String::new() }).is_err());
        }
    }

    #[test]
    fn styles_keep_every_rule() {
        let style =
            "/* All */\n*, ::before { margin: 0; }\n\n@media print {\n  a { color: red; } /* here */\n}\n";
        let slim = "*,::before{margin:0}\n@media print{\na{color:red} /* here */\n}";
        assert_eq!(slim_style(style), slim);
    }
}
