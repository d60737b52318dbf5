//! The built browser files: `pkg/<hash>` never changes, everything else may.

use http::{HeaderValue, Response, StatusCode, header};
use leptos::config::LeptosOptions;
use serde::Deserialize;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tower_http::services::ServeDir;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const SHORT: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// A built site.
#[derive(Clone, Debug)]
pub struct Site {
    root: PathBuf,
    description: Description,
}

/// `build.json`, written by the build.
#[derive(Clone, Debug, Deserialize)]
struct Description {
    /// Path of the scripts below the root, such as `pkg/0f3a`.
    pkg: String,
    /// File name of the scripts, without extension.
    output: String,
}

/// Why a folder is no built site.
#[derive(Debug, thiserror::Error)]
pub enum NoSite {
    /// Nothing was built there.
    #[error("{} cannot be read ({cause}); build the site with `cargo xtask build`", .path.display())]
    Unreadable {
        /// The description that is missing.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Something else lies there.
    #[error("{} is not a site's description: {cause}", .path.display())]
    Malformed {
        /// The description.
        path: PathBuf,
        /// Why.
        cause: serde_json::Error,
    },
}

impl Site {
    /// Opens a built site.
    ///
    /// # Errors
    /// When there is none at `root`.
    pub fn open(root: &Path) -> Result<Self, NoSite> {
        let path = root.join("build.json");
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(cause) => return Err(NoSite::Unreadable { path, cause }),
        };
        match serde_json::from_slice(&text) {
            Ok(description) => Ok(Self {
                root: root.to_owned(),
                description,
            }),
            Err(cause) => Err(NoSite::Malformed { path, cause }),
        }
    }

    /// What the document shell needs to know.
    #[must_use]
    pub fn leptos_options(&self) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name(self.description.output.as_str())
            .site_root(self.root.to_string_lossy())
            .site_pkg_dir(self.description.pkg.as_str())
            .build()
    }

    /// Path of the style sheet.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        format!("/{}/{}.css", self.description.pkg, self.description.output)
    }

    /// Serves `/pkg`.
    #[must_use]
    pub fn packages(&self) -> ServeDir {
        serve(&self.root.join("pkg"))
    }

    /// Serves the files beside it, such as the icon.
    #[must_use]
    pub fn public_files(&self) -> ServeDir {
        serve(&self.root)
    }
}

fn serve(folder: &Path) -> ServeDir {
    ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
}

/// Browsers need never ask again: a changed file has a changed path.
pub fn cache_for_ever<B>(response: Response<B>) -> Response<B> {
    cached(response, IMMUTABLE)
}

/// Browsers ask again soon.
pub fn cache_shortly<B>(response: Response<B>) -> Response<B> {
    cached(response, SHORT)
}

fn cached<B>(mut response: Response<B>, policy: HeaderValue) -> Response<B> {
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if found && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, policy);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}
