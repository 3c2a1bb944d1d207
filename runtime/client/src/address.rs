//! Base addresses with variables, `https://{region}.example.com/{version}`: what an application gives for them must not lead
//! anywhere else, since credentials follow.

pub use crate::call_info::bare;
use crate::error::InvalidRequest;

/// A variable of an address: its name, what it is to be, and what the document allows (empty: anything).
pub type Variable<'a> = (&'a str, &'a str, &'a [&'a str]);

/// The address with its variables' values.
///
/// # Errors
/// A value is none of those the document allows, or would end the part of the address that it is in: `evil.example/` is
/// no region.
pub fn fill(template: &str, variables: &[Variable<'_>]) -> Result<String, InvalidRequest> {
    let authority = template.find("://").map_or(0, |at| at + 3);
    let path =
        template.get(authority..).and_then(|rest| rest.find('/')).map_or(template.len(), |at| authority + at);
    let mut filled = String::with_capacity(template.len());
    let mut at = 0;
    while let Some(open) = template.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
        let Some(end) = template.get(open..).and_then(|rest| rest.find('}')).map(|found| open + found + 1)
        else {
            break;
        };
        let (before, placeholder) =
            (template.get(at..open), template.get(open + 1..end - 1).unwrap_or_default());
        filled.push_str(before.unwrap_or_default());
        match variables.iter().find(|(name, ..)| *name == placeholder) {
            Some((name, value, allowed)) => {
                let alone = (open, end) == (authority, path);
                // at the very start it is an address itself
                let ends: &[char] = match open {
                    0 => &[],
                    _ if open < authority => &['/', ':', '?', '#', '@', '\\'],
                    _ if open < path && !alone => &['/', '?', '#', '@', '\\'],
                    _ if open < path => &['?', '#', '@', '\\'],
                    _ => &['?', '#', '\\'],
                };
                check(name, value, allowed, ends)?;
                filled.push_str(value);
            }
            None => filled.push_str(template.get(open..end).unwrap_or_default()),
        }
        at = end;
    }
    filled.push_str(template.get(at..).unwrap_or_default());
    Ok(filled)
}

fn check(name: &str, value: &str, allowed: &[&str], ends: &[char]) -> Result<(), InvalidRequest> {
    if !allowed.is_empty() && !allowed.contains(&value) {
        let allowed = allowed.join("`, `");
        let message = format!(
            "`{name}` can't be {value:?}: the document has `{allowed}`; another address is given by `base_url`"
        );
        return Err(InvalidRequest::new(message));
    }
    match value.chars().find(|c| ends.contains(c) || c.is_whitespace() || c.is_control()) {
        Some(found) => {
            Err(InvalidRequest::new(format!("`{name}` is a part of an address, in which {found:?} can't be")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Variable, fill};

    fn said(template: &str, variables: &[Variable<'_>]) -> String {
        fill(template, variables).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn variables_are_filled() {
        let all: [Variable<'_>; 2] = [("region", "eu", &["eu", "us"]), ("version", "{region}", &[])];
        assert_eq!(said("https://{region}.example.com/{version}", &all), "https://eu.example.com/{region}");
        assert_eq!(
            said("https://{host}/v1", &[("host", "api.example.com/sub", &[])]),
            "https://api.example.com/sub/v1"
        );
        assert_eq!(said("{url}/v1", &[("url", "https://a.example", &[])]), "https://a.example/v1");
        assert_eq!(said("https://a.example/{other", &[]), "https://a.example/{other");
    }

    #[test]
    fn a_value_leads_nowhere_else() {
        for value in
            ["evil.example/", "evil.example?", "evil.example#", "a@evil.example", "evil.example\\", "a b"]
        {
            let said = said("https://{account}.example.com", &[("account", value, &[])]);
            assert!(said.starts_with("`account` is a part of an address, in which "), "{said}");
        }
        let said = said("https://{region}.example.com", &[("region", "ap", &["eu", "us"])]);
        assert_eq!(
            said,
            "`region` can't be \"ap\": the document has `eu`, `us`; another address is given by `base_url`"
        );
    }
}
