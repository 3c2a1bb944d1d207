//! Memory stays flat: a client that reads ten times as many records needs no more memory.
//!
//! The measure is the peak of resident memory (`VmHWM` of Linux) of a process that does nothing but read: this test starts
//! itself again for each number of records, and serves the vendor's mock from here. What is allowed is 3 MiB, while the
//! responses of the longer list are many times that. The same process with all records kept has to exceed it, or the
//! measure would show nothing. `RECORDS=10000 cargo test --release -p tributary-tests --test memory` reads as many.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too
#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tributary::testing::{EachModel, connect, each_model, mock};
use tributary::{ListOptions, Model, Need, Settings, Vendor};
use tributary_core::codegen_v1::Decode;
use tributary_mock::plan::Auth;
use tributary_mock::server::Server;

/// How many records the longer list has, if `RECORDS` does not say; the shorter one has a tenth of them.
const MANY: usize = 3_000;

/// How much more the peak may be, in KiB.
const ALLOWED: i64 = 3 * 1024;

/// What a process of its own is told, in its environment.
const VENDOR: &str = "TRIBUTARY_MEMORY_VENDOR";
const ADDRESS: &str = "TRIBUTARY_MEMORY_ADDRESS";
const MODEL: &str = "TRIBUTARY_MEMORY_MODEL";
const KEEP: &str = "TRIBUTARY_MEMORY_KEEP";

/// The first model that a vendor lists and reports changes of.
struct First<'v>(&'v dyn Vendor, Option<String>);

impl EachModel for First<'_> {
    async fn model<M>(&mut self)
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned,
    {
        let has = |capability: &str| {
            self.0.offer::<M>().is_some_and(|it| it.parent.is_none() && it.capabilities.contains(&capability))
        };
        if self.1.is_none() && has("List") && has("ChangedSince") {
            self.1 = Some(format!("{}.{}", M::CATEGORY, M::NAME));
        }
    }
}

/// Reads a model's list and its changes.
struct Read<'v> {
    vendor: &'v dyn Vendor,
    model: String,
    keep: bool,
    records: usize,
}

impl EachModel for Read<'_> {
    async fn model<M>(&mut self)
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned,
    {
        if self.model != format!("{}.{}", M::CATEGORY, M::NAME) {
            return;
        }
        let (mut listed, mut changed) = (Vec::new(), Vec::new());
        let mut pages = self.vendor.list::<M>(&ListOptions::default());
        while let Some(page) = pages.next_page().await {
            let page = page.unwrap();
            self.records += page.records.len();
            listed.extend(page.records.into_iter().filter(|_| self.keep));
        }
        let mut pages = self.vendor.changed_since::<M>(None);
        while let Some(page) = pages.next_page().await {
            let page = page.unwrap();
            self.records += page.records.len();
            changed.extend(page.records.into_iter().filter(|_| self.keep));
        }
        assert!(!self.keep || listed.len() + changed.len() == self.records);
    }
}

/// The client of a mock at this address.
fn client(vendor: &str, address: &str) -> Box<dyn Vendor> {
    let info = tributary::VENDORS.iter().find(|it| it.name == vendor).unwrap();
    let mock = mock(vendor).unwrap().records(1).build();
    let plan = mock.plan();
    let needed = info.settings.iter().filter(|it| matches!(it.need, Need::Required | Need::Unless(_)));
    let mut settings = needed.fold(Settings::new(), |settings, it| {
        let is_address = it.name.ends_with("url") || it.name.ends_with("domain");
        settings.set(it.name, if is_address { address } else { "example" })
    });
    for auth in &plan.auth {
        if let Auth::OAuth2 { token_path, .. } = auth {
            settings = settings.set("token_url", format!("{address}{token_path}"));
        }
    }
    if plan.from_token.is_empty() {
        settings = settings.base_url(format!("{address}{}", plan.base_path));
    }
    // at the rate that the mapping declares it would take minutes
    let settings = settings.http_with(|http| http.rate_limit(1_000_000, Duration::from_secs(1)));
    tributary::connect(vendor, &settings).unwrap()
}

/// The peak of a process that reads so many records, in KiB.
async fn peak(vendor: &str, model: &str, records: usize, keep: bool) -> i64 {
    let builder = mock(vendor).unwrap().records(3).records_of(model, records);
    let server = Server::start(builder.unlimited().without_log().build(), 0).await.unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "a_process_of_its_own_reads", "--nocapture"]);
    command.env(VENDOR, vendor).env(MODEL, model).env(ADDRESS, server.origin());
    if keep {
        command.env(KEEP, "yes");
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split("peak of ").nth(1));
    let line = line.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    let mut numbers = line.split(' ').filter_map(|it| it.parse::<i64>().ok());
    let (peak, read) = (numbers.next().unwrap(), numbers.next().unwrap());
    assert!(usize::try_from(read).unwrap() >= 2 * records, "{read} records were read");
    peak
}

/// Does something only in a process that this test started.
#[test]
fn a_process_of_its_own_reads() {
    let Ok(vendor) = std::env::var(VENDOR) else { return };
    let [address, model] = [ADDRESS, MODEL].map(|name| std::env::var(name).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let records = runtime.block_on(async {
        let vendor = client(&vendor, &address);
        let keep = std::env::var_os(KEEP).is_some();
        let mut read = Read { vendor: &*vendor, model, keep, records: 0 };
        each_model(&mut read).await;
        read.records
    });
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("peak of {} for {records} records", peak.trim());
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_times_as_many_records_take_no_more_memory() {
    let records = std::env::var("RECORDS").map_or(MANY, |text| text.parse().unwrap());
    for info in tributary::VENDORS {
        let mock = mock(info.name).unwrap().build();
        let vendor = connect(info.name, &mock).unwrap();
        let mut first = First(&*vendor, None);
        each_model(&mut first).await;
        let model = first.1.unwrap();
        let few = peak(info.name, &model, records / 10, false).await;
        let many = peak(info.name, &model, records, false).await;
        let kept = peak(info.name, &model, records, true).await;
        println!(
            "{} {model}: {few} KiB of a tenth, {many} of {records} records, {kept} if they are kept",
            info.name
        );
        assert!(many - few <= ALLOWED, "{}: {few} KiB of a tenth, {many} of {records} records", info.name);
        assert!(
            kept - few > ALLOWED,
            "{}: {kept} KiB with all records kept: the measure is blind",
            info.name
        );
    }
}
