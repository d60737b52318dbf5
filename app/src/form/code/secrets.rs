//! Secrets in the text: masked when it is shown, put back when it is read.

use serde_json::Value;

/// Puts back what the mask stands for. `hidden` is `current` masked; a mask that was moved to another place of a list
/// is found by the item around it.
pub(super) fn put_back(read: Value, current: &Value, hidden: &Value) -> Value {
    if read == *hidden {
        return current.clone();
    }
    match (read, current, hidden) {
        (Value::Object(read), Value::Object(current), Value::Object(hidden)) => {
            let restored = read.into_iter().map(|(key, value)| {
                let value = match (current.get(&key), hidden.get(&key)) {
                    (Some(current), Some(hidden)) => put_back(value, current, hidden),
                    _ => value,
                };
                (key, value)
            });
            Value::Object(restored.collect())
        }
        (Value::Array(read), Value::Array(current), Value::Array(hidden)) => {
            let same_places = read.len() == hidden.len();
            let mut used = vec![false; hidden.len()];
            let restored = read.into_iter().enumerate().map(|(index, item)| {
                let known = |place: &usize| !used[*place] && hidden[*place] == item;
                let found = Some(index).filter(|place| *place < hidden.len() && known(place));
                match found.or_else(|| (0..hidden.len()).find(known)) {
                    Some(place) => {
                        used[place] = true;
                        current[place].clone()
                    }
                    None if same_places => put_back(item, &current[index], &hidden[index]),
                    None => item,
                }
            });
            Value::Array(restored.collect())
        }
        (read, ..) => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::MASK;
    use serde_json::json;

    #[test]
    fn masks_become_the_secrets_they_stand_for() {
        let current = json!({"user": "u", "password": "p", "keys": [{"n": 1, "k": "a"}, {"n": 2, "k": "b"}]});
        let hidden = json!({"user": "u", "password": MASK, "keys": [{"n": 1, "k": MASK}, {"n": 2, "k": MASK}]});
        assert_eq!(put_back(hidden.clone(), &current, &hidden), current);
        let edited = json!({"user": "v", "password": MASK, "keys": [{"n": 2, "k": MASK}]});
        assert_eq!(
            put_back(edited, &current, &hidden),
            json!({"user": "v", "password": "p", "keys": [{"n": 2, "k": "b"}]})
        );
        let retyped = json!({"user": "u", "password": "new", "keys": [{"n": 3, "k": MASK}, {"n": 2, "k": MASK}]});
        assert_eq!(
            put_back(retyped, &current, &hidden),
            json!({"user": "u", "password": "new", "keys": [{"n": 3, "k": "a"}, {"n": 2, "k": "b"}]})
        );
    }
}
