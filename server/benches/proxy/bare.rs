//! A proxy of the same libraries as the console's, without its sessions and rules.

use crate::{program::Running, streams::STREAM};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, Uri, header},
    response::IntoResponse,
    routing::get,
};
use futures::StreamExt;
use http_body_util::BodyExt;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use std::{
    convert::Infallible,
    env,
    net::SocketAddr,
    process::{Command, Stdio},
    sync::Arc,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    sync::{OnceCell, broadcast},
};

/// Makes this program a bare proxy before the upstream with this address.
pub(crate) const UPSTREAM: &str = "CATALYST_BENCH_BARE_UPSTREAM";

/// Passes everything on, the upstream's stream from one subscription for all, and prints its address.
pub(crate) async fn run(upstream: &str) {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let origin = format!("http://{upstream}");
    let events = broadcast::Sender::<Bytes>::new(64);
    let following = Arc::new(OnceCell::new());
    let follow = {
        let (client, uri) = (client.clone(), format!("{origin}{STREAM}").parse::<Uri>().unwrap());
        move || async move {
            let (tx, first) = (events.clone(), events.subscribe());
            following
                .get_or_init(|| async {
                    let mut body = client.get(uri).await.unwrap().into_body();
                    tokio::spawn(async move {
                        while let Some(Ok(frame)) = body.frame().await {
                            // Nobody may listen yet.
                            let _ = tx.send(frame.into_data().unwrap());
                        }
                    });
                })
                .await;
            let frames = futures::stream::unfold(first, |mut frames| async move {
                Some((Ok::<_, Infallible>(frames.recv().await.ok()?), frames))
            });
            let begin = futures::stream::iter([Ok(Bytes::from_static(b"event: caught-up\n\n"))]);
            let body = Body::from_stream(begin.chain(frames));
            ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
        }
    };
    let router = Router::new()
        .route("/live", get(follow))
        .fallback(move |mut request: Request<Body>| {
            let (client, origin) = (client.clone(), origin.clone());
            async move {
                *request.uri_mut() = format!("{origin}{}", request.uri()).parse().unwrap();
                client.request(request).await.unwrap().map(Body::new)
            }
        });
    axum::serve(listener, router).await.unwrap();
}

/// The same as a program of its own, and its address.
pub(crate) async fn start(upstream: SocketAddr) -> (Running, SocketAddr) {
    let mut child = Command::new(env::current_exe().unwrap())
        .env(UPSTREAM, upstream.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = tokio::process::ChildStdout::from_std(child.stdout.take().unwrap()).unwrap();
    let address = BufReader::new(output).lines().next_line().await.unwrap().unwrap();
    (Running(child), address.parse().unwrap())
}
