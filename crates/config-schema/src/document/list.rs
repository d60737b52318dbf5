//! Items of lists and entries of maps.

use serde_json::{Map, Number, Value};

use super::{
    Changes, Document, EditError,
    effective::{constant_of, default_of},
    place::Lens,
};
use crate::{Kind, Pointer};

impl Document {
    /// Inserts an item before `index`; `None` inserts the blank value of the item's kind.
    ///
    /// # Errors
    /// [`EditError::NoSuchItem`] when the list is shorter, and as [`Document::set`].
    pub fn insert_item(&mut self, list: &Pointer, index: usize, value: Option<Value>) -> Result<Changes, EditError> {
        let count = self.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        let place = list.item(index);
        if index > count {
            return Err(EditError::NoSuchItem(place));
        }
        let value = value.unwrap_or_else(|| self.blank(&place));
        let created = self.edit_container(list, |items| {
            items_mut(items, &place)?.insert(index, value);
            Ok(())
        })?;
        if created.is_none() && index == count && count > 0 {
            return Ok(self.commit(&place));
        }
        self.readdress(list, &|key| {
            shifted(key, |at| Some(if at >= index { at + 1 } else { at }))
        });
        Ok(self.commit(&created.unwrap_or_else(|| list.clone())))
    }

    /// Removes one item of a list.
    ///
    /// # Errors
    /// [`EditError::NoSuchItem`] when there is none.
    pub fn remove_item(&mut self, item: &Pointer) -> Result<Changes, EditError> {
        let (list, index) = self.item_address(item)?;
        let created = self.edit_container(&list, |items| {
            items_mut(items, item)?.remove(index);
            Ok(())
        })?;
        self.readdress(&list, &|key| {
            shifted(key, |at| match at.cmp(&index) {
                std::cmp::Ordering::Less => Some(at),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(at - 1),
            })
        });
        Ok(self.commit(&created.unwrap_or(list)))
    }

    /// Moves an item of a list to another place.
    ///
    /// # Errors
    /// [`EditError::NoSuchItem`] when either place does not exist.
    pub fn move_item(&mut self, item: &Pointer, to: usize) -> Result<Changes, EditError> {
        let (list, from) = self.item_address(item)?;
        let target = list.item(to);
        self.item_address(&target)?;
        let created = self.edit_container(&list, |items| {
            let items = items_mut(items, item)?;
            let moving = items.remove(from);
            items.insert(to, moving);
            Ok(())
        })?;
        self.readdress(&list, &|key| {
            shifted(key, |at| {
                Some(match at {
                    at if at == from => to,
                    at if from < at && at <= to => at - 1,
                    at if to <= at && at < from => at + 1,
                    at => at,
                })
            })
        });
        Ok(self.commit(&created.unwrap_or(list)))
    }

    /// Adds an entry to a map; `None` adds the blank value of the entry's kind.
    ///
    /// # Errors
    /// [`EditError::KeyTaken`] when the key exists, and as [`Document::set`].
    pub fn insert_entry(&mut self, map: &Pointer, key: &str, value: Option<Value>) -> Result<Changes, EditError> {
        if self.holds(map, key) {
            return Err(EditError::KeyTaken(key.to_owned()));
        }
        let place = map.child(key);
        let value = value.unwrap_or_else(|| self.blank(&place));
        self.set(&place, value)
    }

    /// Gives an entry of a map another key, in its place.
    ///
    /// # Errors
    /// [`EditError::KeyTaken`] when the key exists, [`EditError::NoSuchEntry`] when the entry does not.
    pub fn rename_entry(&mut self, entry: &Pointer, key: &str) -> Result<Changes, EditError> {
        let missing = || EditError::NoSuchEntry(entry.clone());
        let (map, old) = (
            entry.parent().ok_or_else(missing)?,
            entry.last().ok_or_else(missing)?.into_owned(),
        );
        if old == key {
            return Ok(Changes::default());
        }
        if self.holds(&map, key) {
            return Err(EditError::KeyTaken(key.to_owned()));
        }
        let created = self.edit_container(&map, |entries| {
            let entries = entries.as_object_mut().ok_or_else(missing)?;
            let at = entries.keys().position(|known| *known == old).ok_or_else(missing)?;
            let value = entries.shift_remove(&old).unwrap_or_default();
            entries.shift_insert(at, key.to_owned(), value);
            Ok(())
        })?;
        self.readdress(&map, &|known| {
            Some(if known == old { key.to_owned() } else { known.to_owned() })
        });
        Ok(self.commit(&created.unwrap_or(map)))
    }

    /// Removes an entry of a map. Unlike [`Document::unset`], the map stays, even when it is empty now.
    ///
    /// # Errors
    /// [`EditError::NoSuchEntry`] when there is none.
    pub fn remove_entry(&mut self, entry: &Pointer) -> Result<Changes, EditError> {
        let missing = || EditError::NoSuchEntry(entry.clone());
        let (map, key) = (entry.parent().ok_or_else(missing)?, entry.last().ok_or_else(missing)?);
        let created = self.edit_container(&map, |entries| {
            entries
                .as_object_mut()
                .and_then(|entries| entries.shift_remove(&*key))
                .map(drop)
                .ok_or_else(missing)
        })?;
        self.readdress(&map, &|known| (known != key).then(|| known.to_owned()));
        Ok(self.commit(&created.unwrap_or_else(|| entry.clone())))
    }

    /// The value a new item or entry starts with: its default, its constant, or the empty value of its kind.
    pub(super) fn blank(&self, at: &Pointer) -> Value {
        let in_force = self.in_force(at, Lens::Shown);
        if let Some(value) = default_of(&self.form, &in_force).or_else(|| constant_of(&self.form, &in_force)) {
            return value.clone();
        }
        let Some(field) = self.field(at) else {
            return Value::String(String::new());
        };
        match field.kind {
            Kind::Object { .. } | Kind::Map => Value::Object(Map::new()),
            Kind::Array | Kind::Tuple => Value::Array(Vec::new()),
            Kind::Boolean => Value::Bool(false),
            Kind::Number { .. } => Value::Number(field.limits.minimum.unwrap_or_else(|| Number::from(0))),
            Kind::Choice(options) => options.into_iter().next().map_or(Value::Null, |option| option.value),
            Kind::Constant(value) => value,
            Kind::Text { .. } | Kind::Raw { .. } => Value::String(String::new()),
            Kind::Null => Value::Null,
        }
    }

    fn item_address(&self, item: &Pointer) -> Result<(Pointer, usize), EditError> {
        let missing = || EditError::NoSuchItem(item.clone());
        let list = item.parent().ok_or_else(missing)?;
        let index = item
            .last()
            .and_then(|key| key.parse::<usize>().ok())
            .ok_or_else(missing)?;
        let count = self.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
        if index < count {
            Ok((list, index))
        } else {
            Err(missing())
        }
    }
}

fn items_mut<'v>(list: &'v mut Value, item: &Pointer) -> Result<&'v mut Vec<Value>, EditError> {
    list.as_array_mut().ok_or_else(|| EditError::NoSuchItem(item.clone()))
}

fn shifted(key: &str, shift: impl Fn(usize) -> Option<usize>) -> Option<String> {
    match key.parse::<usize>() {
        Ok(index) => shift(index).map(|index| index.to_string()),
        Err(_) => Some(key.to_owned()),
    }
}
