//! RFC 1123 host names.

pub(super) fn is_hostname(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let plain = (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-');
    // RFC 5891: hyphens in the third and fourth place announce an encoded label, and `xn--` is the only encoding.
    plain && (label.get(2..4) != Some("--") || label.strip_prefix("xn--").is_some_and(is_punycode))
}

/// Whether an `xn--` label decodes (RFC 3492) to text that is not plain ASCII.
fn is_punycode(encoded: &str) -> bool {
    let (basic, deltas) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let mut length = u32::try_from(basic.len()).unwrap_or(u32::MAX);
    let (mut code, mut index, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = deltas.bytes().peekable();
    if digits.peek().is_none() {
        return false;
    }
    while digits.peek().is_some() {
        let before = index;
        let mut weight = 1_u32;
        for step in (36_u32..).step_by(36) {
            let Some(digit) = digits.next().and_then(digit) else {
                return false;
            };
            let Some(next) = digit.checked_mul(weight).and_then(|delta| index.checked_add(delta)) else {
                return false;
            };
            index = next;
            let threshold = step.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            let Some(next) = weight.checked_mul(36 - threshold) else {
                return false;
            };
            weight = next;
        }
        length = length.saturating_add(1);
        bias = adapt(index - before, length, before == 0);
        let Some(next) = code.checked_add(index / length) else {
            return false;
        };
        code = next;
        if char::from_u32(code).is_none() {
            return false;
        }
        index = index % length + 1;
    }
    true
}

fn digit(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        _ => None,
    }
}

fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}
