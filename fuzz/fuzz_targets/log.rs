//! Any bytes are a log of some format: records, faults that say why, and nothing else.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::usage::log::{
    Entry, FORMATS, Framing, LogFormat, Mapped, Mapping, Values, cost_report, detect,
};

fuzz_target!(|bytes: &[u8]| {
    let told = detect(bytes);
    for format in told.into_iter().chain(FORMATS) {
        let whole = read(format, bytes);
        if format.is_stateless()
            && format.framing() == Framing::Lines
            && let Some(at) = bytes.iter().position(|byte| *byte == b'\n')
        {
            let mut pieces = read(format, &bytes[..at]);
            pieces.extend(read(format, &bytes[at + 1..]));
            assert_eq!(pieces, whole, "{}: cut at {at}", format.name());
        }
    }
    // A mapping and a table that it describes, or one by the other.
    let (mapping, table) = bytes.split_at(bytes.iter().position(|b| *b == b'\n').unwrap_or(0));
    if let Ok(mapping) = Mapping::read(mapping) {
        read(&Mapped(mapping), table);
    }
    if let Err(fault) = cost_report(bytes) {
        assert!(!fault.code.is_empty() && !fault.message.is_empty());
    }
});

fn read(format: &dyn LogFormat, text: &[u8]) -> Vec<Entry<'static>> {
    let mut entries = Vec::new();
    let mut reader = format.reader();
    let mut keep = |entry: Entry<'_>| {
        if let Entry::Fault(fault) = &entry {
            assert!(!fault.code.is_empty() && !fault.message.is_empty());
            assert!(fault.message.len() <= 2_000, "{} bytes of message", fault.message.len());
        }
        entries.push(entry.into_owned());
    };
    match format.framing() {
        Framing::Lines => {
            text.split(|byte| *byte == b'\n').for_each(|line| reader.read(line, &mut |e| keep(e)))
        }
        Framing::Values => {
            let (mut values, mut from) = (Values::default(), 0);
            while let Some(end) = values.end_in(&text[from..]) {
                assert!(end > 0, "a value without an end");
                reader.read(Values::trim(&text[from..from + end]), &mut |e| keep(e));
                from += end;
            }
            reader.read(Values::trim(&text[from..]), &mut |e| keep(e));
        }
    }
    reader.end(&mut |e| keep(e));
    entries
}
