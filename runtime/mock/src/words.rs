//! Values that look as people would enter them, by the name of what they are for.

use jiff::{Timestamp, ToSpan, civil};

use crate::rng::Rng;

const FIRST_NAMES: [&str; 24] = [
    "Amina", "Bartosz", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hana", "Ines", "Jonas", "Kwame",
    "Leila", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sanna", "Tomás", "Uma", "Viktor",
    "Wanjiru", "Zoë",
];
const LAST_NAMES: [&str; 24] = [
    "Adeyemi", "Berg", "Castillo", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jansen",
    "Kowalski", "Lindgren", "Mbeki", "Novák", "O'Brien", "Petrov", "Quispe", "Rossi", "Schäfer", "Tanaka",
    "Ueda", "Virtanen", "Wójcik", "Zhang",
];
const COMPANIES: [&str; 12] = [
    "Northwind Tools",
    "Harbour & Sons",
    "Blue Heron Logistics",
    "Castell Foods",
    "Lumen Optics",
    "Arden Textiles",
    "Quarry Street Books",
    "Fjord Energy",
    "Marigold Health",
    "Pinecrest Paper",
    "Tamarind Travel",
    "Ostrava Steel",
];
const CITIES: [&str; 12] = [
    "Utrecht",
    "Porto",
    "Kraków",
    "Lyon",
    "Bergen",
    "Nairobi",
    "Osaka",
    "Leeds",
    "Graz",
    "Valparaíso",
    "Madison",
    "Pune",
];
const COUNTRIES: [&str; 12] = ["NL", "PT", "PL", "FR", "NO", "KE", "JP", "GB", "AT", "CL", "US", "IN"];
const STREETS: [&str; 8] = [
    "Canal Street",
    "Rua do Sol",
    "Mill Lane",
    "Rue Haute",
    "Station Road",
    "Birch Avenue",
    "Market Square",
    "Quay",
];
const INDUSTRIES: [&str; 6] = ["Logistics", "Food", "Optics", "Textiles", "Energy", "Health"];
const TITLES: [&str; 6] =
    ["Head of Purchasing", "Engineer", "Account Manager", "Founder", "Controller", "Office Manager"];
const SENTENCES: [&str; 8] = [
    "Asked for a quote by Friday.",
    "Prefers to be called in the morning.",
    "Met at the fair in spring.",
    "Waits for the new price list.",
    "Will decide after the holidays.",
    "Wants a demonstration on site.",
    "Has moved to the new building.",
    "Pays within ten days.",
];
const NOUNS: [&str; 10] =
    ["alder", "basalt", "cedar", "delta", "ember", "fern", "granite", "heather", "island", "juniper"];

/// One person, at one company, at one address: the values of a record go together.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    first: &'static str,
    last: &'static str,
    company: &'static str,
    place: usize,
    number: usize,
}

impl Someone {
    /// The person of this number.
    pub(crate) fn new(rng: &mut Rng, number: usize) -> Self {
        Self {
            first: rng.pick(&FIRST_NAMES).unwrap_or_default(),
            last: rng.pick(&LAST_NAMES).unwrap_or_default(),
            company: rng.pick(&COMPANIES).unwrap_or_default(),
            place: usize::try_from(rng.below(CITIES.len() as u64)).unwrap_or_default(),
            number,
        }
    }

    /// A text for what has this name: a unified field, or a property.
    pub(crate) fn text(&self, name: &str, rng: &mut Rng) -> String {
        let name = name.to_lowercase().replace(['_', '-', ' '], "");
        let name = name.rsplit('.').next().unwrap_or_default();
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        let pick = |rng: &mut Rng, of: &[&str]| rng.pick(of).unwrap_or_default().to_owned();
        let plain =
            |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        if has(&["email"]) {
            return format!("{}.{}.{}@example.com", plain(self.first), plain(self.last), self.number);
        }
        if has(&["firstname", "givenname"]) {
            return self.first.to_owned();
        }
        if has(&["lastname", "familyname", "surname"]) {
            return self.last.to_owned();
        }
        if has(&["phone", "mobile", "fax"]) || name == "number" {
            return format!("+1 555 01{:02}", rng.below(100));
        }
        if has(&["website", "url", "link", "uri", "href"]) {
            return format!("https://{}.example/{}", plain(self.company), self.number);
        }
        if has(&["domain", "host"]) {
            return format!("{}.example", plain(self.company));
        }
        if has(&["street", "addressline", "route"]) {
            return format!("{} {}", pick(rng, &STREETS), 1 + rng.below(120));
        }
        if has(&["postal", "zip"]) {
            return format!("{:05}", 10_000 + rng.below(89_000));
        }
        if has(&["city", "locality", "town"]) {
            return CITIES.get(self.place).copied().unwrap_or_default().to_owned();
        }
        if has(&["country"]) {
            return COUNTRIES.get(self.place).copied().unwrap_or_default().to_owned();
        }
        if has(&["company", "organization", "account"]) {
            return self.company.to_owned();
        }
        if has(&["currency"]) {
            return pick(rng, &["EUR", "USD", "GBP", "JPY"]);
        }
        if has(&["timezone"]) {
            return pick(rng, &["Europe/Amsterdam", "America/Chicago", "Asia/Tokyo"]);
        }
        if has(&["industry"]) {
            return pick(rng, &INDUSTRIES);
        }
        if has(&["title", "position"]) {
            return pick(rng, &TITLES);
        }
        if has(&["salutation"]) {
            return pick(rng, &["Dr.", "Ms.", "Mr."]);
        }
        if has(&["description", "content", "note", "body", "comment", "message", "text", "step", "reason"]) {
            return pick(rng, &SENTENCES);
        }
        if has(&["subject", "dealname"]) {
            return format!("{} for {}", pick(rng, &["Renewal", "Offer", "Call", "Visit"]), self.company);
        }
        if has(&["name", "label"]) {
            return format!("{} {}", self.first, self.last);
        }
        if has(&["locale", "language"]) {
            return pick(rng, &["en", "de", "pt"]);
        }
        if has(&["color", "colour"]) {
            return format!("#{:06x}", rng.below(0x0100_0000));
        }
        format!("{} {}", pick(rng, &NOUNS), self.number)
    }
}

/// A time in the years before this one.
pub(crate) fn time_before(now: Timestamp, rng: &mut Rng) -> Timestamp {
    let seconds = i64::try_from(rng.below(2 * 365 * 86_400)).unwrap_or_default();
    now.checked_sub(seconds.seconds()).unwrap_or(now)
}

/// A date not far from this time.
pub(crate) fn date_around(now: Timestamp, rng: &mut Rng) -> civil::Date {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = i64::try_from(rng.below(400)).unwrap_or_default() - 200;
    today.checked_add(days.days()).unwrap_or(today)
}
