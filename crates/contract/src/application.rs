//! Applications: installed Blueprints. Sections E.5 to E.7; object fields in blueprint-model §7.

mod calls;
mod detail;
mod install;
mod object;

pub use calls::*;
pub use detail::*;
pub use install::*;
pub use object::*;
