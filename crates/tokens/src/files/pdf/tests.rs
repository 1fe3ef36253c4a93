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

/// Numbers of LZW for so many spaces or some more: each but the first stands for one space more than the one before.
fn spaces_by_lzw(least: usize) -> Vec<u8> {
    let (mut bits, mut held, mut bytes, mut spaces) = (0_u64, 0, Vec::new(), 0);
    let mut write = |number: u64, entries: u32| {
        let width = (259 + entries).ilog2().min(11) + 1;
        (bits, held) = (bits << width | number, held + width);
        while held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    };
    write(256, 0);
    while spaces < least {
        write(u64::from(b' '), 0);
        for entries in 0..3_837 {
            write(u64::from(258 + entries), entries);
        }
        write(256, 3_837);
        spaces += 3_838 * 3_839 / 2;
    }
    write(257, 0);
    write(0, 0);
    bytes
}

fn spaces_by_runs(least: usize) -> Vec<u8> {
    let mut bytes = b"\x81 ".repeat(least.div_ceil(128));
    bytes.push(128);
    bytes
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).chain(*b">").collect()
}

/// Each byte of zeros stands for itself, others in groups of five letters.
fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut letters = Vec::new();
    for four in bytes.chunks(4) {
        let mut whole = [0; 4];
        whole[..four.len()].copy_from_slice(four);
        let value = u32::from_be_bytes(whole);
        let group = [4, 3, 2, 1, 0].map(|power| (value / 85_u32.pow(power) % 85) as u8 + b'!');
        letters.extend_from_slice(&group[..=four.len()]);
    }
    letters.extend_from_slice(b"~>");
    letters
}

/// Deflate without the header of zlib, and behind a block whose length is written wrong, which some readers pass over.
fn bare(folded: &[u8]) -> Vec<u8> {
    folded[2..].to_vec()
}

fn behind_a_broken_block(folded: &[u8]) -> Vec<u8> {
    [&folded[..2], &[0, 1, 0, 7, 7, b' '], &folded[2..]].concat()
}

#[test]
fn bombs_by_every_filter_and_by_several_are_refused_before_they_are_read() {
    const MUCH: usize = 3 << 19;
    let small = Bounds { stream: 1 << 20, streams: 1 << 20, ..Bounds::ALL };
    let (runs, lzw, flate) = (spaces_by_runs(MUCH), spaces_by_lzw(MUCH), folded(&[b' '; MUCH]));
    for (filters, data) in [
        ("/RunLengthDecode", runs.clone()),
        ("/RL", runs.clone()),
        ("/Run#4cengthDecode", runs.clone()),
        ("/LZWDecode", lzw.clone()),
        ("[/LZWDecode]", lzw.clone()),
        ("[/ASCIIHexDecode /LZWDecode]", hex(&lzw)),
        ("[/AHx /LZW]", hex(&lzw)),
        ("[/ASCII85Decode /RunLengthDecode]", ascii85(&runs)),
        ("[/A85 /AHx /LZW]", ascii85(&hex(&lzw))),
        ("[/FlateDecode /RunLengthDecode]", folded(&runs)),
        ("[/ASCIIHexDecode /FlateDecode]", hex(&flate)),
        ("/FlateDecode", bare(&flate)),
        ("/FlateDecode", behind_a_broken_block(&flate)),
        // Said in another place, and in another list.
        ("6 0 R", lzw.clone()),
        ("[/ASCIIHexDecode 6 0 R]", hex(&lzw)),
        ("/LZWDecode /A (endobj 7 0 obj << )", lzw.clone()),
    ] {
        let bytes = page(stream(&format!("/Filter {filters}"), &data), vec![b"/LZWDecode".to_vec()]);
        assert_eq!(read(bytes, small), Err(PdfError::Bomb), "{filters}");
    }
}

#[test]
fn what_is_folded_by_any_filter_is_read() {
    let plain = found(page(stream("", WORDS.as_bytes()), Vec::new()));
    let text = || [&b" ".repeat(20_000), WORDS.as_bytes()].concat();
    let runs =
        [b"\x81 ".repeat(150), vec![WORDS.len() as u8 - 1], WORDS.as_bytes().to_vec(), vec![128]].concat();
    for (filters, data) in [
        ("/RunLengthDecode", runs.clone()),
        ("[/A85 /RL]", ascii85(&runs)),
        ("[/AHx /Fl]", hex(&folded(&text()))),
        ("/FlateDecode", bare(&folded(&text()))),
        ("6 0 R", runs.clone()),
    ] {
        let bytes = page(stream(&format!("/Filter {filters}"), &data), vec![b"/RunLengthDecode".to_vec()]);
        assert_eq!(found(bytes), plain, "{filters}");
    }
    // By the reader too the numbers are what they were made for.
    let lzw = page(stream("/Filter /LZWDecode", &spaces_by_lzw(1)), Vec::new());
    assert_eq!(
        read(lzw.clone(), Bounds { stream: 3_838 * 3_839 / 2, ..Bounds::ALL }),
        Ok(Pdf { pages: 1, ..Pdf::default() })
    );
    assert_eq!(read(lzw, Bounds { stream: 3_838 * 3_839 / 2 - 1, ..Bounds::ALL }), Err(PdfError::Bomb));
}

#[test]
fn a_page_that_names_one_stream_again_and_again_ends_what_is_read() {
    let spaces = stream("/Filter /FlateDecode", &folded(&[b' '; 1 << 20]));
    let mut objects: Vec<Vec<u8>> =
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>", "null"]
            .map(|object| object.as_bytes().to_vec())
            .into();
    objects.push(
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents [{}] >>", "5 0 R ".repeat(5))
            .into_bytes(),
    );
    objects.push(spaces);
    let few = Bounds { stream: 1 << 20, streams: 4 << 20, ..Bounds::ALL };
    let is_ended = |objects: &[Vec<u8>], bounds| {
        let found = read(file(objects), bounds).expect("a page");
        assert!(found.notes.iter().any(|note| note.contains("on page 1 and later")), "{:?}", found.notes);
    };
    is_ended(&objects, few);
    assert_eq!(
        read(file(&objects), Bounds { streams: 5 << 20, ..few }),
        Ok(Pdf { pages: 1, ..Pdf::default() })
    );
    objects[4] = stream("", &[b' '; 1 << 20]);
    is_ended(&objects, few);
}

#[test]
fn streams_that_share_one_long_end_are_refused() {
    let mut data = b"5 0 obj << /Filter /A85 /Length 9 0 R >> stream\n".repeat(100);
    data.extend_from_slice(&[b' '; 1 << 16]);
    let bytes = page(stream("", &data), Vec::new());
    assert_eq!(read(bytes, Bounds { streams: 4 << 20, ..Bounds::ALL }), Err(PdfError::Bomb));
}

#[test]
fn long_forms_that_are_drawn_again_and_again_end_after_so_many_steps() {
    let members = "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Filter /FlateDecode";
    let bytes = |length: usize| {
        let form = stream(members, &folded(&b" ".repeat(length)));
        page(stream("", "/A Do ".repeat(100).as_bytes()), vec![form])
    };
    let few = Bounds { steps: 20_000, ..Bounds::ALL };
    assert_eq!(read(bytes(1 << 10), few), Ok(Pdf { pages: 1, ..Pdf::default() }));
    let found = read(bytes(1 << 20), few).expect("a page");
    assert!(found.notes.iter().any(|note| note.contains("20000 steps")), "{:?}", found.notes);
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
