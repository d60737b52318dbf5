//! The picture of a Blueprint, or its initials where there is none.

use leptos::html;
use leptos::prelude::*;

/// Backgrounds of initials; each pair has enough contrast in every theme.
const COLOURS: [&str; 6] = [
    "bg-primary text-primary-content",
    "bg-secondary text-secondary-content",
    "bg-accent text-accent-content",
    "bg-info text-info-content",
    "bg-success text-success-content",
    "bg-neutral text-neutral-content",
];

/// A square picture beside a title. Decoration: the title says what it is.
#[component]
pub(super) fn BlueprintIcon(
    /// Path of the picture; anything but a path on this origin is not loaded.
    icon: String,
    /// Title, for initials and their colour.
    title: String,
    /// Size classes.
    #[prop(default = "size-12 text-lg")]
    class: &'static str,
) -> impl IntoView {
    let failed = RwSignal::new(false);
    let element = NodeRef::<html::Img>::new();
    // The picture may have failed before anybody listened.
    Effect::new(move |_| {
        if let Some(element) = element.get()
            && element.complete()
            && element.natural_width() == 0
        {
            failed.set(true);
        }
    });
    let picture = is_ours(&icon).then(|| {
        view! {
            <img
                node_ref=element
                src=icon
                alt=""
                loading="lazy"
                decoding="async"
                class="absolute inset-0 size-full bg-base-100 object-contain"
                class:hidden=failed
                on:error=move |_| failed.set(true)
            />
        }
    });
    let colour = COLOURS[colour_of(&title)];
    view! {
        <span
            aria-hidden="true"
            class=format!("relative grid shrink-0 place-items-center overflow-hidden rounded-box font-semibold {colour} {class}")
        >
            {initials(&title)}
            {picture}
        </span>
    }
}

/// An absolute path on this origin: not a bare file name, not another host.
fn is_ours(icon: &str) -> bool {
    icon.starts_with('/') && !icon.starts_with("//") && !icon.contains('\\')
}

/// First letters of the first two words.
fn initials(title: &str) -> String {
    title
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

fn colour_of(title: &str) -> usize {
    title
        .bytes()
        .fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % COLOURS.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_on_this_origin_are_loaded() {
        assert!(is_ours("/api/v1/catalog/bp-wordpress/icon"));
        for icon in [
            "",
            "bge.svg",
            "//evil.test/x.svg",
            "https://evil.test/x.svg",
            "/\\evil.test",
        ] {
            assert!(!is_ours(icon), "{icon}");
        }
    }

    #[test]
    fn initials_come_from_the_first_two_words() {
        assert_eq!(initials("online shop bundle"), "OS");
        assert_eq!(initials("cert-manager"), "CM");
        assert_eq!(initials("متجر إلكتروني"), "مإ");
        assert_eq!(initials("  "), "");
    }
}
