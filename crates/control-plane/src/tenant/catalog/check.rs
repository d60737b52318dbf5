//! What a row of the catalogue must be like. Every refusal begins with the name of its field.

use crate::tenant::{Failure, refuse};
use contract::catalog::CardText;
use contract::money::Baisa;
use contract::storefront::{Offer, OfferKind};
use contract::{AddOnId, PlanId};
use serde_json::Value;

const LONGEST_SLUG: usize = 40;
const LONGEST_TEXT: usize = 500;
const MOST_LINES: usize = 50;
const MOST_LANGUAGES: usize = 20;
/// A million rials: no sum of an order comes near the end of an `i64`.
const MOST_PRICE: Baisa = Baisa(1_000_000_000);

/// The row that a request stands for, under its id.
pub(super) fn checked(kind: OfferKind, request: Value, id: &str) -> Result<Offer, Failure> {
    let mut request = request;
    let Some(fields) = request.as_object_mut() else {
        return Err(refuse(400, "invalid JSON body"));
    };
    // Ids are the service's to give, and the types want one.
    fields.insert("id".to_owned(), Value::from(id));
    if !fields.get("slug").is_some_and(Value::is_string) {
        return Err(refuse(400, "slug is required"));
    }
    let mut offer = Offer::read(kind, &request).map_err(|_| refuse(400, "invalid JSON body"))?;
    if !is_slug(offer.slug()) {
        let text = format!("slug must be 1 to {LONGEST_SLUG} small letters, digits and hyphens");
        return Err(refuse(400, text));
    }
    text("name", offer.name(), true)?;
    translations(&mut offer)?;
    match &mut offer {
        Offer::Plan(plan) => {
            plan.id = PlanId::from_wire(id);
            let texts = [
                ("description", &plan.description),
                ("cpu", &plan.cpu),
                ("memory", &plan.memory),
                ("storage", &plan.storage),
            ];
            texts.iter().try_for_each(|(field, value)| text(field, value, false))?;
            lines("features", &plan.features)?;
            (plan.price_omr, plan.price_baisa) = price(plan.price())?;
        }
        Offer::AddOn(add_on) => {
            add_on.id = AddOnId::from_wire(id);
            text("description", &add_on.description, false)?;
            text("category", &add_on.category, false)?;
            (add_on.price_omr, add_on.price_baisa) = price(add_on.price())?;
            if add_on.included && add_on.price() != Baisa(0) {
                return Err(refuse(400, "price must be 0 for what is part of every plan"));
            }
        }
        Offer::Bundle(bundle) => {
            text("tagline", &bundle.tagline, false)?;
            text("recommended_size", &bundle.recommended_size, false)?;
            lines("apps", &bundle.apps)?;
            if bundle.apps.is_empty() {
                return Err(refuse(400, "apps are required"));
            }
            if !(0..=100).contains(&bundle.discount) {
                return Err(refuse(400, "discount must be 0 to 100"));
            }
        }
        Offer::Industry(industry) => {
            text("description", &industry.description, false)?;
            text("emoji", &industry.emoji, false)?;
            lines("apps", &industry.suggested_apps)?;
        }
    }
    Ok(offer)
}

/// Words in other languages are held to what the row's own are. Languages that say nothing are left out.
fn translations(offer: &mut Offer) -> Result<(), Failure> {
    let translations = offer.translations_mut();
    translations.retain(|_, words| *words != CardText::default());
    if translations.len() > MOST_LANGUAGES {
        return Err(refuse(
            400,
            format!("translations may have at most {MOST_LANGUAGES} languages"),
        ));
    }
    translations.iter().try_for_each(|(tag, words)| {
        let texts = [
            ("title", &words.title),
            ("tagline", &words.tagline),
            ("summary", &words.summary),
            ("description", &words.description),
        ];
        text("translations", tag, true)?;
        texts
            .iter()
            .try_for_each(|(name, value)| text(&format!("translations.{tag}.{name}"), value, false))
    })
}

fn is_slug(text: &str) -> bool {
    let fits = (1..=LONGEST_SLUG).contains(&text.len());
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    fits && text.bytes().all(allowed) && !text.starts_with('-') && !text.ends_with('-')
}

fn text(field: &str, value: &str, required: bool) -> Result<(), Failure> {
    if required && value.trim().is_empty() {
        return Err(refuse(400, format!("{field} is required")));
    }
    if value.chars().count() > LONGEST_TEXT {
        return Err(refuse(
            400,
            format!("{field} may have at most {LONGEST_TEXT} characters"),
        ));
    }
    Ok(())
}

fn lines(field: &str, values: &[String]) -> Result<(), Failure> {
    if values.len() > MOST_LINES {
        return Err(refuse(400, format!("{field} may have at most {MOST_LINES} lines")));
    }
    values.iter().try_for_each(|value| text(field, value, false))
}

/// A price as whole rials and exactly.
fn price(price: Baisa) -> Result<(i64, Option<Baisa>), Failure> {
    if !(Baisa(0)..=MOST_PRICE).contains(&price) {
        return Err(refuse(400, "price must be between 0 and 1000000 rials"));
    }
    Ok((price.whole_omr(), Some(price)))
}
