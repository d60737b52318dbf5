//! Two consoles over one session store.

use crate::oidc::{client_of, plane_of, sign_in};
use crate::provider::TestProvider;
use crate::redis_server::RedisServer;
use crate::support::{ORIGIN, OneBearer, TestConsole, call_as};
use axum::{body::Body, http::header, response::Response};
use futures::{StreamExt, future::join_all};
use server::{proxy::Upstream, session::store::Redis, vault::Vault};
use std::sync::Arc;

fn replica(provider: &TestProvider, server: &RedisServer, vault: &Arc<Vault>) -> TestConsole {
    let store = Box::new(Redis::new(server.url(), Arc::clone(vault)).unwrap());
    let upstream = Upstream::Embedded(plane_of(provider));
    let console = TestConsole::made_of(ORIGIN, upstream, store, Box::new(OneBearer), Some(client_of(provider)));
    let following = console.console.clone();
    tokio::spawn(async move { following.sessions.follow_others().await });
    console
}

async fn whoami(console: &TestConsole, session: &str) -> Response {
    let call = call_as(session, "GET", "/api/v1/whoami").body(Body::empty()).unwrap();
    console.send(call).await
}

struct World {
    provider: TestProvider,
    server: RedisServer,
    replicas: [TestConsole; 2],
}

async fn world() -> Option<World> {
    let server = RedisServer::start()?;
    let provider = TestProvider::start().await;
    let vault = Arc::new(Vault::ephemeral().unwrap());
    let replicas = [(); 2].map(|()| replica(&provider, &server, &vault));
    Some(World {
        provider,
        server,
        replicas,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_replica_ends_ends_on_the_other_with_its_streams() {
    let Some(World {
        provider,
        replicas: [one, other],
        server: _server,
    }) = world().await
    else {
        return;
    };
    let session = sign_in(&one, &provider).await;
    assert_eq!(whoami(&other, &session).await.status(), 200);
    let call = call_as(&session, "GET", "/api/v1/stream").header(header::ACCEPT, "text/event-stream");
    let stream = other.send(call.body(Body::empty()).unwrap()).await;
    assert_eq!(stream.status(), 200);
    let sign_out = call_as(&session, "POST", "/auth/sign-out").body(Body::empty()).unwrap();
    assert_eq!(one.send(sign_out).await.status(), 303);
    assert!(stream.into_body().into_data_stream().next().await.is_none());
    assert_eq!(whoami(&other, &session).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_requests_over_two_replicas_make_one_refresh() {
    let Some(World {
        provider,
        replicas: [one, other],
        server: _server,
    }) = world().await
    else {
        return;
    };
    provider.behaviour().life = 5;
    let session = sign_in(&one, &provider).await;
    provider.behaviour().life = 900;
    let calls = (0..100).map(|turn| whoami(if turn % 2 == 0 { &one } else { &other }, &session));
    for answer in join_all(calls).await {
        assert_eq!(answer.status(), 200);
    }
    assert_eq!(provider.behaviour().refreshes, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_restarted_signs_nobody_out() {
    let Some(World {
        provider,
        replicas: [one, other],
        mut server,
    }) = world().await
    else {
        return;
    };
    let session = sign_in(&one, &provider).await;
    server.kill();
    assert_eq!(whoami(&one, &session).await.status(), 503);
    server.restart();
    for console in [&one, &other] {
        // The first call after a break may be the one that finds it out.
        let mut status = whoami(console, &session).await.status();
        if status == 503 {
            status = whoami(console, &session).await.status();
        }
        assert_eq!(status, 200);
    }
}
