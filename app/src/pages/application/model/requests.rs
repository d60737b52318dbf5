//! What is asked of the cluster, in units that people read.

use contract::application::{Requests, RequestsChange};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Pods.
    Pods,
    /// Processors.
    Processor,
    /// Memory.
    Memory,
    /// Volumes.
    Storage,
}

/// One line: before and after; `None` where no manifest says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is asked for.
    pub resource: Resource,
    /// As it is.
    pub before: Option<String>,
    /// As it will be.
    pub after: Option<String>,
}

/// All lines.
#[must_use]
pub fn rows(change: &RequestsChange) -> [Row; 4] {
    [Resource::Pods, Resource::Processor, Resource::Memory, Resource::Storage].map(|resource| Row {
        resource,
        before: amount(resource, &change.before),
        after: amount(resource, &change.after),
    })
}

fn amount(resource: Resource, asked: &Requests) -> Option<String> {
    // Where some pods say it, the sum is at least something.
    let is_stated = |sum: u64| sum > 0 || asked.unstated_pods == 0;
    match resource {
        Resource::Pods => Some(asked.pods.to_string()),
        Resource::Processor => is_stated(asked.cpu_milli).then(|| processors(asked.cpu_milli)),
        Resource::Memory => is_stated(asked.memory_bytes).then(|| bytes(asked.memory_bytes)),
        Resource::Storage => Some(bytes(asked.storage_bytes)),
    }
}

/// Processors, to the thousandth.
fn processors(milli: u64) -> String {
    trimmed(format!("{}.{:03}", milli / 1000, milli % 1000))
}

/// Bytes in the largest binary unit that leaves a whole number before the point, to the tenth.
fn bytes(count: u64) -> String {
    const UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let unit = (0..UNITS.len())
        .rev()
        .find(|unit| count >> (10 * unit) > 0)
        .unwrap_or(0);
    let size = 1_u128 << (10 * unit);
    let tenths = u128::from(count) * 10 / size;
    let number = trimmed(format!("{}.{}", tenths / 10, tenths % 10));
    format!("{number} {}", UNITS.get(unit).copied().unwrap_or_default())
}

fn trimmed(number: String) -> String {
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_at_a_glance() {
        assert_eq!(processors(0), "0");
        assert_eq!(processors(250), "0.25");
        assert_eq!(processors(12_000), "12");
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(512 << 20), "512 MiB");
        assert_eq!(bytes(1_610_612_736), "1.5 GiB");
        assert_eq!(bytes(10 << 30), "10 GiB");
        assert_eq!(bytes(u64::MAX), "15.9 EiB");
    }

    #[test]
    fn what_no_manifest_says_is_not_called_nothing() {
        let silent = Requests {
            pods: 2,
            unstated_pods: 2,
            ..Requests::default()
        };
        let stated = Requests {
            pods: 2,
            cpu_milli: 500,
            ..Requests::default()
        };
        let change = RequestsChange {
            before: silent,
            after: stated,
        };
        let [pods, processor, memory, storage] = rows(&change);
        assert_eq!(pods.before.as_deref(), Some("2"));
        assert_eq!((processor.before, processor.after.as_deref()), (None, Some("0.5")));
        assert_eq!((memory.before, memory.after.as_deref()), (None, Some("0 B")));
        assert_eq!(storage.before.as_deref(), Some("0 B"));
    }
}
