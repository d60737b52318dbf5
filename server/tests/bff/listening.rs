use crate::support::{TestConsole, embedded, served};
use server::{listen, shutdown::shutdown};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

#[tokio::test]
async fn the_listener_answers_and_ends_when_asked_even_with_an_open_connection() {
    let console = TestConsole::new(embedded());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (trigger, signal) = shutdown();
    let serving = tokio::spawn(listen::serve(listener, console.router.clone(), signal));

    let mut connection = TcpStream::connect(address).await.unwrap();
    connection
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answer = vec![0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 200");

    trigger.begin();
    serving.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_head_with_too_many_fields_is_refused() {
    let console = TestConsole::new(embedded());
    let (address, _trigger) = served(console.router.clone()).await;

    let fields: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = format!("GET /healthz HTTP/1.1\r\n{fields}\r\n");
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 431");
}

/// A connection on which two answers have to be told apart.
#[tokio::test]
async fn a_refusal_in_another_language_is_as_long_as_it_says() {
    let console = TestConsole::new(embedded());
    let (address, _trigger) = served(console.router.clone()).await;
    let mut connection = TcpStream::connect(address).await.unwrap();
    for path in ["/nothing.png", "/healthz"] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept: image/*\r\nAccept-Language: ar\r\n\r\n");
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(connection.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let status = if path == "/healthz" { "200" } else { "404" };
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{head}");
        let length = head
            .split("content-length: ")
            .nth(1)
            .unwrap()
            .split("\r\n")
            .next()
            .unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        connection.read_exact(&mut body).await.unwrap();
        let body = String::from_utf8(body).unwrap();
        assert!(body == "ok" || body.ends_with('}'), "{body}");
    }
}
