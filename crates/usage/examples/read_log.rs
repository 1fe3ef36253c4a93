//! Reads logs and shows what each reader makes of them: `cargo run --example read_log -- FILE…`.
#![allow(clippy::disallowed_methods, reason = "an example reads files")]

use tokentoll_core::Meter;
use tokentoll_usage::log::{Entry, Framing, Used, Values, detect};

fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let Some(format) = detect(&text) else {
            println!("{path}: no known format");
            continue;
        };
        println!("{path}: {}", format.name());
        let mut reader = format.reader();
        let show = |entry: Entry<'_>| match entry {
            Entry::Record(record) => {
                let counts: Vec<String> = match &record.used {
                    Used::Request(usage) => usage.iter().map(|(meter, n)| format!("{meter} {n}")).collect(),
                    Used::Parts(parts) => parts.iter().map(|part| format!("{part:?}")).collect(),
                    Used::Aggregate(sum) => {
                        Meter::ALL.iter().map(|m| format!("{m} {}", sum.of(*m))).collect()
                    }
                };
                let model = record.model.as_deref().unwrap_or("-");
                println!("  {:?} {model} {:?} {}", record.at, record.identity, counts.join(", "));
            }
            Entry::Fault(fault) => println!("  fault {}: {fault}", fault.code),
            Entry::Aside(aside) => println!("  aside {}", aside.name()),
        };
        match format.framing() {
            Framing::Lines => {
                text.split(|byte| *byte == b'\n').for_each(|line| reader.read(line, &mut |e| show(e)))
            }
            Framing::Values => {
                let (mut values, mut from) = (Values::default(), 0);
                while let Some(end) = values.end_in(&text[from..]) {
                    reader.read(Values::trim(&text[from..from + end]), &mut |e| show(e));
                    from += end;
                }
                reader.read(Values::trim(&text[from..]), &mut |e| show(e));
            }
        }
        reader.end(&mut |e| show(e));
    }
}
