//! What `fit/fit.py` reads: for each line of standard input, `{"text": …}` or `{"request": …, "images": [[w, h]],
//! "pdfs": [[pages, text]], "keeps_thinking": …}`, one line of features. The first line written holds their names.

use std::error::Error;
use std::io::{BufRead, Write};

use serde_json::Value;
use tokentoll_tokens::{Pixels, Request, fitting};

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(output, "{}", fitting::names())?;
    for line in std::io::stdin().lock().lines() {
        let ask: Value = serde_json::from_str(&line?)?;
        let row = match ask["text"].as_str() {
            Some(text) => fitting::row([text]),
            None => {
                let mut request = Request::read(&ask["request"])?;
                let number = |value: &Value| value.as_u64().unwrap_or(0);
                let list = |key: &str| ask[key].as_array().cloned().unwrap_or_default();
                request.measure_images(
                    list("images").iter().map(|size| Pixels {
                        width: number(&size[0]) as u32,
                        height: number(&size[1]) as u32,
                    }),
                );
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                request
                    .measure_pdfs(list("pdfs").iter().map(|pdf| (number(&pdf[0]) as usize, text(&pdf[1]))));
                fitting::request_row(&request, ask["keeps_thinking"] != false)
            }
        };
        writeln!(output, "{row}")?;
    }
    Ok(())
}
