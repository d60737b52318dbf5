//! Primitives of the interface: no API, no routes, no domain, no texts of their own.
//!
//! Every sentence arrives as a prop or, for the few words that many primitives share, through [`words::Words`].
//! Ids are props too, because the server and the browser must agree on them.

pub mod alert;
pub mod badge;
pub mod breadcrumbs;
pub mod button;
pub mod card;
pub mod chart;
pub mod chips;
pub mod choice;
pub mod code;
pub mod combobox;
pub mod copy;
pub mod dialog;
pub mod diff;
pub mod empty_state;
pub mod field;
pub mod follow;
pub mod icon;
pub mod input;
pub mod markdown;
pub mod menu;
pub mod money;
pub mod progress;
pub mod scroll_region;
pub mod search_box;
pub mod select;
pub mod skeleton;
pub mod table;
pub mod tabs;
pub mod time;
pub mod toast;
pub mod tone;
pub mod words;

pub use alert::Alert;
pub use badge::{Badge, StatusBadge};
pub use breadcrumbs::{Breadcrumbs, Crumb};
pub use button::{Button, LinkButton, Size, Variant};
pub use card::Card;
pub use chips::{Chip, ChipGroup, ChipLink};
pub use choice::{Checkbox, Choice, RadioGroup, Toggle};
pub use code::CodeBlock;
pub use combobox::Combobox;
pub use copy::CopyButton;
pub use dialog::{ConfirmDialog, Dialog};
pub use diff::DiffView;
pub use empty_state::EmptyState;
pub use field::Field;
pub use follow::{When, each, follow};
pub use icon::Icon;
pub use input::{TextArea, TextInput};
pub use markdown::Markdown;
pub use menu::{Menu, MenuLink};
pub use money::MoneyText;
pub use progress::{ProgressBar, Step, StepState, Steps};
pub use scroll_region::ScrollRegion;
pub use search_box::SearchBox;
pub use select::Select;
pub use skeleton::{CardSkeleton, Skeleton, TableSkeleton};
pub use table::{Column, Keep, Table};
pub use tabs::{Tab, Tabs};
pub use time::{Day, RelativeTime};
pub use toast::use_toast;
pub use tone::Tone;
