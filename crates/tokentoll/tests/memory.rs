//! What a ledger takes, counted by the allocator: bytes a file, bytes a request, and none for asking and keeping.

use jiff::Timestamp;
use peak_alloc::PeakAlloc;
use tokentoll::core::Usage;
use tokentoll::ledger::{Field, Ledger, Query};
use tokentoll::usage::log::{Identity, Record, Used};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const FILES: usize = 30_000;

/// Names as those of Claude Code: a folder for each project, a file for each session.
fn session(n: usize) -> String {
    format!("{n:08x}-0000-4000-8000-{n:012x}")
}

fn path(n: usize) -> String {
    format!("/home/dev/.claude/projects/-home-dev-project-{:02}/{}.jsonl", n % 24, session(n))
}

fn request(ledger: &mut Ledger, file: usize, number: usize) {
    let source = ledger.source(&path(file));
    let (id, session) = (format!("msg_{number}"), session(file));
    let record = Record {
        at: Some(Timestamp::from_second(1_772_000_000 + number as i64 * 60).unwrap()),
        model: Some("claude-sonnet-4-5".into()),
        identity: Some(Identity::of(&*id)),
        project: Some("/home/dev/project".into()),
        session: Some((&*session).into()),
        labels: vec![("branch".into(), "main".into()), ("version".into(), "2.1.0".into())],
        ..Record::new(Used::Request(Usage::new().input(1_000).output(100)))
    };
    ledger.add(source, number as u64, &record);
}

/// The most that a call takes beyond what is held before and after it.
fn beyond<T>(call: impl FnOnce() -> T) -> (T, usize) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let done = call();
    let kept = before.max(HEAP.current_usage());
    (done, HEAP.peak_usage().saturating_sub(kept))
}

/// One test, as the allocator counts for all of them at once.
#[test]
fn a_ledger_takes_little_a_file_and_little_a_request() {
    let empty = HEAP.current_usage();
    let mut ledger = Ledger::new();
    for n in 0..FILES {
        ledger.source(&path(n));
    }
    let names = HEAP.current_usage() - empty;
    // The name up to its dot is 36 bytes; four numbers of four bytes and one of eight beside it; the rest is room
    // that tables keep: at most as much again.
    let least = 36 + 8 + 12;
    assert!((least * FILES..2 * least * FILES).contains(&names), "{} bytes a file", names / FILES);
    for n in 0..FILES {
        request(&mut ledger, n, n);
    }
    let rows = HEAP.current_usage() - empty - names;
    // A row of 64 bytes; twelve for where it was made; their places in two tables; no name a second time.
    assert!((64 * FILES..120 * FILES).contains(&rows), "{} bytes for a file's first request", rows / FILES);
    for n in 0..FILES {
        request(&mut ledger, n, FILES + n);
    }
    let more = HEAP.current_usage() - empty - names - rows;
    assert!((64 * FILES..90 * FILES).contains(&more), "{} bytes for its second", more / FILES);
    let whole = HEAP.current_usage() - empty;

    let query = Query::by([Field::Day, Field::Model]);
    let (summary, beyond_asking) = beyond(|| ledger.ask(&query, tokentoll::PriceBook::embedded()).unwrap());
    assert_eq!(summary.total.requests, 2 * FILES as u64);
    assert!(beyond_asking < whole / 10, "asking took {beyond_asking} of {whole}");

    let mut kept = Vec::with_capacity(2 * whole);
    let ((), beyond_writing) = beyond(|| ledger.write_to(&mut kept).unwrap());
    assert!(beyond_writing < 1 << 20, "writing took {beyond_writing} of {whole}");
    drop(ledger);
    let before = HEAP.current_usage();
    let (back, beyond_reading) = beyond(|| Ledger::read_from(&mut &*kept).unwrap());
    let again = HEAP.current_usage() - before;
    assert!(beyond_reading < 4 << 20, "reading took {beyond_reading} of {whole}");
    assert!(again <= whole + whole / 50, "{again} bytes after reading, {whole} before");
    assert_eq!(back.ask(&query, tokentoll::PriceBook::embedded()).unwrap(), summary);
}
