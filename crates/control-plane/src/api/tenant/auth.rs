//! Signing in. Section A.

use super::{Answer, Customer, decode, serve};
use crate::api::body::Raw;
use crate::api::{Mount, Shared};
use axum::Json;
use contract::auth::{
    CodeSent, EmailAddress, EmailCode, GetMe, Logout, Me, Message, RefreshToken, RefreshTokens, SendCode, Tokens,
    VerifyCode,
};

const BAD_BODY: &str = "invalid request body";

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<SendCode, _>(send_code);
    mount.call::<VerifyCode, _>(verify_code);
    mount.call::<RefreshTokens, _>(refresh);
    mount.call::<GetMe, _>(me);
    mount.call::<Logout, _>(log_out);
}

async fn send_code(plane: Shared, raw: Raw) -> Answer<CodeSent> {
    let request: EmailAddress = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.send_code(&request.email))
        .await
        .map(Json)
}

async fn verify_code(plane: Shared, raw: Raw) -> Answer<Tokens> {
    let request: EmailCode = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.verify_code(&request))
        .await
        .map(Json)
}

async fn refresh(plane: Shared, raw: Raw) -> Answer<Tokens> {
    let request: RefreshToken = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.refresh(&request.refresh_token))
        .await
        .map(Json)
}

async fn me(plane: Shared, caller: Customer) -> Answer<Me> {
    let user = serve(plane, move |plane| plane.tenant.me(&caller)).await?;
    Ok(Json(Me { user }))
}

async fn log_out(plane: Shared, raw: Raw) -> Answer<Message> {
    let request: RefreshToken = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.log_out(&request.refresh_token)).await?;
    Ok(Json(Message {
        message: "logged out".to_owned(),
    }))
}
