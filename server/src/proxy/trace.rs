//! W3C Trace Context: a trace that came with the request goes on, any other begins here.

use http::{HeaderMap, HeaderName, HeaderValue};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Leaves one valid `traceparent` in the headers.
pub(super) fn continue_or_begin(headers: &mut HeaderMap) {
    let mut present = headers.get_all(&TRACEPARENT).iter();
    let valid = match (present.next(), present.next()) {
        (Some(value), None) => value.to_str().is_ok_and(is_valid),
        _ => false,
    };
    if valid {
        return;
    }
    // The state belongs to the parent that it came with.
    headers.remove(&TRACESTATE);
    headers.remove(&TRACEPARENT);
    // Names have to differ, not to be secret; asking the system twice for each call shows in what a call costs.
    let parent = format!("00-{:032x}-{:016x}-01", fastrand::u128(1..), fastrand::u64(1..));
    if let Ok(parent) = HeaderValue::try_from(parent) {
        headers.insert(TRACEPARENT, parent);
    }
}

/// §3.2.2: version, trace, parent, flags in lower-case hexadecimal; nothing of it all zero, no version `ff`.
fn is_valid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let [version, trace, parent, flags] = parts.as_slice() else {
        return false;
    };
    let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    digits(version, 2)
        && *version != "ff"
        && digits(trace, 32)
        && digits(parent, 16)
        && digits(flags, 2)
        && !is_zero(trace)
        && !is_zero(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(sent: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in sent {
            headers.append(TRACEPARENT, HeaderValue::from_static(value));
        }
        continue_or_begin(&mut headers);
        assert_eq!(headers.get_all(TRACEPARENT).iter().count(), 1);
        headers[TRACEPARENT].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_valid_trace_goes_on_and_any_other_is_replaced() {
        let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(after(&[valid]), valid);
        for forged in [
            &[][..],
            &["00-1-2-01"],
            &["ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
            &["00-00000000000000000000000000000000-00f067aa0ba902b7-01"],
            &["00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"],
            &[valid, valid],
        ] {
            let begun = after(forged);
            assert!(is_valid(&begun) && begun != valid, "{forged:?}");
        }
    }
}
