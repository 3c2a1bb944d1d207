//! Options of the two entry points, [`crate::generate`] and [`crate::client`].

/// Which crates of a workspace are generated.
#[derive(Clone, Debug, Default)]
pub struct GenerateOptions {
    /// Folder names under `specs/`; empty: all of them.
    pub vendors: Vec<String>,
    /// Where the folder with the runtime crates is, relative to the root, or absolute.
    pub runtime: String,
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
