//! CPU time, because the machines that measure are shared.

/// Nanoseconds of CPU that this process has used.
#[cfg(unix)]
pub(crate) fn nanoseconds() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}

/// There is no such clock here.
#[cfg(not(unix))]
pub(crate) fn nanoseconds() -> f64 {
    panic!("the benchmarks need the CPU clock of a Unix system")
}
