//! What Git sends, as a bounded reader.

use super::refused::NotServed;
use async_compression::tokio::bufread::GzipDecoder;
use axum::extract::Request;
use futures::TryStreamExt;
use http::{HeaderMap, header};
use std::io;
use std::pin::Pin;
use tokio::io::{AsyncRead, AsyncReadExt, Take};
use tokio_util::io::StreamReader;

/// The most bytes that are read only to be thrown away.
const MOST_UNWANTED: u64 = 1 << 30;

/// What Git sends, uncompressed. It ends at its limit.
pub(super) type Reader = Take<Pin<Box<dyn AsyncRead + Send>>>;

/// Refuses what is no request of Git, which no browser sends from elsewhere without asking first.
pub(super) fn check_type(headers: &HeaderMap, wanted: &str) -> Result<(), NotServed> {
    match headers.get(header::CONTENT_TYPE).is_some_and(|found| found == wanted) {
        true => Ok(()),
        false => Err(NotServed::WrongType),
    }
}

/// The request's body, of which at most `limit` bytes are read.
pub(super) fn reader(request: Request, limit: u64) -> Result<Reader, NotServed> {
    let encoding = request.headers().get(header::CONTENT_ENCODING).cloned();
    let body = StreamReader::new(request.into_body().into_data_stream().map_err(io::Error::other));
    let body: Pin<Box<dyn AsyncRead + Send>> = match encoding.as_ref().map(|encoding| encoding.as_bytes()) {
        None | Some(b"identity") => Box::pin(body),
        Some(b"gzip" | b"x-gzip") => Box::pin(GzipDecoder::new(body)),
        Some(_) => return Err(NotServed::WrongType),
    };
    // One byte more is a body that is too large.
    Ok(body.take(limit + 1))
}

/// Reads the rest of a body that is refused. Git listens to no answer before it has sent everything.
pub(super) async fn read_out(mut reader: Reader) -> Result<(), NotServed> {
    reader.set_limit(MOST_UNWANTED);
    tokio::io::copy(&mut reader, &mut tokio::io::sink()).await?;
    match reader.limit() {
        0 => Err(NotServed::TooLarge),
        _ => Ok(()),
    }
}
