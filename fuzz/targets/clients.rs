//! Any bytes as a document, all the way to a crate: nothing panics, no path leaves the folder, every Rust file is Rust,
//! and the same input gives the same bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, client};

fuzz_target!(|data: &[u8]| {
    let sources = Sources::new(vec![SourceFile { path: "api.yaml".to_owned(), bytes: data.into() }]);
    let options = ClientOptions { runtime: "../runtime".to_owned(), ..ClientOptions::default() };
    let output = client(&sources, "api.yaml", &options);
    for file in &output.files {
        let steps = file.path.split('/');
        assert!(!file.path.starts_with('/') && !file.path.contains('\\') && steps.clone().all(|step| step != ".."));
        if file.path.ends_with(".rs") {
            assert!(syn::parse_file(&file.contents).is_ok(), "{} is not Rust", file.path);
        }
    }
    let again = client(&sources, "api.yaml", &options);
    assert!(output.files.iter().map(|file| (&file.path, &file.contents)).eq(again
        .files
        .iter()
        .map(|file| (&file.path, &file.contents))));
});
