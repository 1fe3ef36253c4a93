use super::{NEGOTIATED, directory, file, run, run_with};
use serde_json::Value;

#[test]
fn good_files_are_told_with_what_they_hold() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../book/data");
    let ran = run(&format!("prices check {data}"));
    assert!(ran.exits(0).out.contains("all good, and all lie over the embedded prices\n"), "{}", ran.out);
    let path = file("check-good", "anthropic.json", NEGOTIATED);
    assert_eq!(
        run(&format!("prices check {path}")).exits(0).out.lines().next(),
        Some(&*format!("ok   {path}  anthropic: 1 model, 1 price entry"))
    );
    let json = run(&format!("prices check {path} --json")).exits(0).json();
    assert_eq!((&json[0]["seller"], &json[0]["errors"]), (&"anthropic".into(), &Value::Array(Vec::new())));
}

#[test]
fn every_bad_file_is_told() {
    let dir = directory("check-bad");
    let put = |name: &str, text: &[u8]| std::fs::write(dir.join(name), text).unwrap();
    put("a.json", b"{");
    put("b.json", b"\xff");
    put("c.json", NEGOTIATED.replace("\"USD\"", "\"CNY\"").as_bytes());
    put("d.json", NEGOTIATED.as_bytes());
    put("e.json", NEGOTIATED.replace("\"anthropic\"", "\"acme\"").replace("16/Mtok", "-16/Mtok").as_bytes());
    put("acme.json", NEGOTIATED.replace("\"anthropic\"", "\"acme\"").as_bytes());
    put("readme.txt", b"not a price file");
    let ran = run(&format!("prices check {} /no/such", dir.display()));
    let json = run(&format!("prices check {} /no/such --json", dir.display()));
    let expected = [
        "EOF",
        "",
        "not UTF-8 at byte 0",
        "the file of the seller `anthropic` is named anthropic.json: met c.json; does not lie over",
        "is named anthropic.json: met d.json; a second file for the seller",
        "is not a rate",
        "No such file",
    ];
    let files = json.exits(1).json();
    assert_eq!(files.as_array().unwrap().len(), expected.len(), "{files}");
    for (file, expected) in files.as_array().unwrap().iter().zip(expected) {
        let errors = file["errors"].as_array().unwrap().iter().map(|error| error.as_str().unwrap());
        let error = errors.collect::<Vec<_>>().join("; ");
        assert!(error.contains(expected) && error.is_empty() == expected.is_empty(), "{file}: {expected}");
    }
    assert!(ran.exits(1).out.ends_with("7 files: 6 bad\n"), "{}", ran.out);
    let empty = directory("check-empty");
    assert!(
        run(&format!("prices check {}", empty.display()))
            .exits(1)
            .out
            .contains("no *.json in this directory")
    );
    run("prices check").exits(2);
}

#[test]
fn a_bad_overlay_stops_with_a_hint() {
    let path = file("overlay-bad", "bad.json", "{}");
    let ran = run(&format!("models --prices {path}"));
    assert!(ran.exits(2).err.contains("hint: `tokentoll prices check"), "{}", ran.err);
    let missing = run("models --prices /no/such/file.json");
    assert!(missing.exits(2).err.starts_with("error: /no/such/file.json: No such file"), "{}", missing.err);
    assert!(!missing.err.contains("hint"), "{}", missing.err);
}

const LITELLM: &str = r#"{
  "acme/large": { "litellm_provider": "acme", "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "mode": "chat" },
  "acme/picture": { "litellm_provider": "acme", "output_cost_per_image": 0.04, "mode": "image_generation" },
  "other/small": { "litellm_provider": "other", "input_cost_per_token": 1e-07, "output_cost_per_token": 2e-07, "mode": "chat" }
}"#;

#[test]
fn an_imported_list_can_be_laid_over_and_priced() {
    let out = directory("import");
    let import = format!("prices import --from litellm - --on 2026-11-01 --out {}", out.display());
    let ran = run_with(&import, LITELLM);
    assert!(
        ran.exits(0).err.starts_with("2 models of 2 sellers imported, 1 refused, 0 features"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\nrefused     1  "), "{}", ran.err);
    assert_eq!(ran.out, "");
    run(&format!("prices check {}", out.display())).exits(0);
    let quote = |day: &str| {
        run(&format!(
            "quote large --seller acme --input 1M --output 1k --json --on {day} --prices {}",
            out.display()
        ))
    };
    assert_eq!(quote("2026-11-01").exits(0).total(), "2.51");
    quote("2026-10-31").exits(1);
    let checked = quote("2026-11-01").json()["price"]["checked"].as_str().unwrap().to_owned();
    assert!(checked.parse::<tokentoll::Day>().unwrap() >= "2026-11-20".parse().unwrap(), "{checked}");

    let again = run_with(&import, LITELLM);
    assert!(again.exits(2).err.contains("hint: --force overwrites"), "{}", again.err);
    run_with(&format!("{import} --force"), LITELLM).exits(0);
}

#[test]
fn without_a_directory_the_files_are_one_array() {
    let ran =
        run_with("prices import --from litellm - --seller other --on 2026-11-01 --json --verbose", LITELLM);
    let sellers = ran.exits(0).json();
    assert_eq!((sellers.as_array().unwrap().len(), &sellers[0]["seller"]), (1, &"other".into()));
    let summary: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((&summary["models"], &summary["details"]["refused"]), (&1.into(), &Value::Array(Vec::new())));
    let verbose = run_with("prices import --from litellm - --verbose", LITELLM);
    assert!(verbose.exits(0).err.contains("refused acme/picture: "), "{}", verbose.err);
    let one = run_with("prices import --from litellm - --seller other", LITELLM);
    assert!(one.exits(0).err.starts_with("1 model of 1 seller imported"), "{}", one.err);
}

#[test]
fn what_is_no_list_is_refused() {
    assert!(
        run_with("prices import --from models-dev -", LITELLM)
            .exits(2)
            .err
            .contains("this is not a list of models-dev")
    );
    assert!(run_with("prices import --from litellm -", "[").exits(2).err.contains("not JSON"));
    run_with("prices import --from litellm - --seller nobody", LITELLM).exits(1);
    run("prices import --from elsewhere x.json").exits(2);
    run("prices import --from litellm /no/such/file").exits(2);
}

#[test]
fn a_seller_in_a_list_names_no_path() {
    let out = directory("import-path");
    let list = LITELLM.replace("\"other\"", "\"../../evil\"").replace("\"acme\"", "\".\"");
    let ran = run_with(&format!("prices import --from litellm - --out {}/in", out.display()), list);
    assert!(ran.exits(1).err.contains("the seller's id `../../evil`"), "{}", ran.err);
    assert!(!out.join("in").exists());
}
