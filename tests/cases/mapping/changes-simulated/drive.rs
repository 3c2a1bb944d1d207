//! Each of the three ways, simulated: nothing is lost and nothing is stale.

use changes_simulated::Client;
use changes_simulated::tributary_unified::crm::{Account, Contact, User};
use tributary_capabilities::Settings;
use tributary_client::testing::{Memory, TestClock};
use tributary_client::{HttpBuilder, RetryPolicy};
use tributary_simulation::faces::{Ledger, revision};
use tributary_simulation::{seeds, simulate, vendor};

fn client(server: Memory) -> Client {
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| {
        http.transport(server.clone()).clock(TestClock::new()).retry(RetryPolicy::never())
    };
    Client::connect(&settings.http_with(over)).unwrap()
}

#[tokio::test]
async fn a_log_by_token() {
    for seed in seeds() {
        let (server, world) = vendor(seed, Ledger);
        let told = simulate(&world, &client(server), |it: &Contact| revision(it.name.as_deref())).await;
        told.unwrap_or_else(|why| panic!("SEED={seed}: {why}"));
    }
}

#[tokio::test]
async fn a_search_in_windows() {
    for seed in seeds() {
        let (server, world) = vendor(seed, Ledger);
        let told = simulate(&world, &client(server), |it: &Account| revision(it.name.as_deref())).await;
        told.unwrap_or_else(|why| panic!("SEED={seed}: {why}"));
    }
}

#[tokio::test]
async fn ids_whose_records_are_read_several_at_a_time() {
    for seed in seeds() {
        let (server, world) = vendor(seed, Ledger);
        let told = simulate(&world, &client(server), |it: &User| revision(it.name.as_deref())).await;
        told.unwrap_or_else(|why| panic!("SEED={seed}: {why}"));
    }
}
