//! What a page asks the control plane for, and the one carrier of every answer.
//!
//! A [`Resource`] of its own for each type of answer would cost some ten kilobytes of WebAssembly each: its memo, its
//! future, its codec, its `Transition`. An [`Asked`] shares all of them and keeps only the type at the ends.

use contract::ApiError;
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::any::Any;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Something asked for: on its way, then there, and asked for again when what it depends on changes.
///
/// Server: the page waits for it, and hands what arrived to the browser.
pub struct Asked<T> {
    answer: Resource<Answer, AnswerCodec>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Asked<T> {
    /// Asks with what `source` says, and again whenever it says something else.
    pub fn new<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        ask: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let question = Arc::new(Mutex::new((0, untrack(&source))));
        let latest = Arc::clone(&question);
        let revision = move || {
            let now = source();
            let mut latest = latest.lock().unwrap_or_else(PoisonError::into_inner);
            if latest.1 != now {
                *latest = (latest.0 + 1, now);
            }
            latest.0
        };
        let ask = move || -> AnswerFuture {
            let (_, question) = question.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let asked = ask(question);
            Box::pin(async move { Answer(asked.await.map(Carried::new)) })
        };
        Self {
            answer: resource(Arc::new(revision), Arc::new(ask)),
            of: PhantomData,
        }
    }

    /// What arrived; `None` while it is on its way. Read it inside a `Transition`, a `Suspense` or an `Effect`.
    #[must_use]
    pub fn get(self) -> Option<Result<T, ApiError>> {
        self.answer.get().map(|answer| answer.read())
    }

    /// Asks again.
    pub fn refetch(self) {
        self.answer.refetch();
    }
}

impl<T: Clone + DeserializeOwned + Send + Sync + 'static> IntoFuture for Asked<T> {
    type Output = Result<T, ApiError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.answer.await.read() })
    }
}

type AnswerFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

fn resource(
    revision: Arc<dyn Fn() -> u64 + Send + Sync>,
    ask: Arc<dyn Fn() -> AnswerFuture + Send + Sync>,
) -> Resource<Answer, AnswerCodec> {
    Resource::new_with_options(move || revision(), move |_| ask(), true)
}

/// An answer of any type.
#[derive(Clone)]
struct Answer(Result<Arc<Carried>, ApiError>);

impl Answer {
    fn read<T: Clone + DeserializeOwned + Send + Sync + 'static>(&self) -> Result<T, ApiError> {
        self.0.as_ref().map_err(Clone::clone)?.read()
    }
}

/// A value on its way through a resource: as it was asked for, or as text that the server wrote into the page.
struct Carried {
    text: String,
    value: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Carried {
    fn new<T: Serialize + Send + Sync + 'static>(value: T) -> Arc<Self> {
        // Only the server hands its answers on.
        let text = if cfg!(feature = "ssr") {
            serde_json::to_string(&value).unwrap_or_default()
        } else {
            String::new()
        };
        Arc::new(Self {
            text,
            value: OnceLock::from(Box::new(value) as Box<dyn Any + Send + Sync>),
        })
    }

    fn read<T: Clone + DeserializeOwned + Send + Sync + 'static>(&self) -> Result<T, ApiError> {
        if let Some(value) = self.value.get().and_then(|value| value.downcast_ref::<T>()) {
            return Ok(value.clone());
        }
        let value = self
            .value()
            .and_then(|value| T::deserialize(&value))
            .map_err(|error| ApiError::malformed(200, error))?;
        // Somebody else may have been quicker, with the same value.
        drop(self.value.set(Box::new(value.clone())));
        Ok(value)
    }

    fn value(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.text)
    }
}

/// `+` and the value, or `-` and the error, both JSON.
struct AnswerCodec;

impl Encoder<Answer> for AnswerCodec {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &Answer) -> Result<String, Self::Error> {
        Ok(match &answer.0 {
            Ok(carried) => format!("+{}", carried.text),
            Err(error) => format!("-{}", serde_json::to_string(error)?),
        })
    }
}

impl Decoder<Answer> for AnswerCodec {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Answer, Self::Error> {
        Ok(Answer(match text.strip_prefix('+') {
            Some(text) => Ok(Arc::new(Carried {
                text: text.to_owned(),
                value: OnceLock::new(),
            })),
            None => {
                let error = serde_json::from_str::<Value>(text.strip_prefix('-').unwrap_or(text))?;
                Err(ApiError::deserialize(&error)?)
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(answer: &Answer) -> Answer {
        AnswerCodec::decode(&AnswerCodec::encode(answer).unwrap()).unwrap()
    }

    #[test]
    fn an_error_crosses_to_the_browser() {
        let error = ApiError::unreachable("no route");
        let there = carried(&Answer(Err(error.clone())));
        assert_eq!(there.read::<u32>().unwrap_err().message, error.message);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_value_crosses_to_the_browser_and_is_read_once() {
        let there = carried(&Answer(Ok(Carried::new(vec![1_u32, 2]))));
        assert_eq!(there.read::<Vec<u32>>().unwrap(), [1, 2]);
        assert_eq!(there.read::<Vec<u32>>().unwrap(), [1, 2]);
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let there = AnswerCodec::decode("+{").unwrap();
        assert!(there.read::<u32>().is_err());
    }
}
