//! When documents were fetched, and the tags that servers gave them: `specs/<vendor>/sources.lock`.

use jiff::{Timestamp, Unit};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use tributary_codegen::Published;
use tributary_codegen::source::SourceFile;

/// Of one vendor.
#[derive(Debug)]
pub(super) struct State {
    path: String,
    documents: BTreeMap<String, Known>,
}

#[derive(Clone, Debug, PartialEq)]
struct Known {
    url: String,
    tag: Option<String>,
    fetched: Timestamp,
}

impl State {
    pub(super) fn read(root: &Path, vendor: &str) -> io::Result<Self> {
        let path = format!("specs/{vendor}/sources.lock");
        let text = match std::fs::read_to_string(root.join(&path)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(io::Error::new(error.kind(), format!("{path}: {error}"))),
        };
        let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, format!("{path}: {what}"));
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| invalid(error.to_string()))?;
        let known = |value: &toml::Value| {
            let text = |name: &str| value.get(name).and_then(toml::Value::as_str);
            let fetched = text("fetched")?.parse().ok()?;
            Some(Known { url: text("url")?.to_owned(), tag: text("etag").map(str::to_owned), fetched })
        };
        let mut documents = BTreeMap::new();
        for (name, value) in &table {
            let Some(known) = known(value) else {
                return Err(invalid(format!("`{name}` lacks `url` or `fetched`")));
            };
            documents.insert(name.clone(), known);
        }
        Ok(Self { path, documents })
    }

    fn name(document: &Published) -> &str {
        document.path.rsplit('/').next().unwrap_or_default()
    }

    /// The tag of the document as it is here, if it came from the same address.
    pub(super) fn tag(&self, document: &Published) -> Option<&str> {
        let known = self.documents.get(Self::name(document)).filter(|known| known.url == document.url)?;
        known.tag.as_deref()
    }

    /// How many days ago it was fetched.
    pub(super) fn age(&self, document: &Published) -> Option<i64> {
        let known = self.documents.get(Self::name(document))?;
        let age = Timestamp::now().since((Unit::Hour, known.fetched)).ok()?;
        Some(i64::from(age.get_hours()) / 24)
    }

    /// Notes that it was fetched now; with `None` the tag stays.
    pub(super) fn seen(&mut self, document: &Published, tag: Option<String>) {
        let kept = self.tag(document).map(str::to_owned);
        let known = Known { url: document.url.clone(), tag: tag.or(kept), fetched: now() };
        self.documents.insert(Self::name(document).to_owned(), known);
    }

    pub(super) fn write(&self, root: &Path) -> io::Result<()> {
        let mut text =
            "# When `cargo xtask update` fetched the documents, and the tags that the servers gave them.\n"
                .to_owned();
        for (name, known) in &self.documents {
            let quoted = |text: &str| toml::Value::from(text).to_string();
            text += &format!(
                "\n[{}]\nurl = {}\nfetched = \"{}\"\n",
                quoted(name),
                quoted(&known.url),
                known.fetched
            );
            text += &known.tag.as_ref().map(|tag| format!("etag = {}\n", quoted(tag))).unwrap_or_default();
        }
        super::write(root, &SourceFile { path: self.path.clone(), bytes: text.into_bytes().into() })
    }
}

/// To the second: what is smaller makes noise in the history of the file.
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default()
}
