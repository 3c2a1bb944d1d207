//! `client.rs`: the client and how it is set up: server, credentials.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::Paragraphs;
use super::names::ident;
use super::operations;
use super::{connect, markdown};
use crate::ir::{Api, Location, SecurityKind, SecurityScheme, Server};
use crate::plan::VendorPlan;

/// The file.
pub(super) fn file(api: &Api, vendor: Option<&VendorPlan>) -> TokenStream {
    let client = client(api, vendor);
    let builder = builder(api);
    let kinds = || api.security_schemes.iter().map(|scheme| &scheme.kind);
    let credentials = kinds().any(|kind| *kind != SecurityKind::MutualTls).then(|| quote!(Auth, Secret,));
    let tokens = kinds().any(|kind| matches!(kind, SecurityKind::OAuth2 { .. })).then(|| quote!(OAuth2,));
    quote! {
        use tributary_client::{#credentials #tokens Http, HttpBuilder, InvalidRequest};
        #client
        #builder
    }
}

fn client(api: &Api, vendor: Option<&VendorPlan>) -> TokenStream {
    let about = format!(" {}. Cheap to clone.", title(api));
    let (argument, start, base) = base(api);
    let security = (!api.security.is_empty()).then(|| {
        let table = operations::security(&api.security);
        quote!(.security(#table))
    });
    let optional = (!api.optional_schemes.is_empty()).then(|| {
        let schemes = &api.optional_schemes;
        quote!(.optional_schemes(&[#(#schemes),*]))
    });
    let http = match vendor.is_some_and(connect::has_rules) {
        true => quote!(crate::connect::with_rules(Http::#start #security #optional)),
        false => quote!(Http::#start #security #optional),
    };
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) http: Http,
        }
        impl Client {
            #base
            pub fn builder(#argument) -> ClientBuilder {
                ClientBuilder { http: #http }
            }
            /// The transport and the settings that all operations share.
            pub fn http(&self) -> &Http {
                &self.http
            }
        }
        impl From<Http> for Client {
            fn from(http: Http) -> Self {
                Self { http }
            }
        }
    }
}

/// The builder's arguments, how it starts from its address, and its documentation.
fn base(api: &Api) -> (TokenStream, TokenStream, TokenStream) {
    let docs = server_docs(api);
    let Some(server) = api.servers.first() else {
        return (quote!(base_url: &str), quote!(builder(base_url)), docs);
    };
    let base = (!server.is_absolute()).then(|| quote!(base: &str,));
    let resolved = base.as_ref().map(|_| quote!(.base(base)));
    let arguments = server.variables.iter().map(|variable| {
        let name = ident(&variable.name);
        quote!(#name: &str)
    });
    let arguments: Vec<_> = arguments.collect();
    let url = Literal::string(&server.url);
    let start = match arguments.is_empty() {
        true => quote!(builder(#url)),
        false => {
            let variables = variables(server);
            quote!(at(#url, #variables))
        }
    };
    (quote!(#base #(#arguments),*), quote!(#start #resolved), docs)
}

/// The variables of a URL: name, value, what the document allows.
fn variables(server: &Server) -> TokenStream {
    let variables = server.variables.iter().map(|variable| {
        let (wire, name, values) = (&variable.wire, ident(&variable.name), &variable.values);
        quote!((#wire, #name, &[#(#values),*]))
    });
    quote!(&[#(#variables),*])
}

fn server_docs(api: &Api) -> TokenStream {
    let mut docs = Paragraphs::default();
    match api.servers.first() {
        Some(server) if server.is_absolute() => {
            docs.ours(&format!("Starts with the address {}.", markdown::code(&server.url)));
        }
        Some(server) => docs.ours(&format!(
            "Starts with the address {}, which is relative to `base`: the address that the document is served at, or its \
            origin, such as `https://api.example.com`.",
            markdown::code(&server.url)
        )),
        None => docs.ours("Starts with an address, since the document names none."),
    }
    for variable in api.servers.iter().take(1).flat_map(|server| &server.variables) {
        let values: Vec<_> = variable.values.iter().map(|value| markdown::code(value)).collect();
        let values =
            if values.is_empty() { String::new() } else { format!(" (one of {})", values.join(", ")) };
        let usual = match variable.default.as_str() {
            "" => String::new(),
            default => format!(": usually {}", markdown::code(default)),
        };
        docs.item(&format!("{}{usual}{values}", markdown::code(&variable.name)));
    }
    let others: Vec<_> = api.servers.iter().skip(1).collect();
    if !others.is_empty() {
        docs.ours("Other addresses, for [`ClientBuilder::base_url`]:");
    }
    for server in others {
        let about = server.description.as_deref().map(markdown::mend_line).unwrap_or_default();
        docs.item(&format!(
            "{}{}{about}",
            markdown::code(&server.url),
            if about.is_empty() { "" } else { ": " }
        ));
    }
    docs.outer()
}

fn builder(api: &Api) -> TokenStream {
    let schemes: Vec<_> = api.security_schemes.iter().filter_map(scheme).collect();
    let mut others = Paragraphs::default();
    others.ours("Everything else: transport, retries, time limits, headers.");
    if schemes.is_empty() {
        others.ours(
            "The document names no credentials; [`HttpBuilder::default_auth`] sends some with every request.",
        );
    }
    let others = others.outer();
    quote! {
        /// Builds a [`Client`].
        #[must_use]
        pub struct ClientBuilder {
            http: HttpBuilder,
        }
        impl ClientBuilder {
            #(#schemes)*
            /// Sets the base URL.
            pub fn base_url(self, url: impl Into<String>) -> Self {
                self.http(|http| http.base_url(url))
            }
            #others
            pub fn http(self, change: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Self {
                Self { http: change(self.http) }
            }
            /// Builds the client.
            ///
            /// # Errors
            /// The base URL or a header is invalid.
            pub fn build(self) -> Result<Client, InvalidRequest> {
                Ok(Client { http: self.http.build()? })
            }
        }
    }
}

/// One function per security scheme that has credentials of its own to give.
fn scheme(scheme: &SecurityScheme) -> Option<TokenStream> {
    let (arguments, auth, about) = match &scheme.kind {
        SecurityKind::ApiKey { location, name } => {
            let place = match location {
                Location::Header => "header",
                Location::Cookie => "cookie",
                Location::Path | Location::Query => "query",
            };
            let about = format!("A key, sent in the {place} {}.", markdown::code(name));
            let place = ident(place);
            let name = Literal::string(name);
            (quote!(key: impl Into<Secret>), quote!(Auth::#place(#name, key)), about)
        }
        SecurityKind::Basic => {
            let about = "A user's name and password.".to_owned();
            (quote!(user: &str, password: impl Into<Secret>), quote!(Auth::basic(user, password)), about)
        }
        SecurityKind::Bearer => bearer("A bearer token."),
        SecurityKind::OpenIdConnect { .. } => bearer("An access token from OpenID Connect."),
        SecurityKind::Http { scheme } => {
            let about = format!("Credentials, sent after {}.", markdown::code(scheme));
            let scheme = Literal::string(scheme);
            (quote!(credentials: impl Into<Secret>), quote!(Auth::http(#scheme, credentials)), about)
        }
        SecurityKind::OAuth2 { token_url, .. } => return Some(oauth2(scheme, token_url.as_deref())),
        SecurityKind::MutualTls => return None,
    };
    let name = ident(&scheme.name);
    let wire = Literal::string(&scheme.wire);
    let docs = Paragraphs::of(&scheme.docs).or(&about).outer();
    Some(quote! {
        #docs
        pub fn #name(self, #arguments) -> Self {
            self.http(|http| http.auth(#wire, #auth))
        }
    })
}

fn bearer(about: &str) -> (TokenStream, TokenStream, String) {
    (quote!(token: impl Into<Secret>), quote!(Auth::bearer(token)), about.to_owned())
}

/// Two functions: with a token from elsewhere, and with settings for tokens that are fetched and renewed.
fn oauth2(scheme: &SecurityScheme, token_url: Option<&str>) -> TokenStream {
    let wire = Literal::string(&scheme.wire);
    let settings = ident(&scheme.name);
    let token = format_ident!("{}_token", scheme.name);
    let mut docs = Paragraphs::of(&scheme.docs).or("Tokens that are fetched and renewed.");
    if let Some(url) = token_url {
        docs.ours(&format!("They come from {}.", markdown::code(url)));
    }
    let docs = docs.outer();
    let about = format!(" An access token alone, instead of [`ClientBuilder::{}`].", scheme.name);
    quote! {
        #docs
        pub fn #settings(self, settings: OAuth2) -> Self {
            self.http(|http| http.auth(#wire, Auth::oauth2(settings)))
        }
        #[doc = #about]
        pub fn #token(self, token: impl Into<Secret>) -> Self {
            self.http(|http| http.auth(#wire, Auth::bearer(token)))
        }
    }
}

/// The API's title on one line.
pub(super) fn title(api: &Api) -> String {
    let title = markdown::mend_line(&api.title);
    if title.is_empty() { "The API".to_owned() } else { title.trim_end_matches('.').to_owned() }
}
