//! [`Map`]: an object whose properties are not known in advance, as decoded.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

use smol_str::SmolStr;

/// A map from text to values, in the order of its keys: JSON objects whose properties the document does not name.
///
/// It is a sorted vector whose short keys lie in place: decoding allocates neither tree nodes nor keys, and a look-up is
/// a binary search. Inserting takes time in proportion to the length, so a large map is better collected.
///
/// ```
/// use tributary_core::Map;
///
/// let mut properties = Map::from([("email", "ada@acme.example"), ("city", "London")]);
/// properties.insert("city", "Paris");
/// assert_eq!(properties["city"], "Paris");
/// assert_eq!(properties.get("phone"), None);
/// assert_eq!(properties.keys().collect::<Vec<_>>(), ["city", "email"]);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Map<V> {
    /// Sorted, without a key twice, but while [`Map::push`] is being called.
    entries: Vec<Entry<V>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry<V> {
    /// What the key begins with, so that most keys are compared as numbers.
    head: u64,
    key: SmolStr,
    value: V,
}

impl<V> Entry<V> {
    fn new(key: &str, value: V) -> Self {
        Self { head: head(key), key: SmolStr::new(key), value }
    }

    /// How the key is ordered against another one, which begins with this.
    fn compare(&self, head: u64, key: &str) -> Ordering {
        self.head.cmp(&head).then_with(|| self.key.as_str().cmp(key))
    }
}

/// The first eight bytes of a key, or as many as it has, as a number in the order of keys.
fn head(key: &str) -> u64 {
    let bytes = key.as_bytes();
    match bytes.first_chunk() {
        Some(first) => u64::from_be_bytes(*first),
        None => (0..8).fold(0, |head, at| head << 8 | u64::from(bytes.get(at).copied().unwrap_or_default())),
    }
}

impl<V> Map<V> {
    /// Creates an empty map.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.find(key).ok().and_then(|at| self.entries.get(at)).map(|entry| &entry.value)
    }

    /// Returns the value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.find(key).ok().and_then(|at| self.entries.get_mut(at)).map(|entry| &mut entry.value)
    }

    /// Returns whether there is a value of this key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// Sets the value of a key. Returns the one that was there.
    pub fn insert(&mut self, key: impl AsRef<str>, value: V) -> Option<V> {
        let key = key.as_ref();
        match self.find(key) {
            Ok(at) => self.entries.get_mut(at).map(|entry| std::mem::replace(&mut entry.value, value)),
            Err(at) => {
                self.entries.insert(at, Entry::new(key, value));
                None
            }
        }
    }

    /// Returns the value of a key, which is made if it is not there.
    pub fn get_or_insert_with(&mut self, key: &str, make: impl FnOnce() -> V) -> &mut V {
        let at = self.find(key).unwrap_or_else(|at| {
            self.entries.insert(at, Entry::new(key, make()));
            at
        });
        &mut self.entries[at].value
    }

    /// Takes a key and its value out.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.find(key).ok().map(|at| self.entries.remove(at).value)
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Iterates over keys and values, in the order of the keys.
    pub fn iter(&self) -> Iter<'_, V> {
        Iter(self.entries.iter())
    }

    /// Iterates over keys and values, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut V)> {
        self.entries.iter_mut().map(|entry| (entry.key.as_str(), &mut entry.value))
    }

    /// Iterates over the keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }

    /// Iterates over the values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|entry| &entry.value)
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        let head = head(key);
        let first = self.entries.partition_point(|entry| entry.head < head);
        let alike = self.entries.get(first..).unwrap_or_default();
        for (at, entry) in alike.iter().enumerate() {
            match entry.compare(head, key) {
                Ordering::Less => {}
                Ordering::Equal => return Ok(first + at),
                Ordering::Greater => return Err(first + at),
            }
        }
        Err(self.entries.len())
    }

    /// Adds an entry at the end, whatever is there. [`Map::arrange`] comes before anything else is done.
    pub(crate) fn push(&mut self, key: &str, value: V) -> Option<&mut V> {
        self.entries.push(Entry::new(key, value));
        self.entries.last_mut().map(|entry| &mut entry.value)
    }

    /// Takes back what [`Map::push`] added last.
    pub(crate) fn pop(&mut self) {
        self.entries.pop();
    }

    /// Makes room for so many entries that [`Map::push`] adds.
    pub(crate) fn reserve(&mut self, entries: usize) {
        self.entries.reserve_exact(entries);
    }

    /// Sorts what was pushed, and gives back room for twice as much. Of a key that was there twice, the last value stays.
    pub(crate) fn arrange(&mut self) {
        if self.entries.capacity() > 2 * self.entries.len().max(4) {
            self.entries.shrink_to_fit();
        }
        if self.entries.is_sorted_by(|one, two| one.compare(two.head, &two.key).is_lt()) {
            return;
        }
        self.entries.sort_by(|one, two| one.compare(two.head, &two.key));
        self.entries.dedup_by(|later, earlier| {
            let twice = later.key == earlier.key;
            if twice {
                std::mem::swap(&mut later.value, &mut earlier.value);
            }
            twice
        });
    }
}

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug> fmt::Debug for Map<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<V> Index<&str> for Map<V> {
    type Output = V;

    /// # Panics
    /// There is no such key.
    #[allow(clippy::expect_used)] // as std's maps do
    fn index(&self, key: &str) -> &V {
        self.get(key).expect("no entry found for key")
    }
}

impl<K: AsRef<str>, V> Extend<(K, V)> for Map<V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        self.entries.extend(entries.into_iter().map(|(key, value)| Entry::new(key.as_ref(), value)));
        self.arrange();
    }
}

impl<K: AsRef<str>, V> FromIterator<(K, V)> for Map<V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: AsRef<str>, V, const N: usize> From<[(K, V); N]> for Map<V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

/// The entries of a [`Map`].
#[derive(Clone, Debug)]
pub struct Iter<'a, V>(std::slice::Iter<'a, Entry<V>>);

impl<'a, V> Iterator for Iter<'a, V> {
    type Item = (&'a str, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| (entry.key.as_str(), &entry.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}

impl<'a, V> IntoIterator for &'a Map<V> {
    type Item = (&'a str, &'a V);
    type IntoIter = Iter<'a, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The entries of a [`Map`] by value.
#[derive(Debug)]
pub struct IntoIter<V>(std::vec::IntoIter<Entry<V>>);

impl<V> Iterator for IntoIter<V> {
    type Item = (String, V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| (entry.key.into(), entry.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<V> ExactSizeIterator for IntoIter<V> {}

impl<V> IntoIterator for Map<V> {
    type Item = (String, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> Self::IntoIter {
        IntoIter(self.entries.into_iter())
    }
}

impl<V: serde::Serialize> serde::Serialize for Map<V> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self)
    }
}

impl<'de, V: serde::Deserialize<'de>> serde::Deserialize<'de> for Map<V> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: serde::Deserialize<'de>> serde::de::Visitor<'de> for Entries<V> {
            type Value = Map<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut from: A) -> Result<Map<V>, A::Error> {
                let mut map = Map::new();
                while let Some((key, value)) = from.next_entry::<Cow<'_, str>, V>()? {
                    map.push(&key, value);
                }
                map.arrange();
                Ok(map)
            }
        }

        from.deserialize_map(Entries(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn of_a_key_that_is_there_twice_the_last_value_stays() {
        let map = Map::from([("b", 1), ("a", 2), ("b", 3), ("a", 4), ("b", 5)]);
        assert_eq!(map.iter().collect::<Vec<_>>(), [("a", &4), ("b", &5)]);
    }

    #[test]
    fn it_is_read_and_written_by_serde() {
        let map: Map<u8> = serde_json::from_str(r#"{"b": 1, "a\u0041": 2, "b": 3}"#).unwrap_or_default();
        assert_eq!(serde_json::to_string(&map).unwrap_or_default(), r#"{"aA":2,"b":3}"#);
    }

    #[test]
    fn it_does_what_a_tree_map_does() {
        let (mut map, mut tree) = (Map::new(), std::collections::BTreeMap::new());
        let mut state = 1_u64;
        for step in 0..10_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let key = format!("{:x}", (state >> 33) % 97);
            match state % 3 {
                0 => assert_eq!(map.remove(&key), tree.remove(&key)),
                1 => assert_eq!(map.insert(&key, step), tree.insert(key, step)),
                _ => assert_eq!(map.get(&key), tree.get(&key)),
            }
        }
        assert!(map.iter().eq(tree.iter().map(|(key, value)| (key.as_str(), value))));
    }
}
