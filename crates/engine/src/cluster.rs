//! A [Ballista](https://datafusion.apache.org/ballista/) cluster whose processes know the functions: a scheduler,
//! executors, and contexts that send their queries there.
//!
//! ```text
//! client ─► scheduler ─► executors        each of them knows the functions and the version of the price book
//! ```

use crate::codec::Codec;
use crate::function::register;
use ballista_core::error::{BallistaError, Result};
use ballista_core::extension::{SessionConfigExt, SessionStateExt};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokentoll::PriceBook;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Schedules on a port until it is ended. It is ready, for [`wait_until_ready`], once so many executors are there.
///
/// # Errors
/// What Ballista says.
pub async fn schedule(listener: TcpListener, executors: usize, book: &'static PriceBook) -> Result<()> {
    let address = listener.local_addr()?;
    let codec = Arc::new(Codec::new(book));
    let config = SchedulerConfig {
        external_host: address.ip().to_string(),
        bind_host: address.ip().to_string(),
        bind_port: address.port(),
        task_distribution: TaskDistributionPolicy::RoundRobin,
        min_ready_executors: executors,
        override_config_producer: Some(Arc::new(config)),
        override_session_builder: Some(Arc::new(move |config| Ok(state(config, book)))),
        override_logical_codec: Some(Arc::clone(&codec) as _),
        override_physical_codec: Some(codec),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await?;
    start_grpc_service_with_listener(listener, scheduler).await
}

/// Executes what a scheduler hands out, so many tasks at once, until it is ended. Its two ports are free ones of
/// the loopback; what stages hand on to each other stands in a folder.
///
/// # Errors
/// What Ballista says.
pub async fn execute(
    scheduler: SocketAddr,
    tasks: usize,
    folder: &Path,
    book: &'static PriceBook,
) -> Result<()> {
    let codec = Arc::new(Codec::new(book));
    let [port, grpc_port] = free_ports().await?;
    let config = ExecutorProcessConfig {
        external_host: Some("127.0.0.1".to_owned()),
        port,
        grpc_port,
        scheduler_host: scheduler.ip().to_string(),
        scheduler_port: scheduler.port(),
        scheduler_connect_timeout_seconds: 30,
        vcores: tasks,
        work_dir: Some(folder.to_string_lossy().into_owned()),
        override_config_producer: Some(Arc::new(config)),
        override_logical_codec: Some(Arc::clone(&codec) as _),
        override_physical_codec: Some(codec),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await
}

/// A context whose queries run on the cluster of a scheduler, cut into so many partitions.
///
/// # Errors
/// What DataFusion says.
pub fn connect(
    scheduler: SocketAddr,
    partitions: usize,
    book: &'static PriceBook,
) -> datafusion::error::Result<SessionContext> {
    let codec = Arc::new(Codec::new(book));
    let config = config()
        .with_target_partitions(partitions)
        .with_ballista_logical_extension_codec(Arc::clone(&codec) as _)
        .with_ballista_physical_extension_codec(codec);
    let state = state(config, book).upgrade_for_ballista(format!("http://{scheduler}"))?;
    let context = SessionContext::new_with_state(state);
    // The upgrade takes only Ballista's own functions along.
    register(&context, book);
    Ok(context)
}

/// Waits until as many executors are there as the scheduler was told to expect.
///
/// # Errors
/// Where that takes longer than so many seconds.
pub async fn wait_until_ready(scheduler: SocketAddr, seconds: u64) -> Result<()> {
    let ready = async {
        while !is_ready(scheduler).await.unwrap_or(false) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let late = |_| BallistaError::General(format!("{scheduler}: not ready after {seconds} s"));
    tokio::time::timeout(std::time::Duration::from_secs(seconds), ready).await.map_err(late)
}

async fn is_ready(scheduler: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(scheduler).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {scheduler}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}

fn config() -> SessionConfig {
    let mut config = SessionConfig::new_with_ballista();
    // As `register` does: a scheduler plans by the client's options.
    config.options_mut().optimizer.enable_leaf_expression_pushdown = false;
    config
}

fn state(config: SessionConfig, book: &'static PriceBook) -> SessionState {
    let context = SessionContext::new_with_state(
        SessionStateBuilder::new().with_config(config).with_default_features().build(),
    );
    register(&context, book);
    context.state()
}

/// Two ports that were free a moment ago.
async fn free_ports() -> std::io::Result<[u16; 2]> {
    let (one, other) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
    Ok([one.local_addr()?.port(), other.local_addr()?.port()])
}
