//! Any bytes are a usage report with parts, or an error that says why; JSON is written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::usage::json::{Limits, parse};
use tokentoll::usage::{ErrorCode, ReportFormat, read_text};

fuzz_target!(|bytes: &[u8]| {
    let told = read_text(bytes, None);
    for format in std::iter::once(None).chain(ReportFormat::ALL.map(Some)) {
        match read_text(bytes, format) {
            Ok(report) => {
                assert!(!report.parts.is_empty(), "a report without parts");
                assert!(format.is_none_or(|format| format == report.format));
                assert!(report.notes.iter().all(|n| !n.code.is_empty() && !n.message.is_empty()));
            }
            Err(error) => {
                assert!(!error.message.is_empty() && !error.to_string().is_empty());
                assert!(error.message.len() <= 2_000, "{} bytes of message", error.message.len());
                assert!(
                    !error.field.starts_with('.') || bytes.contains(&b'.') || bytes.contains(&b'\\'),
                    "{error}"
                );
                if error.code == ErrorCode::BadNumber {
                    // A number beyond every range is met before its member is known.
                    assert!(!error.field.is_empty() || error.message.contains(" at line "), "where? {error}");
                }
            }
        }
    }
    if let Ok(report) = &told {
        assert_eq!(
            read_text(bytes, Some(report.format)).as_ref(),
            Ok(report),
            "the format named, another reading"
        );
    }
    if let Ok(json) = parse(bytes, Limits::default()) {
        let written = json.to_string();
        assert_eq!(parse(written.as_bytes(), Limits::default()).as_ref(), Ok(&json), "{written}");
        assert_eq!(read_text(written.as_bytes(), None), told, "written anew, another reading");
    }
});
