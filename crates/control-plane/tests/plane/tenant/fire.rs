//! Money under fire: many at once, in any order, and across restarts.

use super::shop::{Shop, Shopper, order};
use crate::books;
use crate::support::Answer;
use futures::StreamExt;
use futures::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How long the interleavings are tried for.
const BUDGET: Duration = Duration::from_secs(12);
const SHOPPERS: usize = 4;
const PLANS: [&str; 3] = ["plan-s", "plan-m", "plan-l"];
const CODES: [&str; 3] = ["ONE", "TWO", "MANY"];
/// How many customers may redeem each code.
const USES: [i64; 3] = [1, 2, 0];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_get_exactly_fifty_redemptions() {
    let mut shop = Shop::open().await;
    shop.voucher("FIFTY", 100, 50).await;
    let mut orders = Vec::new();
    for number in 0..200 {
        let shopper = shop.sign_up(&format!("shopper-{number}@example.test")).await;
        let organization = shop.organization(&shopper, &format!("shop-{number}")).await;
        orders.push((shopper, order(&organization, Some("FIFTY"))));
    }
    let answers = join_all(orders.iter().map(|(shopper, body)| shop.checkout(shopper, body, None))).await;
    let served = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(served, 50);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(
            refused.expect(400)["error"],
            "invalid promo code: promo code has reached its redemption limit"
        );
    }
    assert_eq!(shop.count("SELECT times_redeemed FROM promo_codes"), 50);
    assert_eq!(shop.count("SELECT COUNT(*) FROM promo_redemptions"), 50);
    assert_eq!(
        shop.count("SELECT SUM(amount) FROM credit_ledger"),
        50 * (100_000 - 9000)
    );
    check(&shop);
}

/// One thing that may happen.
#[derive(Clone, Debug)]
enum Event {
    /// `twice`: a double click; `keyed`: with the same key.
    Checkout {
        who: usize,
        code: Option<usize>,
        twice: bool,
        keyed: bool,
    },
    Issue {
        code: usize,
        active: bool,
    },
    Revoke {
        code: usize,
    },
    /// What the card processor tells of an order, early or late, again and again, both ways.
    Card {
        which: prop::sample::Index,
        pays: bool,
        times: usize,
    },
    /// An Organization wants another plan, or the one it has.
    Change {
        which: prop::sample::Index,
        plan: usize,
        twice: bool,
    },
    Close {
        which: prop::sample::Index,
    },
    Reopen,
}

fn event() -> impl Strategy<Value = Event> {
    let code = 0..CODES.len();
    prop_oneof![
        6 => (0..SHOPPERS, prop::option::weighted(0.8, code.clone()), any::<bool>(), any::<bool>())
            .prop_map(|(who, code, twice, keyed)| Event::Checkout { who, code, twice, keyed }),
        3 => (code.clone(), prop::bool::weighted(0.8)).prop_map(|(code, active)| Event::Issue { code, active }),
        1 => code.prop_map(|code| Event::Revoke { code }),
        4 => (any::<prop::sample::Index>(), prop::bool::weighted(0.7), 1..4_usize)
            .prop_map(|(which, pays, times)| Event::Card { which, pays, times }),
        4 => (any::<prop::sample::Index>(), 0..PLANS.len(), any::<bool>())
            .prop_map(|(which, plan, twice)| Event::Change { which, plan, twice }),
        1 => any::<prop::sample::Index>().prop_map(|which| Event::Close { which }),
        1 => Just(Event::Reopen),
    ]
}

/// Plays a history, several shoppers at a time, and checks the books after each event.
async fn play(history: &[Event]) {
    let mut shop = Shop::with_cards().await;
    let mut sessions: Vec<String> = Vec::new();
    let mut organizations: Vec<(Shopper, String)> = Vec::new();
    let mut shoppers = Vec::new();
    for number in 0..SHOPPERS {
        shoppers.push(shop.sign_up(&format!("shopper-{number}@example.test")).await);
    }
    for (number, event) in history.iter().enumerate() {
        match event {
            Event::Checkout {
                who,
                code,
                twice,
                keyed,
            } => {
                // Everybody after them does the same at the same moment.
                let buying = &shoppers[*who..];
                let code = code.map(|code| CODES[code]);
                let key = keyed.then(|| format!("key-{number}"));
                let orders = found(&shop, buying, number, code).await;
                sessions.extend(buy(&shop, &orders, *twice, key.as_deref()).await);
                organizations.extend(orders.into_iter().map(|order| (order.who, order.organization)));
            }
            Event::Issue { code, active } => {
                let body = serde_json::json!({
                    "code": CODES[*code], "credit_omr": 24, "active": active, "max_redemptions": USES[*code]
                });
                shop.plane.post("/api/billing/vouchers/issue", &body).await.expect(200);
            }
            Event::Revoke { code } => {
                shop.plane
                    .delete(&format!("/api/billing/vouchers/revoke/{}", CODES[*code]))
                    .await;
            }
            Event::Card { which, pays, times } if !sessions.is_empty() => {
                let session = which.get(&sessions);
                let told = join_all((0..*times).map(|_| shop.card(session, *pays))).await;
                told.iter().for_each(|answer| drop(answer.expect(200)));
            }
            Event::Change { which, plan, twice } if !organizations.is_empty() => {
                let (who, organization) = which.get(&organizations);
                settled(&shop, who, organization).await;
                let body = serde_json::json!({"plan_id": PLANS[*plan], "tenant_id": organization});
                let clicks = (0..=usize::from(*twice)).map(|_| shop.checkout(who, &body, None));
                let answers = join_all(clicks).await;
                for answer in &answers {
                    // 403: it has been closed.
                    assert!(matches!(answer.status.as_u16(), 200 | 403 | 409), "{}", answer.text());
                }
                sessions.extend(answers.iter().filter_map(session_url));
            }
            Event::Close { which } if !organizations.is_empty() => {
                let (who, organization) = which.get(&organizations);
                let path = format!("/api/tenant/orgs/{organization}");
                shop.plane
                    .send(http::Method::DELETE, &path, Some(&who.token), None)
                    .await;
            }
            Event::Card { .. } | Event::Change { .. } | Event::Close { .. } => {}
            Event::Reopen => shop = shop.reopen().await,
        }
        check(&shop);
    }
}

/// A first order of somebody's new Organization.
struct FirstOrder {
    who: Shopper,
    organization: String,
    body: serde_json::Value,
}

async fn found(shop: &Shop, shoppers: &[Shopper], number: usize, code: Option<&str>) -> Vec<FirstOrder> {
    let mut orders = Vec::new();
    for (place, shopper) in shoppers.iter().enumerate() {
        let organization = shop.organization(shopper, &format!("shop-{number}-{place}")).await;
        orders.push(FirstOrder {
            who: shopper.clone(),
            body: order(&organization, code),
            organization,
        });
    }
    orders
}

/// Everybody orders at once; answers the card sessions that this opens.
async fn buy(shop: &Shop, orders: &[FirstOrder], twice: bool, key: Option<&str>) -> Vec<String> {
    let clicks = orders
        .iter()
        .flat_map(|order| std::iter::repeat_n(order, 1 + usize::from(twice)));
    let answers = join_all(clicks.map(|order| shop.checkout(&order.who, &order.body, key))).await;
    for answer in &answers {
        assert!(matches!(answer.status.as_u16(), 200 | 400 | 409), "{}", answer.text());
    }
    if twice && key.is_some() {
        for pair in answers.chunks(2) {
            assert_eq!(pair[0].bytes, pair[1].bytes, "a double click got two answers");
        }
    }
    answers.iter().filter_map(session_url).collect()
}

fn session_url(answer: &Answer) -> Option<String> {
    answer.json()["session_url"].as_str().map(str::to_owned)
}

/// Waits for an Organization that is being set up.
async fn settled(shop: &Shop, who: &Shopper, organization: &str) {
    let path = format!("/api/tenant/orgs/{organization}");
    let now = shop.get_as(&who.token, &path).await;
    if now.status != 200 || now.json()["status"] != "provisioning" {
        return;
    }
    let mut frames = shop.plane.frames_as(&who.token, &format!("{path}/stream")).await;
    while let Some(frame) = frames.next().await {
        if frame["status"] != "provisioning" {
            return;
        }
    }
}

fn check(shop: &Shop) {
    books::check(|query| shop.count(query));
}

#[test]
fn the_books_balance_after_any_history() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let began = Instant::now();
    let played = Cell::new(0);
    let mut runner = TestRunner::new(Config {
        cases: 1000,
        max_shrink_iters: 50,
        failure_persistence: None,
        ..Config::default()
    });
    let histories = prop::collection::vec(event(), 1..20);
    let result = runner.run(&histories, |history| {
        if began.elapsed() < BUDGET {
            // A failed check panics, which the runner takes for a counterexample.
            runtime.block_on(play(&history));
            played.set(played.get() + 1);
        }
        Ok(())
    });
    result.unwrap();
    println!("{} histories played", played.get());
    assert!(played.get() > 0);
}
