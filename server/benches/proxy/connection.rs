//! A connection of a client that calls again and again.

use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;

pub(crate) struct Connection {
    host: String,
    sender: hyper::client::conn::http1::SendRequest<Body>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        Self {
            host: address.to_string(),
            sender,
        }
    }

    pub(crate) async fn get(&mut self, path: &str, cookie: &str) -> http::Response<()> {
        let request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        self.sender.ready().await.unwrap();
        let (parts, body) = self.sender.send_request(request).await.unwrap().into_parts();
        body.collect().await.unwrap();
        http::Response::from_parts(parts, ())
    }
}
