//! The files of `api/`: one function per operation, which describes the request and leaves the rest to the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Paragraphs, deprecated};
use super::names::ident;
use super::parameters::{self, argument, is_argument};
use super::shapes::Scope;
use super::{bodies, braces, literals, markdown, replies};
use crate::ir::{Api, Operation, Parameter, SecurityRequirement, Server};

/// One file: the operations of a module, in document order, each with the types that only it uses.
pub(super) fn file(api: &Api, module: &str) -> TokenStream {
    let mut scope = Scope::of_api(&api.types);
    let client = quote!(
        use crate::Client;
    );
    let mut structs = TokenStream::new();
    let mut methods = TokenStream::new();
    for operation in api.operations.iter().filter(|operation| operation.module == module) {
        methods.extend(method(api, operation, &mut scope));
        structs.extend(parameters::structure(operation, &mut scope));
        structs.extend(bodies::types(operation, &mut scope));
    }
    let uses = scope.uses();
    let methods = braces(methods);
    let mut file = quote!(#client #uses impl Client #methods);
    file.extend(structs);
    file
}

/// `api/mod.rs`
pub(super) fn index(modules: &[&str]) -> TokenStream {
    let modules = modules.iter().map(|module| ident(module));
    quote!(#(pub mod #modules;)*)
}

fn method(api: &Api, operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let docs = docs(operation);
    let deprecated = deprecated(operation.deprecated);
    let name = ident(&operation.name);
    let mut arguments: Vec<_> =
        operation.parameters.iter().filter(|it| is_argument(it)).map(|it| argument(it, scope)).collect();
    arguments.extend(operation.body.as_ref().map(|body| bodies::argument(body, scope)));
    arguments.extend(operation.params_struct.as_ref().map(|name| {
        let name = ident(name);
        quote!(params: &#name)
    }));
    let many = (arguments.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let call = scope.client("Call");
    let success = replies::success(api, &operation.success, scope);
    let error = replies::error(api, &operation.error, scope);
    let request = braces(request(operation, scope));
    quote! {
        #docs
        #deprecated
        #many
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> #call<#success #error> #request
    }
}

/// The description of the request: what is sent where, then how the reply is read.
fn request(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let method = method_constant(&operation.method, scope);
    // What follows `#` tells operations of one path apart, as Box's and Salesforce's do; it is never sent.
    let path = operation.path.split_once('#').map_or(operation.path.as_str(), |(path, _)| path);
    let path = Literal::string(path);
    let server = operation.servers.first().map(server);
    let parts: Vec<_> =
        operation.parameters.iter().map(|parameter| part(operation, parameter, scope)).collect();
    let security = operation.security.as_ref().map(|own| {
        let table = security(own);
        quote!(.security(#table))
    });
    let body = operation.body.as_ref().map(|body| bodies::part(body, scope)).unwrap_or_default();
    let call = replies::call(operation);
    let mut request = quote!(self.http.request(#method, #path) #server);
    request.extend(parts);
    request.extend(security);
    match body {
        bodies::Sent::Inline(part) => {
            request.extend([part, call]);
            request
        }
        bodies::Sent::Chosen(choice) => quote! {
            let request = #request;
            let request = #choice;
            request #call
        },
    }
}

fn method_constant(method: &str, scope: &mut Scope<'_>) -> TokenStream {
    let constant = scope.client("Method");
    let name = ident(method);
    match method {
        "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" => {
            quote!(#constant::#name)
        }
        other => {
            let other = Literal::byte_string(other.as_bytes());
            quote!(#constant::from_bytes(#other).unwrap_or_default())
        }
    }
}

fn part(operation: &Operation, parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let value = match &parameter.constant {
        Some(constant) => {
            let value = literals::shown(constant);
            quote!(&#value)
        }
        None => {
            let name = ident(&parameter.name);
            match is_argument(parameter) || operation.params_struct.is_none() {
                true => quote!(&#name),
                false => quote!(&params.#name),
            }
        }
    };
    parameters::part(parameter, &value, scope)
}

/// The operation's own server, its variables at their defaults.
fn server(server: &Server) -> TokenStream {
    let url = Literal::string(&server.default_url());
    quote!(.server(#url))
}

/// Alternatives of combinations of schemes.
pub(super) fn security(requirements: &[SecurityRequirement]) -> TokenStream {
    let alternatives = requirements.iter().map(|requirement| {
        let schemes = requirement.schemes.iter().map(|(scheme, _)| Literal::string(scheme));
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#alternatives),*])
}

fn docs(operation: &Operation) -> TokenStream {
    let mut docs = Paragraphs::of(&operation.docs);
    docs.ours(&markdown::code(&format!("{} {}", operation.method, operation.path)));
    for parameter in operation.parameters.iter().filter(|it| is_argument(it)) {
        docs.argument(&parameter.name, &parameter.docs);
    }
    if let Some(body) = &operation.body {
        docs.argument("body", &body.docs);
        bodies::media_type(body).iter().for_each(|text| docs.ours(text));
    }
    docs.outer()
}
