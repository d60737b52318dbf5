//! Personal access tokens.

use super::{Walk, viewer};
use contract::gitea::{CreateToken, DeleteToken, ListTokens, NewToken, TokenScope};

const OWNER: &str = "owner@example.test";

pub(super) async fn walk(walk: &mut Walk) {
    let stranger = viewer(walk);
    let made = walk.ask(new("laptop"), 201).await;
    let id = made["id"].as_i64().unwrap();
    walk.ask(new("laptop"), 400).await;
    walk.ask(list(), 200).await;
    walk.ask_as(&stranger, new("theirs"), 403).await;
    walk.ask_as(&stranger, list(), 403).await;
    walk.ask_as(&stranger, delete(id), 403).await;
    walk.ask(delete(id), 204).await;
    walk.ask(delete(id), 404).await;
}

fn new(name: &str) -> CreateToken {
    CreateToken {
        username: OWNER.to_owned(),
        token: NewToken {
            name: name.to_owned(),
            scopes: vec![TokenScope::WriteRepository],
        },
    }
}

fn list() -> ListTokens {
    ListTokens {
        username: OWNER.to_owned(),
    }
}

fn delete(id: i64) -> DeleteToken {
    DeleteToken {
        username: OWNER.to_owned(),
        id,
    }
}
