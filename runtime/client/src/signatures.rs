//! Media types that bytes show by how they begin: a document that names a range of types (`image/*`) leaves it to the body.

/// Where a signature begins, what it is, and of which type the bytes are then.
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\0\0\x01\0", "image/vnd.microsoft.icon"),
    (0, b"<svg", "image/svg+xml"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"OggS", "video/ogg"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"OTTO", "font/otf"),
    (0, b"\0\x01\0\0", "font/ttf"),
];

/// A type in a range: the one that the bytes show, or else the commonest. What is no range is the type itself.
pub(crate) fn within<'m>(range: &'m str, bytes: &[u8]) -> &'m str {
    let Some(family) = range.strip_suffix('*').filter(|family| family.len() > 1) else { return range };
    let shown = SIGNATURES.iter().find(|(at, signature, media_type)| {
        media_type.starts_with(family) && bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature))
    });
    match (shown, family) {
        (Some((.., media_type)), _) => media_type,
        (None, "image/") => "image/png",
        (None, "audio/") => "audio/mpeg",
        (None, "video/") => "video/mp4",
        (None, "font/") => "font/woff2",
        (None, "text/") => "text/plain",
        (None, _) => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{SIGNATURES, within};

    #[test]
    fn a_range_gives_the_type_that_bytes_show() {
        for (range, bytes, expected) in [
            ("image/*", b"\x89PNG\r\n\x1a\n\0".as_slice(), "image/png"),
            ("image/*", b"\xff\xd8\xff\xe0", "image/jpeg"),
            ("image/*", b"RIFF\0\0\0\0WEBPVP8", "image/webp"),
            ("audio/*", b"RIFF\0\0\0\0WAVEfmt", "audio/wav"),
            ("audio/*", b"OggS", "audio/ogg"),
            ("video/*", b"OggS", "video/ogg"),
            ("image/*", b"", "image/png"),
            ("video/*", b"\x89PNG\r\n\x1a\n", "video/mp4"),
            ("application/*", b"?", "application/octet-stream"),
            ("image/gif", b"\x89PNG\r\n\x1a\n", "image/gif"),
        ] {
            assert_eq!(within(range, bytes), expected, "{range}");
        }
    }

    #[test]
    fn each_type_lies_in_its_range() {
        for (at, signature, media_type) in SIGNATURES {
            let (family, _) = media_type.split_once('/').unwrap();
            let range = format!("{family}/*");
            let bytes = [vec![b' '; *at], signature.to_vec()].concat();
            assert!(within(&range, &bytes).starts_with(&format!("{family}/")), "{media_type}");
        }
    }
}
