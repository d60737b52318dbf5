//! Where an Application runs: resolving what was asked for against the Blueprint and the Environment.

use super::record::EnvironmentRecord;
use super::refusal::Refusal;
use crate::catalog::Blueprint;
use contract::RegionName;
use contract::placement::{Placement, PlacementMode, StandbyType, Target, TargetRole, Zone};

/// The most regions of one Application (§E.5).
const MAX_REGIONS: usize = 5;
/// Stands for "the Environment's first region" in a request (§E.5).
const PRIMARY: &str = "primary";

/// A mode and the regions it uses, the primary first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) mode: PlacementMode,
    pub(crate) targets: Vec<Target>,
}

/// Checks a placement and fills in what it leaves open.
pub(crate) fn resolve(
    blueprint: &Blueprint,
    environment: &EnvironmentRecord,
    asked: Option<&Placement>,
) -> Result<Resolved, Refusal> {
    let asked = asked.cloned().unwrap_or_default();
    let schema = blueprint.placement.clone().unwrap_or_default();
    let mode = asked.mode.or(schema.default).unwrap_or(PlacementMode::Singleton);
    if let PlacementMode::Unknown(text) = &mode {
        return refuse(format!("{text:?} is not a placement mode"));
    }
    if !schema.modes.is_empty() && !schema.modes.contains(&mode) {
        let modes: Vec<_> = schema.modes.iter().map(PlacementMode::as_str).collect();
        return refuse(format!(
            "{} cannot run as {mode}; it can run as {}",
            blueprint.id(),
            modes.join(", ")
        ));
    }
    let targets = match asked.targets.is_empty() {
        true => targets(
            &mode,
            regions(environment, &asked.regions, mode.min_regions()),
            asked.vcluster,
        ),
        false => asked.targets,
    };
    check(blueprint, environment, &mode, &targets)?;
    Ok(Resolved { mode, targets })
}

/// The regions asked for; the first ones of the Environment when none is named.
fn regions(environment: &EnvironmentRecord, asked: &[RegionName], wanted: usize) -> Vec<RegionName> {
    let known = || environment.regions.iter().map(|region| region.region.clone());
    match asked {
        [] => known().take(wanted).collect(),
        asked => {
            let primary = known().next();
            let real = |region: &RegionName| match region.as_str() {
                PRIMARY => primary.clone().unwrap_or_else(|| region.clone()),
                _ => region.clone(),
            };
            asked.iter().map(real).collect()
        }
    }
}

fn targets(mode: &PlacementMode, regions: Vec<RegionName>, zone: Option<Zone>) -> Vec<Target> {
    let role = |index: usize| match (index, mode) {
        (0, _) | (_, PlacementMode::ActiveActive) => (TargetRole::Primary, None),
        (_, PlacementMode::ActivePassive) => (TargetRole::Standby, Some(StandbyType::Cold)),
        _ => (TargetRole::Standby, Some(StandbyType::Hot)),
    };
    let target = |(index, region)| {
        let (role, standby_type) = role(index);
        Target {
            region,
            cluster: None,
            vcluster: zone.clone(),
            role,
            standby_type,
        }
    };
    regions.into_iter().enumerate().map(target).collect()
}

fn check(
    blueprint: &Blueprint,
    environment: &EnvironmentRecord,
    mode: &PlacementMode,
    targets: &[Target],
) -> Result<(), Refusal> {
    let schema = blueprint.placement.clone().unwrap_or_default();
    let min = usize::from(schema.min_regions.unwrap_or(1)).max(mode.min_regions());
    let max = match mode {
        PlacementMode::Singleton => 1,
        _ => schema.max_regions.map_or(MAX_REGIONS, usize::from).min(MAX_REGIONS),
    };
    if !(min..=max).contains(&targets.len()) {
        let wanted = if min == max {
            min.to_string()
        } else {
            format!("{min} to {max}")
        };
        return refuse(format!(
            "{} as {mode} needs {wanted} region(s), not {}",
            blueprint.id(),
            targets.len()
        ));
    }
    for (index, target) in targets.iter().enumerate() {
        if !environment.regions.iter().any(|region| region.region == target.region) {
            let known: Vec<_> = environment
                .regions
                .iter()
                .map(|region| region.region.as_str())
                .collect();
            return refuse(format!(
                "{} does not span the region {}; it spans {}",
                environment.name,
                target.region,
                known.join(", ")
            ));
        }
        if targets[..index].iter().any(|other| other.region == target.region) {
            return refuse(format!("the region {} is named twice", target.region));
        }
        match &target.vcluster {
            None | Some(Zone::Restricted | Zone::Dmz | Zone::Management) => {}
            Some(zone) => return refuse(format!("the zone {zone} is not available to Organizations")),
        }
    }
    if !targets.iter().any(|target| target.role == TargetRole::Primary) {
        return refuse("no region is the primary".to_owned());
    }
    Ok(())
}

/// Refuses a transition that would lose data: the primary moves to a region that holds no copy.
pub(crate) fn transition(from: &Resolved, to: &Resolved) -> Result<(), Refusal> {
    let primary = |resolved: &Resolved| {
        let primary = resolved
            .targets
            .iter()
            .find(|target| target.role == TargetRole::Primary);
        primary.map(|target| target.region.clone())
    };
    match primary(to) {
        Some(region) if !from.targets.iter().any(|target| target.region == region) => Err(Refusal::PlacementBlocked {
            detail: format!("{region} holds no copy yet: moving the primary there at once would lose data"),
            hint: format!("Add {region} as a standby first, and switch over once it has caught up."),
        }),
        _ => Ok(()),
    }
}

/// The wire form.
pub(crate) fn wire(resolved: &Resolved) -> Placement {
    Placement {
        mode: Some(resolved.mode.clone()),
        regions: resolved.targets.iter().map(|target| target.region.clone()).collect(),
        vcluster: resolved.targets.first().and_then(|target| target.vcluster.clone()),
        clusters: Vec::new(),
        targets: resolved.targets.clone(),
    }
}

fn refuse<T>(detail: String) -> Result<T, Refusal> {
    Err(Refusal::Invalid(detail))
}
