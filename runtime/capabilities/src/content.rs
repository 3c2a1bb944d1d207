//! A record's content: bytes as they arrive, and what the vendor says of them.

use std::fmt;

use futures_util::StreamExt;
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};

use super::{Error, ErrorKind};
use tributary_client::{Body, ByteStream};

/// The content of a file.
#[non_exhaustive]
pub struct Content {
    /// The bytes, as they arrive.
    pub stream: ByteStream,
    /// The media type, if the vendor says it.
    pub media_type: Option<String>,
    /// How many bytes, if the vendor says it.
    pub length: Option<u64>,
    /// The file's name, if the vendor says it with the content.
    pub name: Option<String>,
}

impl Content {
    /// What a response's body and headers say.
    #[doc(hidden)]
    pub fn new(stream: ByteStream, headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            stream,
            media_type: text(CONTENT_TYPE).map(str::to_owned),
            length: text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
            name: text(CONTENT_DISPOSITION).and_then(file_name),
        }
    }

    /// All bytes, as long as they are no more than `most`.
    ///
    /// # Errors
    /// The connection failed, or there are more.
    pub async fn bytes(mut self, most: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.stream.next().await {
            let failed = |error| {
                Error::new(ErrorKind::Transport, "the content did not arrive whole").with_source(error)
            };
            all.extend_from_slice(&piece.map_err(failed)?);
            if all.len() > most {
                let message = format!("the content has more than {most} bytes");
                return Err(Error::new(ErrorKind::InvalidResponse, message));
            }
        }
        Ok(all)
    }
}

/// `attachment; filename="a b.pdf"`. Another vendor's path is no name of ours: only its last part counts.
fn file_name(text: &str) -> Option<String> {
    let (_, value) = text
        .split(';')
        .filter_map(|part| part.trim().split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("filename"))?;
    let value = value.trim().trim_matches('"');
    let last = value.rsplit(['/', '\\']).next()?;
    (!last.is_empty() && last != ".." && last != ".").then(|| last.to_owned())
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("media_type", &self.media_type)
            .field("length", &self.length)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl From<Content> for tributary_client::Upload {
    /// From one vendor to another without keeping it: such a body can't be sent a second time.
    fn from(content: Content) -> Self {
        let upload = Self::new(Body::once(content.stream, content.length));
        let upload = content.media_type.into_iter().fold(upload, Self::content_type);
        content.name.into_iter().fold(upload, Self::named)
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_never_a_path() {
        assert_eq!(file_name("attachment; filename=\"a b.pdf\""), Some("a b.pdf".to_owned()));
        assert_eq!(file_name("attachment; FileName=../../etc/passwd"), Some("passwd".to_owned()));
        assert_eq!(file_name("inline; filename=\"..\""), None);
        assert_eq!(file_name("inline"), None);
    }
}
