//! What a browser reads from one stream of the console.

use super::{TestConsole, call_as};
use axum::{body::Body, http::header, response::Response};
use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use server::listen::Peer;

/// What a browser reads from one connection.
pub struct Reader {
    chunks: BoxStream<'static, Bytes>,
    text: String,
    pub last_id: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Received {
    pub event: String,
    pub data: String,
}

impl Reader {
    pub async fn open(console: &TestConsole, cookie: &str, path: &str, last_id: Option<&str>) -> Self {
        let mut call = call_as(cookie, "GET", path).header(header::ACCEPT, "text/event-stream");
        if let Some(id) = last_id {
            call = call.header("last-event-id", id);
        }
        let answer = console.send(call.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200);
        Self::of(answer, last_id)
    }

    pub fn of(answer: Response, last_id: Option<&str>) -> Self {
        Self {
            chunks: answer.into_body().into_data_stream().map(Result::unwrap).boxed(),
            text: String::new(),
            last_id: last_id.map(str::to_owned),
        }
    }

    /// As a browser does, tries again while the control plane is away.
    pub async fn open_when_up(console: &TestConsole, cookie: &str, path: &str, last_id: Option<&str>) -> Self {
        loop {
            let gate = call_as(cookie, "GET", "/api/v1/deployments/d1")
                .body(Body::empty())
                .unwrap();
            if console.send(gate).await.status() == 200 {
                return Self::open(console, cookie, path, last_id).await;
            }
        }
    }

    pub async fn open_from(console: &TestConsole, cookie: &str, path: &str, peer: &str) -> Self {
        let call = call_as(cookie, "GET", path).header(header::ACCEPT, "text/event-stream");
        let mut call = call.body(Body::empty()).unwrap();
        call.extensions_mut().insert(Peer(peer.parse().unwrap()));
        let answer = console.send(call).await;
        assert_eq!(answer.status(), 200);
        Self::of(answer, None)
    }

    pub async fn next(&mut self) -> Option<Received> {
        loop {
            let Some((frame, rest)) = self.text.split_once("\n\n") else {
                self.text += std::str::from_utf8(&self.chunks.next().await?).unwrap();
                continue;
            };
            let mut received = Received {
                event: "message".to_owned(),
                data: String::new(),
            };
            for line in frame.lines() {
                match line.split_once(": ").unwrap() {
                    ("id", id) => self.last_id = Some(id.to_owned()),
                    ("event", name) => received.event = name.to_owned(),
                    ("data", data) => received.data = data.to_owned(),
                    _ => {}
                }
            }
            self.text = rest.to_owned();
            if !received.data.is_empty() || received.event != "message" {
                return Some(received);
            }
        }
    }

    /// The next event of the control plane, without its feed and type.
    pub async fn message(&mut self) -> Option<Received> {
        loop {
            let received = self.next().await?;
            match received.event.as_str() {
                "message" => return Some(received),
                "reset" => return Some(received),
                _ => {}
            }
        }
    }
}

pub fn number(received: &Received) -> usize {
    assert_eq!(received.event, "message", "{received:?}");
    received.data.rsplit(' ').next().unwrap().parse().unwrap()
}

/// One connection with these topics.
pub fn live(topics: &[&str]) -> String {
    let topics = topics.iter().map(|topic| ("topic", topic));
    format!(
        "/live?{}",
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(topics)
            .finish()
    )
}
