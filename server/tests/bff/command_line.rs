use std::process::{Command, Output};

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_catalyst-console"))
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn bad_values_end_with_code_2_and_one_line() {
    assert_eq!(
        complaint(&run(&["--speed", "0"], &[])),
        "catalyst-console: --speed (or CATALYST_SPEED) \"0\": must be a number above 0, for example 10 for ten times real time\n"
    );
    assert!(complaint(&run(&["--colour"], &[])).contains("--colour"));
    assert!(complaint(&run(&["--site-dir", "/nowhere"], &[])).contains("cargo xtask build"));
}

#[test]
fn the_environment_is_checked_like_the_flags() {
    let line = complaint(&run(&[], &[("CATALYST_LISTEN", "everywhere")]));
    assert!(
        line.contains("CATALYST_LISTEN") && line.contains("everywhere") && line.contains("127.0.0.1:3000"),
        "{line}"
    );
}

#[test]
fn help_explains_every_flag() {
    let help = run(&["--help"], &[]);
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).unwrap();
    for flag in [
        "--listen",
        "--data-dir",
        "--public-url",
        "--control-plane",
        "--blueprints",
        "--seed",
        "--session-store",
        "--session-key-file",
        "--speed",
        "--log",
    ] {
        assert!(text.contains(flag), "{flag}");
    }
}
