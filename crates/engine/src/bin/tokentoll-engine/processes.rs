//! A cluster of processes on the loopback: a scheduler and some executors, ended when it is dropped.

use crate::Result;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tokentoll_engine::cluster;

pub(crate) struct Processes {
    pub(crate) scheduler: SocketAddr,
    /// The scheduler is the last to go.
    children: Vec<Child>,
}

impl Processes {
    /// Starts this program several times, and waits until all are there. Every executor runs one task at a time.
    pub(crate) async fn start(executors: usize, folder: &Path) -> Result<Processes> {
        let program = std::env::current_exe()?;
        let mut first = Command::new(&program);
        first.args(["scheduler", "--executors", &executors.to_string()]).stdout(Stdio::piped());
        let mut first = first.stdin(Stdio::null()).spawn()?;
        let mut address = String::new();
        if let Some(told) = first.stdout.take() {
            BufReader::new(told).read_line(&mut address)?;
        }
        let mut processes =
            Processes { scheduler: SocketAddr::from(([127, 0, 0, 1], 0)), children: vec![first] };
        processes.scheduler = address.trim().parse()?;
        for number in 0..executors {
            let mut executor = Command::new(&program);
            executor.args(["executor", "--scheduler", address.trim(), "--folder"]);
            executor.arg(folder.join(format!("executor-{executors}-{number}"))).stdin(Stdio::null());
            processes.children.push(executor.spawn()?);
        }
        cluster::wait_until_ready(processes.scheduler, 60).await?;
        Ok(processes)
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for mut child in self.children.drain(..).rev() {
            // One that ended by itself is gone already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
