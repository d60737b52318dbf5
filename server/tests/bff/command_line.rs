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
fn a_control_plane_elsewhere_needs_one_way_to_identify_itself() {
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("build.json"), r#"{"pkg":"pkg/0","output":"console"}"#).unwrap();
    let secret = site.path().join("empty");
    std::fs::write(&secret, "\n").unwrap();
    let run = |arguments: &[&str]| {
        let site = ["--site-dir", site.path().to_str().unwrap()];
        complaint(&run(&[&site[..], arguments].concat(), &[]))
    };
    let elsewhere = ["--control-plane", "http://127.0.0.1:1"];
    let issuer = ["--oidc-issuer", "http://127.0.0.1:2/realms/x"];
    let token = ["--control-plane-token-file", secret.to_str().unwrap()];
    assert!(run(&elsewhere).contains("needs --oidc-issuer or --control-plane-token-file"));
    assert!(run(&token).contains("needs --control-plane,"));
    assert!(run(&["--gitea", "http://127.0.0.1:3"]).contains("--gitea need --control-plane,"));
    assert!(run(&[elsewhere, issuer, token].concat()).contains("cannot be used with --oidc-issuer"));
    let secret = ["--oidc-client-secret-file", secret.to_str().unwrap()];
    assert!(run(&[issuer, secret].concat()).contains("the file is empty"));
}

#[test]
fn a_certificate_that_cannot_be_used_is_one_line_too() {
    let folder = crate::support::site();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = rcgen::KeyPair::generate().unwrap();
    let cert = file("tls.crt", &made.cert.pem());
    let key = file("tls.key", &made.signing_key.serialize_pem());
    let foreign = file("other.key", &other.serialize_pem());
    let nonsense = file("nonsense", "no PEM");
    let run = |arguments: &[&str]| {
        let site = ["--site-dir", folder.path().to_str().unwrap()];
        complaint(&run(&[&site[..], arguments].concat(), &[]))
    };
    let pair = |cert: &str, key: &str| run(&["--tls-cert", cert, "--tls-key", key]);
    assert!(run(&["--tls-cert", &cert]).contains("--tls-cert needs --tls-key, for example"));
    assert!(run(&["--tls-key", &key]).contains("--tls-key needs --tls-cert, for example"));
    assert!(pair("/nowhere", &key).contains("\"/nowhere\": No such file"));
    assert!(pair(&nonsense, &key).contains("no certificate in PEM form"));
    assert!(pair(&cert, &nonsense).contains("no unencrypted private key in PEM form"));
    assert!(pair(&cert, &foreign).contains("is not the key of"));
    let plain = [
        "--tls-cert",
        &cert,
        "--tls-key",
        &key,
        "--public-url",
        "http://localhost",
    ];
    assert!(run(&plain).contains("--public-url must be https://"));
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
        "--gateway",
        "--gitea",
        "--blueprints",
        "--seed",
        "--oidc-issuer",
        "--oidc-client-id",
        "--oidc-client-secret-file",
        "--trusted-proxies",
        "--session-store",
        "--session-key-file",
        "--tls-cert",
        "--tls-key",
        "--speed",
        "--log",
    ] {
        assert!(text.contains(flag), "{flag}");
    }
}
