//! PDFs that were made to be long in reading: each is read in bounded work, and what was not read is told.
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::*;

const WORDS: &str =
    "BT /F1 12 Tf 72 720 Td (Everyone has the right to life,) Tj 0 -14 Td (liberty and security.) Tj ET";

/// A file of these objects, the catalogue first, the root of the pages second, a font third.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = String::new();
    for (n, object) in objects.iter().enumerate() {
        let _ = writeln!(offsets, "{:010} 00000 n ", bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n", n + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (bytes.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{offsets}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

fn stream(members: &str, data: &[u8]) -> Vec<u8> {
    [format!("<< /Length {} {members} >>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

/// A file of one page with these contents and the objects after them, from the sixth on.
fn page(contents: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /A 6 0 R >> >>";
    let mut objects: Vec<Vec<u8>> = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {resources} /Contents 5 0 R >>"),
    ]
    .map(String::into_bytes)
    .into();
    objects.push(contents);
    objects.extend(more);
    file(&objects)
}

fn folded(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("into memory");
    encoder.finish().expect("into memory")
}

fn found(bytes: Vec<u8>) -> Pdf {
    pdf(bytes).expect("pages")
}

#[test]
fn a_folded_page_reads_as_a_plain_one() {
    let plain = found(page(stream("", WORDS.as_bytes()), Vec::new()));
    assert!(plain.texts[0].contains("liberty and security."), "{plain:?}");
    assert_eq!(found(page(stream("/Filter /FlateDecode", &folded(WORDS.as_bytes())), Vec::new())), plain);
}

#[test]
fn streams_that_unfold_without_end_are_refused_before_they_are_read() {
    let spaces = folded(&vec![b' '; (1 << 20) + 1]);
    let small = Bounds { stream: 1 << 20, ..Bounds::ALL };
    let once = || page(stream("/Filter /FlateDecode", &spaces), Vec::new());
    let twice = || page(stream("/Filter [/FlateDecode /FlateDecode]", &folded(&spaces)), Vec::new());
    for bytes in [once(), twice()] {
        assert!(pdf(bytes.clone()).is_ok());
        assert_eq!(read(bytes, small), Err(PdfError::Bomb));
    }
}

#[test]
fn forms_that_draw_forms_end_after_so_many_steps() {
    // Twenty forms, each of which draws the next one ten times: a text that nobody lives to read.
    let draw = "/A Do ".repeat(10);
    let form = |next: usize| {
        let members = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> /XObject << /A {next} 0 R >> >>"
        );
        stream(&members, format!("{WORDS} {draw}").as_bytes())
    };
    let bytes = || page(stream("", draw.as_bytes()), (7..27).map(form).collect());
    let few = [Bounds { steps: 5_000, ..Bounds::ALL }, Bounds { characters: 20_000, ..Bounds::ALL }];
    for (bounds, told) in few.into_iter().zip(["5000 steps", "20000 characters"]) {
        let found = read(bytes(), bounds).expect("a page");
        assert!(found.notes.iter().any(|note| note.contains(told)), "{:?}", found.notes);
        assert!(found.texts[0].len() < 1_000_000);
    }
}

#[test]
fn a_page_tree_that_is_deep_or_bites_its_tail_is_read_or_refused() {
    for depth in [100, 50_000] {
        let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
        for n in 2..depth {
            objects.push(format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 >>", n + 1).into_bytes());
        }
        let leaf = "<< /Type /Page /MediaBox [0 0 612 792] >>";
        objects.push(leaf.as_bytes().to_vec());
        let found = pdf(file(&objects));
        assert!(matches!(found, Ok(Pdf { pages: 1, .. }) | Err(PdfError::Broken)), "{depth}: {found:?}");
    }
    let kids = |kids: &str| format!("<< /Type /Pages /Kids [{kids}] /Count 9 >>").into_bytes();
    let catalogue = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let tail = pdf(file(&[catalogue, kids("3 0 R 3 0 R"), kids("2 0 R 2 0 R 3 0 R")]));
    assert!(tail.is_err() || tail.is_ok_and(|found| found.pages < 100));
}

#[test]
fn a_program_of_a_million_idle_steps_is_read() {
    let idle = format!("{} {WORDS}", "q Q 0 0 m 1 1 l n ".repeat(200_000));
    let found = found(page(stream("/Filter /FlateDecode", &folded(idle.as_bytes())), Vec::new()));
    assert!(found.texts[0].contains("liberty and security."));
}
