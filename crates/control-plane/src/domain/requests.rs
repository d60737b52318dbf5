//! What manifests ask of the cluster, summed.

use contract::application::Requests;
use serde_json::Value;

/// The sum over rendered objects: pods by what they are wanted to be, volumes by their claims.
pub(crate) fn of(objects: &[Value]) -> Requests {
    objects.iter().fold(Requests::default(), |sum, object| {
        let asked = of_one(object);
        Requests {
            pods: sum.pods.saturating_add(asked.pods),
            unstated_pods: sum.unstated_pods.saturating_add(asked.unstated_pods),
            cpu_milli: sum.cpu_milli.saturating_add(asked.cpu_milli),
            memory_bytes: sum.memory_bytes.saturating_add(asked.memory_bytes),
            storage_bytes: sum.storage_bytes.saturating_add(asked.storage_bytes),
        }
    })
}

fn of_one(object: &Value) -> Requests {
    match object["kind"].as_str() {
        Some("Deployment" | "StatefulSet") => of_pods(object),
        Some("PersistentVolumeClaim") => Requests {
            storage_bytes: asked(&object["spec"], "storage").map_or(0, whole),
            ..Requests::default()
        },
        _ => Requests::default(),
    }
}

fn of_pods(workload: &Value) -> Requests {
    let pods = workload["spec"]["replicas"].as_u64().unwrap_or(1);
    let containers = workload["spec"]["template"]["spec"]["containers"].as_array();
    let containers = containers.map(Vec::as_slice).unwrap_or_default();
    let total = |what: &str| {
        let of_each = containers.iter().map(|container| asked(container, what));
        of_each.sum::<Option<u128>>()
    };
    let (cpu, memory) = (total("cpu"), total("memory"));
    let times = |one: u64| one.saturating_mul(pods);
    Requests {
        pods,
        unstated_pods: if cpu.is_none() || memory.is_none() { pods } else { 0 },
        cpu_milli: times(cpu.map_or(0, |milli| u64::try_from(milli).unwrap_or(u64::MAX))),
        memory_bytes: times(memory.map_or(0, whole)),
        storage_bytes: 0,
    }
}

/// One of the `resources.requests`, in thousandths.
fn asked(of: &Value, what: &str) -> Option<u128> {
    let stated = &of["resources"]["requests"][what];
    match stated {
        Value::String(text) => milli(text),
        Value::Number(number) => milli(&number.to_string()),
        _ => None,
    }
}

/// A whole number of units, rounded up as Kubernetes does.
fn whole(milli: u128) -> u64 {
    u64::try_from(milli.div_ceil(1000)).unwrap_or(u64::MAX)
}

/// A Kubernetes quantity in thousandths (`resource.Quantity`: a decimal number with a suffix of powers of 1000 or 1024,
/// or with an exponent). What is finer than that is left out.
fn milli(text: &str) -> Option<u128> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (base, power): (u128, i32) = match suffix {
        "m" => (10, -3),
        "" => (10, 0),
        "k" => (10, 3),
        "M" => (10, 6),
        "G" => (10, 9),
        "T" => (10, 12),
        "P" => (10, 15),
        "E" => (10, 18),
        "Ki" => (2, 10),
        "Mi" => (2, 20),
        "Gi" => (2, 30),
        "Ti" => (2, 40),
        "Pi" => (2, 50),
        "Ei" => (2, 60),
        exponent => (10, exponent.strip_prefix(['e', 'E'])?.parse().ok()?),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let factor = |power: i32| base.checked_pow(power.unsigned_abs());
    let thousandths = match power {
        0.. => digits.checked_mul(1000)?.checked_mul(factor(power)?)?,
        _ => digits.checked_mul(1000)?.checked_div(factor(power)?)?,
    };
    Some(thousandths / scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quantities_are_read_as_kubernetes_writes_them() {
        for (text, thousandths) in [
            ("250m", Some(250)),
            ("2", Some(2000)),
            ("0.5", Some(500)),
            ("1.5Gi", Some(1_610_612_736_000)),
            ("128Mi", Some(134_217_728_000)),
            ("5G", Some(5_000_000_000_000)),
            ("1e3", Some(1_000_000)),
            ("", None),
            (".", None),
            ("Gi", None),
            ("-1", None),
            ("1 Gi", None),
            ("1e99", None),
            ("999999999999999999999999999999999999999", None),
        ] {
            assert_eq!(milli(text), thousandths, "{text}");
        }
    }

    fn deployment(resources: Value) -> Value {
        let containers = json!([{"name": "app", "resources": resources}]);
        json!({"kind": "Deployment", "spec": {"replicas": 3, "template": {"spec": {"containers": containers}}}})
    }

    #[test]
    fn every_pod_asks_for_what_its_containers_ask_for() {
        let asked = of(&[deployment(json!({"requests": {"cpu": "250m", "memory": "128Mi"}}))]);
        let expected = Requests {
            pods: 3,
            cpu_milli: 750,
            memory_bytes: 3 * (128 << 20),
            ..Requests::default()
        };
        assert_eq!(asked, expected);
    }

    #[test]
    fn what_is_not_stated_is_counted_as_such() {
        let claim = json!({"kind": "PersistentVolumeClaim", "spec": {"resources": {"requests": {"storage": "2Gi"}}}});
        let asked = of(&[deployment(json!({})), claim]);
        assert_eq!((asked.pods, asked.unstated_pods), (3, 3));
        assert_eq!(
            (asked.cpu_milli, asked.memory_bytes, asked.storage_bytes),
            (0, 0, 2 << 30)
        );
    }
}
