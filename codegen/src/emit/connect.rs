//! `connect.rs` of a mapped vendor: how its client is made of settings, with the mapping's credentials, limits and error
//! rules.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::convert;
use super::names::ident;
use crate::ir::Api;
use crate::plan::{Auth, CredentialsIn, Grant, OAuth2, Piece, VendorPlan};

/// The file.
pub(super) fn file(api: &Api, vendor: &VendorPlan) -> TokenStream {
    let title = &vendor.title;
    let base = base(api, vendor);
    let auth = vendor.auth.as_ref().map(|it| auth(it, &base));
    let own = vendor.settings.iter().filter(|setting| setting.from_token.is_none());
    let given = own.map(|setting| {
        let name = &setting.name;
        quote!(.setting(#name, settings.need(#name)?))
    });
    let given: TokenStream = given.collect();
    let rules = rules(vendor);
    let with_rules = has_rules(vendor).then(|| quote!(let http = with_rules(http);));
    let imports = imports(vendor, &rules);
    let about = format!(" A client of {title}, from settings:");
    let lines = needed_lines(vendor);
    let specs = specs(vendor);
    let needs = specs_use(&specs);
    quote! {
        #![doc = " Creating the client from settings."]
        use crate::Client;
        #imports
        use tributary_capabilities::{Error, #needs SettingSpec, Settings};
        #rules
        impl Client {
            /// The settings that [`Client::connect`] takes.
            pub const SETTINGS: &'static [SettingSpec] = &[#(#specs),*];
            #[doc = #about]
            #[doc = ""]
            #(#[doc = #lines])*
            ///
            /// # Errors
            /// A setting is missing or unknown, or the base URL is invalid.
            pub fn connect(settings: &Settings) -> Result<Self, Error> {
                let http = settings.known(#title, Self::SETTINGS)?.http(#base)? #auth #given;
                #with_rules
                settings.finish(http).map(Self::from)
            }
        }
    }
}

/// Whether the mapping declares limits or error rules.
pub(super) fn has_rules(vendor: &VendorPlan) -> bool {
    vendor.limits.is_some() || vendor.errors.is_some()
}

/// The mapping's rate limit and error rules, for every client however it is made.
fn rules(vendor: &VendorPlan) -> TokenStream {
    if !has_rules(vendor) {
        return TokenStream::new();
    }
    let limits = vendor.limits.map(|limits| {
        let requests = Literal::u32_unsuffixed(limits.requests);
        let (make, number) = match limits.per_ms % 1000 {
            0 => (quote!(from_secs), limits.per_ms / 1000),
            _ => (quote!(from_millis), limits.per_ms),
        };
        let number = Literal::u64_unsuffixed(number);
        quote!(.rate_limit(#requests, Duration::#make(#number)))
    });
    let errors = vendor.errors.as_ref().map(|rules| {
        let rules = convert::error_rules(rules);
        quote!(
            /// How the vendor reports that a request failed.
            static RULES: ErrorRules = #rules;
        )
    });
    let classify = vendor.errors.as_ref().map(|_| quote!(.classify(|response| RULES.judge(response))));
    quote! {
        #errors
        /// The vendor's rate limit and error rules.
        pub(crate) fn with_rules(http: HttpBuilder) -> HttpBuilder {
            http #limits #classify
        }
    }
}

fn imports(vendor: &VendorPlan, rules: &TokenStream) -> TokenStream {
    let mut client = match &vendor.auth {
        Some(Auth::OAuth2(_)) => vec!["Auth", "OAuth2"],
        Some(_) => vec!["Auth"],
        None => Vec::new(),
    };
    client.extend(has_rules(vendor).then_some("HttpBuilder"));
    let client: Vec<_> = client.into_iter().map(ident).collect();
    let client = (!client.is_empty()).then(|| quote!(use tributary_client::{#(#client),*};));
    let duration = vendor.limits.map(|_| {
        quote!(
            use std::time::Duration;
        )
    });
    let names = ["ErrorRules", "Source", "Step", "Test"].into_iter();
    let names: Vec<_> = names.filter(|name| convert::path::mentions(rules, name)).map(ident).collect();
    let rules = (!names.is_empty()).then(|| quote!(use tributary_client::rules::{#(#names),*};));
    quote!(#duration #rules #client)
}

/// Where requests go: the mapping's address, or the document's.
fn base(api: &Api, vendor: &VendorPlan) -> TokenStream {
    match &vendor.base_url {
        Some(pieces) => address(pieces, |name| {
            let setting = vendor.settings.iter().find(|setting| setting.name == name)?;
            let member = setting.from_token.as_ref()?;
            Some(quote!(&settings.from_token(#name, #member)?))
        }),
        None => {
            let url = api.servers.first().map(|server| server.url.as_str()).unwrap_or_default();
            quote!(#url)
        }
    }
}

/// An address over settings, none of which leads elsewhere; some of them by another expression.
fn address(pieces: &[Piece], other: impl Fn(&str) -> Option<TokenStream>) -> TokenStream {
    let (mut template, mut values) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => template.push_str(text),
            Piece::Setting(name) | Piece::Credential(name) => {
                template.push_str(&format!("{{{name}}}"));
                let value = other(name).unwrap_or_else(|| quote!(settings.need(#name)?));
                values.push(quote!((#name, #value)));
            }
        }
    }
    match values.is_empty() {
        true => quote!(#template),
        false => quote!(settings.address(#template, &[#(#values),*])?),
    }
}

/// A template over settings and credentials.
fn template(pieces: &[Piece]) -> TokenStream {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => quote!(#text),
        Piece::Setting(name) | Piece::Credential(name) => quote!(settings.need(#name)?),
    };
    if let [piece] = pieces {
        return text(piece);
    }
    let format: String = pieces.iter().map(|_| "{}").collect();
    let pieces = pieces.iter().map(text);
    quote!(format!(#format, #(#pieces),*))
}

fn auth(auth: &Auth, base: &TokenStream) -> TokenStream {
    let auth = match auth {
        Auth::Bearer { token } => {
            let token = template(token);
            quote!(Auth::bearer(#token))
        }
        Auth::Basic { user, password } => {
            let (user, password) = (template(user), template(password));
            quote!(Auth::basic(#user, #password))
        }
        Auth::Header { name, value } => {
            let value = template(value);
            quote!(Auth::header(#name, #value))
        }
        Auth::Query { name, value } => {
            let value = template(value);
            quote!(Auth::query(#name, #value))
        }
        Auth::OAuth2(settings) => {
            let settings = oauth2(settings, base);
            quote!(settings.token_or(|| Ok(Auth::oauth2(#settings)))?)
        }
    };
    quote!(.default_auth(#auth))
}

fn oauth2(settings: &OAuth2, base: &TokenStream) -> TokenStream {
    let of_base = |name: &str| (name == "base_url").then(|| quote!(&settings.base_or(#base)));
    let url = match &settings.token_url {
        Some(url) => address(url, of_base),
        None => quote!(settings.need("token_url")?),
    };
    let made = match settings.grant {
        Grant::RefreshToken => quote! {
            OAuth2::refresh(settings.or("token_url", #url), settings.need("client_id")?, settings.need("refresh_token")?)
                .client_secret(settings.need("client_secret")?)
        },
        Grant::ClientCredentials => quote! {
            OAuth2::client_credentials(
                settings.or("token_url", #url), settings.need("client_id")?, settings.need("client_secret")?,
            )
        },
    };
    let place = match settings.credentials {
        CredentialsIn::Body => None,
        CredentialsIn::Basic => Some(quote!(.client_auth(tributary_client::ClientAuth::Basic))),
        CredentialsIn::Query => Some(quote!(.client_auth(tributary_client::ClientAuth::Query))),
    };
    let scopes = &settings.scopes;
    let by_get = (settings.token_method == "GET").then(|| quote!(.by_get()));
    quote!(settings.stored(#made #place #by_get #(.scope(#scopes))*))
}

/// A setting that [`Settings`] takes: the Rust value's parts.
struct Spec {
    name: String,
    about: String,
    secret: bool,
    need: Need,
}

/// When it must be set.
enum Need {
    Required,
    /// Unless an access token is given, which takes the place of what it is renewed with.
    WithoutToken,
    /// With an access token, since no token response will bring it.
    WithToken,
    Optional,
}

/// The mapping's settings and the credentials of its `auth`.
fn settings(vendor: &VendorPlan) -> Vec<Spec> {
    let own = vendor.settings.iter().filter(|setting| setting.from_token.is_none());
    let mut specs: Vec<Spec> = own
        .map(|setting| Spec {
            name: setting.name.clone(),
            about: setting.docs.clone(),
            secret: false,
            need: Need::Required,
        })
        .collect();
    let mut credentials = |pieces: &[Piece], about: &str| {
        specs.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Credential(name) => {
                Some(Spec { name: name.clone(), about: about.to_owned(), secret: true, need: Need::Required })
            }
            Piece::Text(_) | Piece::Setting(_) => None,
        }));
    };
    match &vendor.auth {
        Some(Auth::Bearer { token }) => credentials(token, "the token that requests carry"),
        Some(Auth::Basic { user, password }) => {
            credentials(user, "the user name of requests");
            credentials(password, "the password of requests");
        }
        Some(Auth::Header { name, value }) => credentials(value, &format!("for the header `{name}`")),
        Some(Auth::Query { name, value }) => credentials(value, &format!("for the query parameter `{name}`")),
        Some(Auth::OAuth2(oauth2)) => {
            let of = |name: &str, about: &str, secret: bool, need: Need| Spec {
                name: name.to_owned(),
                about: about.to_owned(),
                secret,
                need,
            };
            specs.push(of("client_id", "of the OAuth2 application", false, Need::WithoutToken));
            specs.push(of("client_secret", "of the OAuth2 application", true, Need::WithoutToken));
            if oauth2.grant == Grant::RefreshToken {
                let about = "of the user who gave consent";
                specs.push(of("refresh_token", about, true, Need::WithoutToken));
            }
            let about = "a token that is valid now, in place of what it is renewed with";
            specs.push(of("access_token", about, true, Need::Optional));
            let (about, need) = match oauth2.token_url {
                Some(_) => ("another address for tokens than the vendor's", Need::Optional),
                None => ("the address for tokens", Need::WithoutToken),
            };
            specs.push(of("token_url", about, false, need));
            let with_it = vendor.settings.iter().filter(|setting| setting.from_token.is_some());
            specs.extend(with_it.map(|setting| {
                let about = match setting.docs.is_empty() {
                    true => "arrives with a renewed token",
                    false => &setting.docs,
                };
                of(&setting.name, about, false, Need::WithToken)
            }));
        }
        None => {}
    }
    specs
}

/// The settings as lines of documentation.
fn needed_lines(vendor: &VendorPlan) -> Vec<String> {
    let line = |spec: Spec| {
        let when = match spec.need {
            Need::Required => "",
            Need::WithoutToken => ", unless `access_token` is set",
            Need::WithToken => ", required with `access_token`",
            Need::Optional => ", optional",
        };
        let about = super::markdown::mend_line(&spec.about);
        let about = if about.is_empty() { about } else { format!(": {about}") };
        format!(" - `{}`{about}{when}", spec.name)
    };
    settings(vendor).into_iter().map(line).collect()
}

/// The settings as constants.
pub(super) fn specs(vendor: &VendorPlan) -> Vec<TokenStream> {
    let specs = settings(vendor).into_iter().map(|Spec { name, about, secret, need }| {
        let secret = secret.then(|| quote!(.secret()));
        let need = match need {
            Need::Required => None,
            Need::WithoutToken => Some(quote!(.need(Need::Unless("access_token")))),
            Need::WithToken => Some(quote!(.need(Need::With("access_token")))),
            Need::Optional => Some(quote!(.need(Need::Optional))),
        };
        quote!(SettingSpec::new(#name, #about) #secret #need)
    });
    specs.collect()
}

/// The import that some of these constants use.
pub(super) fn specs_use(specs: &[TokenStream]) -> Option<TokenStream> {
    let used = specs.iter().any(|spec| convert::path::mentions(spec, "Need"));
    used.then(|| quote!(Need,))
}
