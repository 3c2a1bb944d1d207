//! Options of the two entry points, [`crate::generate`] and [`crate::client`].

/// Which crates of a workspace are generated.
#[derive(Clone, Debug, Default)]
pub struct GenerateOptions {
    /// Folder names under `specs/`; empty: all of them.
    pub vendors: Vec<String>,
    /// Where the folder with the runtime crates is, relative to the root, or absolute.
    pub runtime: String,
    /// The repository that this one extends.
    pub upstream: Option<Upstream>,
    /// The facade's package name: `tributary` if left out, or no facade where there is an upstream, which has that one.
    pub facade: Option<String>,
}

/// A repository whose generated crates are used as they are.
#[derive(Clone, Debug, Default)]
pub struct Upstream {
    /// Where its `generated/` is, relative to the root, or absolute.
    pub generated: String,
    /// The vendors whose crates are there.
    pub vendors: Vec<String>,
    /// Where Cargo gets it from, unless manifests name it by path.
    pub git: Option<GitSource>,
}

/// A git repository as a manifest names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitSource {
    pub url: String,
    /// `rev`, `tag` or `branch`, and its value; the repository's default branch if left out.
    pub reference: Option<(String, String)>,
}

impl GitSource {
    /// What a dependency's table in a manifest has of it: `git = "…", tag = "…"`.
    pub fn to_toml(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let reference = self.reference.iter().map(|(key, value)| format!(", {key} = {}", quoted(value)));
        format!("git = {}{}", quoted(&self.url), reference.collect::<String>())
    }
}

/// Options of a stand-alone client.
#[derive(Clone, Debug, Default)]
pub struct ClientOptions {
    /// The crate's name; without one, it comes from the document's title.
    pub name: Option<String>,
    /// Globs over operation ids and `METHOD /path`; empty: all operations.
    pub operations: Vec<String>,
    /// Where the folder with the runtime crates is, relative to the crate, or absolute.
    pub runtime: String,
    /// The crate's [`LOCK`] file, if it was generated before: names that were given stay.
    pub lock: Option<String>,
}

/// The file of a crate or a vendor's folder that keeps the names.
pub const LOCK: &str = "names.lock";
