//! Counting many files at once, on every core, with a progress bar where someone watches.

use super::read::{self, Counted};
use super::walk::{File, Skipped};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tokentoll::tokens::Counter;

/// Counts files; those that cannot be counted come back with their reason. The order is that of the files.
pub(crate) fn count(
    files: Vec<File>,
    counter: &Counter<'_>,
    watched: bool,
) -> (Vec<(File, Counted)>, Vec<Skipped>) {
    let bar = if watched { bar(&files) } else { ProgressBar::hidden() };
    // The largest first, or one core ends alone with it.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(files[*at].bytes));
    let results: Vec<Mutex<Option<Result<Counted, String>>>> =
        files.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = read::count(&files[*at], counter, &|bytes| bar.inc(bytes));
            if let Ok(mut slot) = results[*at].lock() {
                *slot = Some(result);
            }
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(files.len());
    thread::scope(|scope| {
        for _ in 1..cores {
            scope.spawn(work);
        }
        work();
    });
    bar.finish_and_clear();
    let (mut counted, mut skipped) = (Vec::new(), Vec::new());
    for (file, result) in files.into_iter().zip(results) {
        match result.into_inner().ok().flatten() {
            Some(Ok(count)) => counted.push((file, count)),
            Some(Err(why)) => skipped.push(Skipped { path: file.shown(), why }),
            None => skipped.push(Skipped { path: file.shown(), why: "not counted".to_owned() }),
        }
    }
    (counted, skipped)
}

fn bar(files: &[File]) -> ProgressBar {
    let bar = ProgressBar::new(files.iter().map(|file| file.bytes).sum());
    let style =
        ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
