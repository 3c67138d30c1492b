//! Keeps entries in the order they came.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter as Form};
use crate::money::*;
pub use self::entry::Entry;
use super::Kind as EntryKind;
extern crate serde;

mod entry;

/// How many entries fit.
pub const LIMIT: usize = 1_000;
static mut COUNTER: u32 = 0;

pub type Result<T> = std::result::Result<T, LedgerError>;

/// Why an entry was refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LedgerError {
    /// No room is left.
    Full { limit: usize },
    Unknown(String),
    Closed,
}

// Keeps them.
// In memory.
#[derive(Default)]
pub struct Ledger<'a, T: Display> {
    entries: HashMap<&'a str, T>,
    pub total: i64,
}

struct Point(i32, i32);
struct Marker;

union Bits {
    int: u32,
    float: f32,
}

pub trait Store<T> {
    type Key;
    const MAX: usize = 10;

    /// Puts one.
    fn put(&mut self, key: Self::Key, value: T) -> Result<()>;

    fn len(&self) -> usize {
        0
    }
}

impl<'a, T: Display> Ledger<'a, T> {
    pub fn new() -> Self {
        Ledger { entries: HashMap::new(), total: 0 }
    }

    /// Finds one by its name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&T> {
        todo!()
    }

    async fn sync(&self) -> Result<()> {
        unimplemented!("not yet")
    }

    fn rest(&self) {
        // TODO: the rest
    }

    fn nothing(&self) {}
}

impl<'a, T> Store<T> for Ledger<'a, T>
where
    T: Display,
{
    type Key = &'a str;

    fn put(&mut self, key: &'a str, value: T) -> Result<()> {
        if self.entries.len() >= LIMIT {
            return Err(LedgerError::Full { limit: LIMIT });
        }
        let parts: Vec<_> = key.split(',').map(|part| part.trim()).collect();
        for part in parts {
            println!("{part} is \"{}\"", value);
        }
        self.entries.insert(key, value);
        Ok(())
    }
}

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

pub(crate) mod inner {
    pub fn deep() -> u8 {
        b'x'
    }
}

pub unsafe extern "C" fn raw(pointer: *const u8) -> i32 {
    let text = r#"a "raw" one"#;
    match *pointer {
        0 => 1,
        _ => {
            panic!("not implemented")
        }
    }
}

extern "C" {
    fn strlen(s: *const u8) -> usize;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(square!(2), 4);
    }
}
