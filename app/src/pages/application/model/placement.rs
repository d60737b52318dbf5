//! Choosing another mode or other regions.

use contract::RegionName;
use contract::catalog::PlacementSchema;
use contract::placement::{Placement, PlacementMode};

/// The most regions of one Application (§E.5).
const MAX_REGIONS: usize = 5;

/// What a person has chosen; the first region is the primary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// How it is spread.
    pub mode: PlacementMode,
    /// Where, the primary first.
    pub regions: Vec<RegionName>,
}

/// Why a choice cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The mode needs more regions.
    TooFew {
        /// At least this many.
        needed: usize,
    },
    /// The mode or the Blueprint allows fewer regions.
    TooMany {
        /// At most this many.
        allowed: usize,
    },
}

impl Choice {
    /// What is in force now.
    #[must_use]
    pub fn of(placement: &Placement, regions: &[RegionName]) -> Self {
        let named = [
            placement.targets.iter().map(|target| target.region.clone()).collect(),
            placement.regions.clone(),
            regions.to_vec(),
        ];
        Self {
            mode: placement.mode.clone().unwrap_or(PlacementMode::Singleton),
            regions: named
                .into_iter()
                .find(|regions| !regions.is_empty())
                .unwrap_or_default(),
        }
    }

    /// Adds a region at the end, or takes it out.
    pub fn toggle(&mut self, region: &RegionName) {
        match self.regions.iter().position(|chosen| chosen == region) {
            Some(at) => {
                self.regions.remove(at);
            }
            None => self.regions.push(region.clone()),
        }
    }

    /// Puts a chosen region first.
    pub fn make_primary(&mut self, region: &RegionName) {
        if let Some(at) = self.regions.iter().position(|chosen| chosen == region) {
            self.regions[..=at].rotate_right(1);
        }
    }

    /// Whether it can be sent.
    ///
    /// # Errors
    /// The rule it breaks.
    pub fn check(&self, schema: &PlacementSchema) -> Result<(), Problem> {
        let needed = usize::from(schema.min_regions.unwrap_or(1)).max(self.mode.min_regions());
        let allowed = match self.mode {
            PlacementMode::Singleton => 1,
            _ => schema.max_regions.map_or(MAX_REGIONS, usize::from).min(MAX_REGIONS),
        };
        match self.regions.len() {
            count if count < needed => Err(Problem::TooFew { needed }),
            count if count > allowed => Err(Problem::TooMany { allowed }),
            _ => Ok(()),
        }
    }

    /// The wire form.
    #[must_use]
    pub fn placement(&self) -> Placement {
        Placement {
            mode: Some(self.mode.clone()),
            regions: self.regions.clone(),
            ..Placement::default()
        }
    }
}

/// Modes to offer: the Blueprint's, and the one in force whatever the Blueprint says.
#[must_use]
pub fn modes(schema: &PlacementSchema, current: &PlacementMode) -> Vec<PlacementMode> {
    let mut modes = schema.modes.clone();
    if !modes.contains(current) {
        modes.push(current.clone());
    }
    modes
}

/// Regions to offer: those of the Environment, and the ones in force whatever the Environment says.
#[must_use]
pub fn regions(environment: &[RegionName], current: &[RegionName]) -> Vec<RegionName> {
    let mut regions = environment.to_vec();
    for region in current {
        if !regions.contains(region) {
            regions.push(region.clone());
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(name: &str) -> RegionName {
        RegionName::from_wire(name)
    }

    #[test]
    fn the_first_region_is_the_primary() {
        let mut choice = Choice {
            mode: PlacementMode::ActiveHotStandby,
            regions: ["fsn", "nbg", "hel"].map(region).to_vec(),
        };
        choice.make_primary(&region("hel"));
        assert_eq!(choice.regions, ["hel", "fsn", "nbg"].map(region));
        choice.toggle(&region("fsn"));
        choice.toggle(&region("ash"));
        assert_eq!(choice.regions, ["hel", "nbg", "ash"].map(region));
    }

    #[test]
    fn modes_bound_the_number_of_regions() {
        let schema = PlacementSchema {
            max_regions: Some(2),
            ..PlacementSchema::default()
        };
        let check = |mode, regions: &[&str]| {
            let regions = regions.iter().map(|name| region(name)).collect();
            Choice { mode, regions }.check(&schema)
        };
        assert_eq!(check(PlacementMode::Singleton, &["fsn"]), Ok(()));
        assert_eq!(
            check(PlacementMode::Singleton, &["fsn", "nbg"]),
            Err(Problem::TooMany { allowed: 1 })
        );
        assert_eq!(
            check(PlacementMode::ActiveActive, &["fsn"]),
            Err(Problem::TooFew { needed: 2 })
        );
        assert_eq!(
            check(PlacementMode::ActiveActive, &["a", "b", "c"]),
            Err(Problem::TooMany { allowed: 2 })
        );
    }

    #[test]
    fn what_is_in_force_is_always_offered() {
        let schema = PlacementSchema::default();
        assert_eq!(
            modes(&schema, &PlacementMode::ActivePassive),
            [PlacementMode::ActivePassive]
        );
        assert_eq!(regions(&[region("fsn")], &[region("old")]), ["fsn", "old"].map(region));
    }
}
