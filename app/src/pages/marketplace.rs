//! The marketplace: finding a Blueprint, and everything about one before it is installed.

mod model;
