//! `cargo xtask serve`: the site on this machine, with the headers a host should send.

use crate::command::root;
use crate::site::{self, POLICY, beside};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Builds the site, prints its address and serves it until stopped.
pub(crate) fn serve(args: &[String]) -> Result<()> {
    let (mut port, mut watch) = (8080, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match &**arg {
            "--port" => {
                let met = args.next().context("--port needs a number")?;
                port = met.parse().with_context(|| format!("--port: met `{met}`, expected 0 to 65535"))?;
            }
            "--watch" => watch = true,
            other => bail!("no flag `{other}`: expected --port N or --watch"),
        }
    }
    let folder = site::build()?;
    let server = bound(port)?;
    println!("http://{}/", server.local_addr()?);
    if watch {
        std::thread::spawn(rebuild);
    }
    answer_all(&server, folder.into());
    Ok(())
}

/// Serves a folder as long as this program runs, and tells its address.
pub(crate) fn in_background(folder: &Path) -> Result<String> {
    let server = bound(0)?;
    let address = format!("http://{}/", server.local_addr()?);
    let folder = folder.into();
    std::thread::spawn(move || answer_all(&server, folder));
    Ok(address)
}

/// On the loopback interface only.
fn bound(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("port {port}; choose another with --port"))
}

/// A thread for each connection, and a connection for each answer: a browser opens many at once and leaves some
/// of them idle, and none may wait for another.
fn answer_all(server: &TcpListener, folder: Arc<Path>) {
    for connection in server.incoming().flatten() {
        let folder = Arc::clone(&folder);
        std::thread::spawn(move || {
            // A browser that went away is no reason to stop.
            let _ = answer(&connection, &folder);
        });
    }
}

/// The longest head of a request that is read, in bytes.
const HEAD: u64 = 64 << 10;

fn answer(connection: &TcpStream, folder: &Path) -> std::io::Result<()> {
    let patience = Some(Duration::from_secs(60));
    connection.set_read_timeout(patience)?;
    connection.set_write_timeout(patience)?;
    let Some(Asked { method, url, accepted }) = asked(connection)? else { return Ok(()) };
    if !["GET", "HEAD"].contains(&&*method) {
        return respond(connection, "405 Method Not Allowed", &[("Allow", "GET, HEAD")], b"", false);
    }
    let bare = method == "HEAD";
    let missing = |connection| {
        respond(connection, "404 Not Found", &[("Content-Type", "text/plain")], b"not found", bare)
    };
    let Some(path) = place(&url, folder) else { return missing(connection) };
    let packed = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(encoding, extension)| {
        let takes =
            accepted.split(',').any(|word| word.split(';').next().is_some_and(|w| w.trim() == encoding));
        let file = beside(&path, extension);
        (takes && file.is_file()).then_some((encoding, file))
    });
    let (encoding, file) = packed.map_or((None, path.clone()), |(encoding, file)| (Some(encoding), file));
    let Ok(body) = std::fs::read(&file) else { return missing(connection) };
    let headers: Vec<_> =
        headers(&path).into_iter().chain(encoding.map(|e| ("Content-Encoding", e))).collect();
    respond(connection, "200 OK", &headers, &body, bare)
}

/// What a request asks for, as far as a static site looks at it.
struct Asked {
    method: String,
    url: String,
    accepted: String,
}

/// Reads the head of a request; none where the browser opened a connection and never used it.
fn asked(connection: &TcpStream) -> std::io::Result<Option<Asked>> {
    let mut lines = BufReader::new(connection.take(HEAD)).lines();
    let first = match lines.next() {
        Some(line) => line?,
        None => return Ok(None),
    };
    let mut words = first.split_whitespace();
    let (Some(method), Some(url)) = (words.next(), words.next()) else { return Ok(None) };
    let mut accepted = String::new();
    for line in lines {
        let line = line?;
        match line.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("accept-encoding") => {
                accepted = value.trim().to_owned();
            }
            Some(_) => {}
            None => break,
        }
    }
    Ok(Some(Asked { method: method.to_owned(), url: url.to_owned(), accepted }))
}

fn respond(
    mut connection: &TcpStream,
    status: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    bare: bool,
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    connection.write_all(head.as_bytes())?;
    if !bare {
        connection.write_all(body)?;
    }
    connection.flush()
}

/// The file that an address means; nothing outside of the folder.
fn place(url: &str, folder: &Path) -> Option<PathBuf> {
    let path = Path::new(url.split(['?', '#']).next()?.trim_start_matches('/'));
    let inside = path.components().all(|c| matches!(c, Component::Normal(_)));
    let file = folder.join(path);
    inside.then(|| if file.is_dir() { file.join("index.html") } else { file }).filter(|file| file.is_file())
}

fn headers(path: &Path) -> Vec<(&'static str, &'static str)> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let kind = match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    // Names that tell the content never change their content.
    let hashed = path
        .file_stem()
        .and_then(|s| s.to_str())
        .and_then(|s| s.rsplit_once('-'))
        .is_some_and(|(_, hash)| hash.len() == 12 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
    vec![
        ("Content-Type", kind),
        ("Cache-Control", if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }),
        ("Content-Security-Policy", POLICY),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"),
    ]
}

/// Builds again whenever a source changes.
fn rebuild() {
    let mut seen = newest();
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let now = newest();
        if now > seen {
            seen = now;
            match site::build() {
                Ok(_) => eprintln!("built again: reload the page"),
                Err(error) => eprintln!("{error:#}"),
            }
        }
    }
}

/// When a source of the page last changed.
fn newest() -> Option<SystemTime> {
    let mut newest = None;
    let mut folders: Vec<PathBuf> = ["web", "crates"].map(|folder| root().join(folder)).into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                newest = newest.max(entry.metadata().and_then(|m| m.modified()).ok());
            }
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = root().join("web/static");
        assert_eq!(place("/", &folder), Some(folder.join("index.html")));
        assert_eq!(place("/style.css?x=1", &folder), Some(folder.join("style.css")));
        for url in ["/../Cargo.toml", "/..", "//etc/passwd", "/./../../Cargo.toml", "/no-such-file"] {
            assert_eq!(place(url, &folder), None, "{url}");
        }
    }

    #[test]
    fn only_hashed_names_are_cached_for_ever() {
        let cache = |name: &str| headers(Path::new(name))[1].1;
        assert!(cache("app-0123456789ab.js").contains("immutable"));
        assert_eq!(cache("index.html"), "no-cache");
        assert_eq!(cache("some-name.js"), "no-cache");
    }
}
