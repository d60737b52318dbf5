use crate::support::{TestConsole, call_as};
use axum::{
    Router,
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use futures::{StreamExt, channel::mpsc, stream::BoxStream};
use server::live::HEARTBEAT;
use server::proxy::{Remote, Upstream};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

type Frames = mpsc::UnboundedSender<Bytes>;

/// A control plane with one stream, fed by the sender; whoever asks for it again is let in and hears nothing.
fn streaming() -> (Frames, Router) {
    let (sender, receiver) = mpsc::unbounded::<Bytes>();
    let receiver = Arc::new(Mutex::new(Some(receiver)));
    let stream = move || async move {
        let fed = receiver.lock().unwrap().take();
        let fed = fed.map_or(futures::stream::pending().boxed(), StreamExt::boxed);
        let frames = fed.map(Ok::<_, std::convert::Infallible>);
        ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(frames)).into_response()
    };
    (sender, Router::new().route("/api/v1/stream", get(stream)))
}

async fn subscribe(console: &TestConsole, cookie: &str) -> Response {
    let subscription = call_as(cookie, "GET", "/api/v1/stream").header(header::ACCEPT, "text/event-stream");
    let answer = console.send(subscription.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-accel-buffering"], "no");
    answer
}

fn frames_of(answer: Response) -> BoxStream<'static, Bytes> {
    answer.into_body().into_data_stream().map(Result::unwrap).boxed()
}

/// Sends a frame only after the one before it was received: any buffering would stop this for ever.
async fn passes_one_by_one(sender: Frames, mut frames: BoxStream<'static, Bytes>) {
    for number in 0..20 {
        let data = format!("data: {{\"n\":{number}}}\n\n");
        sender.unbounded_send(data.clone().into()).unwrap();
        let frame = String::from_utf8(frames.next().await.unwrap().to_vec()).unwrap();
        let (id, rest) = frame.split_once('\n').unwrap();
        assert!(id.starts_with("id: "), "{frame}");
        assert_eq!(rest, data);
    }
}

#[tokio::test]
async fn frames_pass_one_by_one_from_the_embedded_control_plane() {
    let (sender, router) = streaming();
    let console = TestConsole::new(Upstream::Embedded(router));
    let cookie = console.sign_in().await;
    passes_one_by_one(sender, frames_of(subscribe(&console, &cookie).await)).await;
}

#[tokio::test]
async fn frames_pass_one_by_one_from_a_remote_control_plane() {
    let (sender, router) = streaming();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let console = TestConsole::new(Upstream::from(Remote::new(origin.parse().unwrap())));
    let cookie = console.sign_in().await;
    passes_one_by_one(sender, frames_of(subscribe(&console, &cookie).await)).await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_kept_alive_with_comments() {
    let (_sender, router) = streaming();
    let console = TestConsole::new(Upstream::Embedded(router));
    let cookie = console.sign_in().await;
    let mut frames = frames_of(subscribe(&console, &cookie).await);
    let begun = tokio::time::Instant::now();
    for _ in 0..40 {
        assert_eq!(frames.next().await.unwrap(), ": ping\n\n");
    }
    assert_eq!(begun.elapsed(), HEARTBEAT * 40);
}

#[tokio::test]
async fn signing_out_ends_the_streams_of_the_session() {
    let (_sender, router) = streaming();
    let console = TestConsole::new(Upstream::Embedded(router));
    let cookie = console.sign_in().await;
    let mut frames = frames_of(subscribe(&console, &cookie).await);
    let sign_out = call_as(&cookie, "POST", "/auth/sign-out").body(Body::empty()).unwrap();
    assert_eq!(console.send(sign_out).await.status(), 303);
    assert!(frames.next().await.is_none());
}

#[tokio::test]
async fn streams_end_when_the_server_does() {
    let (_sender, router) = streaming();
    let console = TestConsole::new(Upstream::Embedded(router));
    let cookie = console.sign_in().await;
    let mut frames = frames_of(subscribe(&console, &cookie).await);
    console.shutdown.begin();
    assert!(frames.next().await.is_none());
}
