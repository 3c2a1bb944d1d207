//! What an application does with a vendor that it only knows at run time: its settings as data, its capabilities and
//! fields, the typed client behind it, and a vendor of its own in a test.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary::testing::Mock;
use tributary::{
    Converted, Error, ErrorKind, Get, List, ListOptions, Need, Page, Pages, Pending, Record, Ref, Settings,
    VENDORS, Vendor, connect, crm, erased, hubspot,
};

fn hubspot(portal: &Mock) -> Box<dyn Vendor> {
    connect("hubspot", &portal.settings()).unwrap()
}

#[test]
fn every_vendor_describes_its_settings() {
    let names: Vec<_> = VENDORS.iter().map(|vendor| vendor.name).collect();
    for name in ["hubspot", "pipedrive", "salesforce"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    for vendor in VENDORS {
        assert!(!vendor.settings.is_empty(), "{} has no settings", vendor.name);
        for setting in vendor.settings {
            assert!(!setting.about.is_empty(), "{}: {} is not described", vendor.name, setting.name);
        }
    }
    let salesforce = VENDORS.iter().find(|vendor| vendor.name == "salesforce").unwrap();
    let need = |name: &str| {
        let found = salesforce.settings.iter().find(|setting| setting.name == name).unwrap();
        (found.secret, found.need)
    };
    assert_eq!(need("client_id"), (false, Need::Unless("access_token")));
    assert_eq!(need("client_secret"), (true, Need::Unless("access_token")));
    assert_eq!(need("access_token"), (true, Need::Optional));
    assert_eq!(need("instance_url"), (false, Need::With("access_token")));
}

#[test]
fn what_a_setting_needs_is_what_connect_needs() {
    for vendor in VENDORS {
        let required =
            vendor.settings.iter().filter(|it| matches!(it.need, Need::Required | Need::Unless(_)));
        let all = required.clone().fold(Settings::new(), |settings, it| settings.set(it.name, "v"));
        assert!(connect(vendor.name, &all).is_ok(), "{}", vendor.name);
        for missing in required.clone() {
            let others = required.clone().filter(|it| it.name != missing.name);
            let settings = others.fold(Settings::new(), |settings, it| settings.set(it.name, "v"));
            let error = connect(vendor.name, &settings).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::MissingSetting, "{} without {}", vendor.name, missing.name);
        }
    }
}

#[tokio::test]
async fn a_capability_that_is_lacking_fails_before_anything_is_sent() {
    let portal = Mock::of(hubspot::MOCK).build();
    let vendor = hubspot(&portal);
    assert!(vendor.supports::<dyn erased::Create<crm::Contact>>());
    assert!(!vendor.supports::<dyn erased::Create<crm::Pipeline>>());
    let error = vendor.create::<crm::Pipeline>(&crm::PipelineNew::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.message(), "HubSpot has no Create for crm.pipeline");
    let error = vendor.changed_since::<crm::User>(None).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(portal.requests(), 0);
}

#[test]
fn a_vendor_reports_which_fields_it_fills_and_takes() {
    let vendor = hubspot(&Mock::of(hubspot::MOCK).build());
    let contact = vendor.offer::<crm::Contact>().unwrap();
    let of = |name: &str| {
        let field = contact.field(name);
        (field.read, field.create, field.update)
    };
    assert_eq!(of("first_name"), (true, true, true));
    assert_eq!(of("created_at"), (true, false, false));
    assert_eq!(of("account"), (true, true, false));
    assert_eq!(of("department"), (false, false, false));
}

#[tokio::test]
async fn the_typed_client_is_behind_the_vendor() {
    let portal = Mock::of(hubspot::MOCK).build();
    let vendor = hubspot(&portal);
    assert!(vendor.downcast_ref::<tributary::pipedrive::Client>().is_none());
    let client = vendor.downcast_ref::<hubspot::Client>().unwrap();
    client.list_objects("tickets", &Default::default()).await.unwrap();
    assert!(portal.served()[0].target.ends_with("/tickets"));
}

/// A vendor that exists in this test only: one contact.
#[derive(Clone, Debug)]
struct Acme;

impl List<crm::Contact> for Acme {
    type Native = ();

    fn list(&self, _: &ListOptions) -> Pages<Record<crm::Contact, ()>> {
        Pages::new(None, |_| Pending::new(async { Ok(Page::new(vec![ada()], Vec::new(), None)) }))
    }
}

impl Get<crm::Contact> for Acme {
    type Native = ();

    fn get(&self, id: &Ref<crm::Contact>) -> Pending<Record<crm::Contact, ()>> {
        let found = id.as_str() == "1";
        Pending::new(async move {
            if found { Ok(ada()) } else { Err(Error::new(ErrorKind::NotFound, "no such contact")) }
        })
    }
}

tributary::vendor!(Acme, "acme", "Acme" { crm::Contact: List Get });

fn ada() -> Record<crm::Contact, ()> {
    let contact = crm::Contact::new(Ref::new("1")).with(|it| it.name = Some("Ada".to_owned()));
    Record::new(Converted { value: contact, warnings: Vec::new() }, ())
}

/// What an application writes, once for every vendor.
async fn names(vendor: &dyn Vendor) -> Result<Vec<String>, Error> {
    let records = vendor.list::<crm::Contact>(&ListOptions::default()).all().await?;
    Ok(records.into_iter().filter_map(|record| record.model.name).collect())
}

#[tokio::test]
async fn an_application_tests_with_a_vendor_of_its_own() {
    assert_eq!(names(&Acme).await.unwrap(), ["Ada"]);
    let vendor: &dyn Vendor = &Acme;
    assert_eq!(vendor.offer::<crm::Contact>().unwrap().capabilities, ["List", "Get"]);
    let error = vendor.get::<crm::Contact>(&Ref::new("2")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
