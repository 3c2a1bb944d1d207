//! `generated/tributary`: the facade. One feature per vendor and per category, and the registry for choosing a vendor at
//! run time.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::manifest;
use super::names::ident;
use super::package::{self, Package};
use crate::format;
use crate::ir::Api;
use crate::output::OutputFile;
use crate::plan::Plan;

/// The crate.
///
/// The vendors come with the folder of their crate, relative to the facade's.
pub fn write(
    vendors: &[(Plan, String)],
    categories: &BTreeMap<String, Api>,
    package: &Package<'_>,
    files: &mut Vec<OutputFile>,
) {
    let mut add = |path: &str, contents: String| files.push(OutputFile { path: path.to_owned(), contents });
    add("Cargo.toml", manifest::facade(vendors, categories, package));
    add("README.md", manifest::facade_readme(vendors, categories, package));
    add("src/lib.rs", format::rust(library(vendors, categories, package)));
    add("src/registry.rs", format::rust(registry(vendors)));
    add("src/testing.rs", format::rust(testing(vendors, categories, package)));
    add("tests/contract.rs", format::rust(contract_tests(vendors, package)));
}

fn library(
    vendors: &[(Plan, String)],
    categories: &BTreeMap<String, Api>,
    package: &Package<'_>,
) -> TokenStream {
    let allowed = package::allowed();
    let vendors = vendors.iter().map(|(plan, _)| {
        let (name, module) = (&plan.vendor.name, ident(&plan.vendor.name.replace('-', "_")));
        let library = ident(&format!("tributary_{}", plan.vendor.name.replace('-', "_")));
        quote!(#[rustfmt::skip] #[cfg(feature = #name)] pub use #library as #module;)
    });
    let categories = categories.keys().map(|category| {
        let module = ident(category);
        quote!(#[rustfmt::skip] #[cfg(feature = #category)] pub use tributary_unified::#module;)
    });
    let library = package.name.replace('-', "_");
    let docs = [
        " Many vendors, one model: the generated clients, the unified models and the capability traits.",
        "",
        " A feature per vendor and per category; all are on by default. [`connect`] chooses a vendor at run time.",
        "",
        " ```no_run",
        " # #[cfg(feature = \"crm\")]",
        &format!(" # async fn example() -> Result<(), {library}::Error> {{"),
        &format!(" use {library}::{{ListOptions, Settings, connect, crm}};"),
        "",
        " let vendor = connect(\"hubspot\", &Settings::new().set(\"access_token\", \"…\"))?;",
        " let mut pages = vendor.list::<crm::Contact>(&ListOptions::default());",
        " while let Some(page) = pages.next_page().await {",
        "     for record in page?.records {",
        "         println!(\"{:?}\", record.model.name);",
        "     }",
        " }",
        " # Ok(())",
        " # }",
        " ```",
    ];
    quote! {
        #(#![doc = #docs])*
        #allowed
        #[rustfmt::skip]
        mod registry;
        #[rustfmt::skip]
        #[cfg(feature = "testing")]
        pub mod testing;
        pub use registry::{VENDORS, connect};
        #[rustfmt::skip]
        pub use tributary_capabilities::{
            ChangedSince, Collected, Content, Create, Delete, DeletedSince, Download, Erased, Error, ErrorKind,
            FieldSupport, Get, GetMany, List, ListOptions, Need, Offer, Pages, Pending, Records, SettingSpec, Settings, Update,
            Upload, Vendor, VendorInfo, Webhooks, Within, Written, erased, vendor,
        };
        #[rustfmt::skip]
        pub use tributary_client as client;
        #[rustfmt::skip]
        pub use tributary_core::{Cursor, Date, Decimal, Map, Maybe, Timestamp, Value};
        #[rustfmt::skip]
        #[cfg(feature = "webhooks")]
        pub use tributary_webhooks as webhooks;
        #[rustfmt::skip]
        pub use tributary_model::{
            Change, Checkpoint, Converted, Failed, InvalidCheckpoint, Model, Page, Record, Ref, Warning, WarningCode,
        };
        #(#categories)*
        #(#vendors)*
    }
}

/// Mocks of the vendors, contract tests against them, and recorded responses, each over all models.
fn testing(
    vendors: &[(Plan, String)],
    categories: &BTreeMap<String, Api>,
    package: &Package<'_>,
) -> TokenStream {
    let models: Vec<_> = categories
        .iter()
        .flat_map(|(category, api)| {
            let module = ident(category);
            api.models.iter().map(move |model| {
                let name = ident(&model.name);
                quote!(#[cfg(feature = #category)] test.model::<tributary_unified::#module::#name>().await;)
            })
        })
        .collect();
    let mocks = vendors.iter().map(|(plan, _)| {
        let (name, module) = (&plan.vendor.name, ident(&plan.vendor.name.replace('-', "_")));
        quote!(#[cfg(feature = #name)] #name => Ok(Mock::of(crate::#module::MOCK)),)
    });
    let library = package.name.replace('-', "_");
    let use_mock = format!(" use {library}::testing::{{connect, mock}};");
    let recorded = format!(" {library}::testing::recorded(\"tests/vendors\").await.assert();");
    let name = vendors.first().map_or("acme", |(plan, _)| plan.vendor.name.as_str());
    let make = format!(" let mock = mock({name:?})?.records(100).build();");
    let client = format!(" let client = connect({name:?}, &mock)?;");
    let contract = format!(" {library}::testing::contract({name:?}).await.assert();");
    let result = format!(" # async fn example() -> Result<(), {library}::Error> {{");
    quote! {
        #![doc = " Mock vendors, contract tests, and tests of mappings from files."]
        use std::path::Path;
        pub use tributary_capabilities::testing::EachModel;
        use tributary_capabilities::testing::{Report, Run};
        use tributary_capabilities::{Error, ErrorKind, Vendor};
        use tributary_mock::contract;
        pub use tributary_mock::contract::Contract;
        pub use tributary_mock::{Builder, Endpoint, Fault, Mock, MockPlan, Reply, Server, start};
        /// A mock of a vendor, with records that it keeps: what is created is listed, found, changed, deleted and reported as
        /// a change.
        ///
        /// ```no_run
        #[doc = #use_mock]
        ///
        #[doc = #result]
        #[doc = #make]
        #[doc = #client]
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The build has no such vendor.
        pub fn mock(vendor: &str) -> Result<Builder, Error> {
            match vendor {
                #(#mocks)*
                _ => {
                    let message = format!("there is no vendor {vendor:?} in this build");
                    Err(Error::new(ErrorKind::Unsupported, message))
                }
            }
        }
        /// Returns a client of the vendor that talks to the mock in memory, with a clock that waits for nothing.
        ///
        /// # Errors
        /// The build has no such vendor.
        pub fn connect(vendor: &str, mock: &Mock) -> Result<Box<dyn Vendor>, Error> {
            crate::connect(vendor, &mock.settings())
        }
        /// Checks the vendor's client against its mock: every model, every capability, errors, limits and expiry.
        ///
        /// ```no_run
        /// # async fn example() {
        #[doc = #contract]
        /// # }
        /// ```
        pub async fn contract(vendor: &str) -> Report {
            match mock(vendor) {
                Ok(mock) => run(checks(mock)).await,
                Err(error) => contract::failed(error),
            }
        }
        /// The checks of a client against this mock of its vendor, for [`run`]. With the plan of a newer document, they show
        /// what an upgrade would break.
        pub fn checks(mock: Builder) -> Contract {
            Contract::new(mock, crate::connect)
        }
        /// Runs the checks over all models.
        pub async fn run(mut run: Contract) -> Report {
            each_model(&mut run).await;
            run.finish()
        }
        /// Does a test of your own with one model after the other.
        pub async fn each_model(test: &mut impl EachModel) {
            #(#models)*
        }
        /// Runs `<folder>/<vendor>/<model>.json`: what the vendor sends, the unified record that becomes of it, and the
        /// request that the record becomes again, all through the vendor's client. The folder's
        /// `<vendor>/responses.json` has the vendor's envelopes.
        ///
        /// ```no_run
        /// # async fn example() {
        #[doc = #recorded]
        /// # }
        /// ```
        pub async fn recorded(folder: impl AsRef<Path>) -> Report {
            let mut run = Run::new(folder, crate::VENDORS, crate::connect);
            each_model(&mut run).await;
            run.finish()
        }
    }
}

/// One test a vendor, which `cargo xtask test` runs.
fn contract_tests(vendors: &[(Plan, String)], package: &Package<'_>) -> TokenStream {
    let library = ident(&package.name.replace('-', "_"));
    let tests = vendors.iter().map(|(plan, _)| {
        let (name, test) = (&plan.vendor.name, ident(&plan.vendor.name.replace('-', "_")));
        quote! {
            #[rustfmt::skip]
            #[cfg(feature = #name)]
            #[tokio::test]
            async fn #test() {
                keeps_its_contract(#name).await;
            }
        }
    });
    quote! {
        #![doc = " Contract tests: each vendor's client against the mock of its vendor."]
        #[rustfmt::skip]
        async fn keeps_its_contract(vendor: &str) {
            let report = #library::testing::contract(vendor).await;
            println!("{report}");
            assert!(!report.passed.is_empty(), "nothing was checked");
            report.assert();
        }
        #(#tests)*
    }
}

/// The vendors by name.
fn registry(vendors: &[(Plan, String)]) -> TokenStream {
    let arms = vendors.iter().map(|(plan, _)| {
        let name = &plan.vendor.name;
        let module = ident(&name.replace('-', "_"));
        quote!(#[cfg(feature = #name)] #name => Ok(Box::new(crate::#module::Client::connect(settings)?)),)
    });
    let entries = vendors.iter().map(|(plan, _)| {
        let (name, title) = (&plan.vendor.name, &plan.vendor.title);
        let module = ident(&name.replace('-', "_"));
        quote!(#[cfg(feature = #name)] VendorInfo::new(#name, #title, crate::#module::Client::SETTINGS),)
    });
    quote! {
        #![doc = " The vendors by name."]
        use tributary_capabilities::{Error, ErrorKind, Settings, Vendor, VendorInfo};
        /// The vendors of this build, each with its settings.
        pub const VENDORS: &[VendorInfo] = &[#(#entries)*];
        /// Returns a client of the vendor of this name.
        ///
        /// # Errors
        /// The build has no such vendor, or a setting is missing, unknown or invalid.
        pub fn connect(vendor: &str, settings: &Settings) -> Result<Box<dyn Vendor>, Error> {
            match vendor {
                #(#arms)*
                other => {
                    let names: Vec<&str> = VENDORS.iter().map(|vendor| vendor.name).collect();
                    let message = format!("there is no vendor {other:?} in this build: it has {}", names.join(", "));
                    Err(Error::new(ErrorKind::Unsupported, message))
                }
            }
        }
    }
}
