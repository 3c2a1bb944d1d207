//! `webhook_rules.rs` of a mapped vendor: how its webhook requests are verified, and what their events mean, as data.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Paragraphs;
use super::markdown::{self, code};
use crate::plan::{
    ByteEncoding, EventPlace, EventStep, HashAlgorithm, ModelPlan, ModelWebhooks, Plan, Proof, Signature,
    SignedAt, SignedPart, TimeFormat, Webhooks,
};

/// The file.
pub(super) fn file(plan: &Plan, webhooks: &Webhooks) -> TokenStream {
    let Webhooks { proof, events, kind, separator, id, time, account } = webhooks;
    let docs = docs(plan, webhooks);
    let proof = self::proof(proof);
    let events = steps(events);
    let parts = kind.iter().map(|places| self::places(places));
    let (id, account) = (places(id), places(account));
    let time = match time {
        Some((places, format)) => {
            let (places, format) = (self::places(places), time_format(format));
            quote!(Some(TimeOf { places: #places, format: #format }))
        }
        None => quote!(None),
    };
    let models = models(plan).map(|(plan, webhooks)| model(plan, webhooks));
    let rules = quote! {
        WebhookRules {
            proof: #proof,
            events: #events,
            kind: Joined { parts: &[#(#parts),*], separator: #separator },
            id: #id,
            time: #time,
            account: #account,
            models: &[#(#models),*],
        }
    };
    let names = [
        "Algorithm",
        "Encoding",
        "Joined",
        "List",
        "ModelEvents",
        "Part",
        "Place",
        "Proof",
        "Signature",
        "Step",
        "TimeOf",
        "Timestamped",
    ];
    let used = names.into_iter().filter(|name| super::convert::path::mentions(&rules, name));
    let used = used.map(super::names::ident);
    let format = super::convert::path::mentions(&rules, "TimeFormat").then(|| {
        quote!(
            use tributary_model::convert::TimeFormat;
        )
    });
    let duration = super::convert::path::mentions(&rules, "Duration").then(|| {
        quote!(
            use std::time::Duration;
        )
    });
    quote! {
        #![doc = " How webhook requests are verified, and what their events mean."]
        use crate::Client;
        #duration
        use tributary_capabilities::webhooks::{#(#used,)* WebhookRules};
        #format
        static RULES: WebhookRules = #rules;
        impl Client {
            #docs
            pub const WEBHOOKS: &'static WebhookRules = &RULES;
        }
    }
}

/// The models of which events report something.
fn models(plan: &Plan) -> impl Iterator<Item = (&ModelPlan, &ModelWebhooks)> {
    plan.models.iter().filter_map(|model| Some((model, model.webhooks.as_ref()?)))
}

fn docs(plan: &Plan, webhooks: &Webhooks) -> TokenStream {
    let title = markdown::mend_line(&plan.vendor.title);
    let mut docs = Paragraphs::default();
    docs.ours(&format!("How {title}'s webhook requests are verified and read."));
    docs.ours(&match &webhooks.proof {
        Proof::Signature(signature) => signed(signature),
        Proof::Basic(why) => format!(
            "**Requests are not signed**: {}. A request proves no more than that its sender knows the name and password; \
             nothing protects what is in it.",
            markdown::mend_line(why)
        ),
        Proof::Unsigned(why) => format!(
            "**Requests are not signed**: {}. Whoever knows the URL can send one.",
            markdown::mend_line(why)
        ),
    });
    for (model, webhooks) in models(plan) {
        let list = |kinds: &[String]| kinds.iter().map(|kind| code(kind)).collect::<Vec<_>>().join(", ");
        let mut line = code(&format!("{}.{}", model.category, model.model));
        if !webhooks.upserted.is_empty() {
            let read = if webhooks.record.is_some() { "the event has the record" } else { "read by its id" };
            line = format!("{line} is new or changed ({read}): {}", list(&webhooks.upserted));
        }
        if !webhooks.deleted.is_empty() {
            let or = if webhooks.upserted.is_empty() { " is" } else { ";" };
            line = format!("{line}{or} deleted: {}", list(&webhooks.deleted));
        }
        docs.item(&line);
    }
    docs.outer()
}

/// What is signed, in words.
fn signed(signature: &Signature) -> String {
    let headers: Vec<_> = signature.headers.iter().map(|name| code(name)).collect();
    let parts = signature.signed.iter().filter_map(|part| match part {
        SignedPart::Method => Some("the method".to_owned()),
        SignedPart::Url => Some("the URL".to_owned()),
        SignedPart::Body => Some("the body".to_owned()),
        SignedPart::Timestamp => Some("the timestamp".to_owned()),
        SignedPart::Header(name) => Some(format!("the header {}", code(name))),
        SignedPart::Text(_) => None,
    });
    let parts: Vec<_> = parts.collect();
    let hash = match signature.algorithm {
        HashAlgorithm::Sha1 => "SHA-1",
        HashAlgorithm::Sha256 => "SHA-256",
        HashAlgorithm::Sha512 => "SHA-512",
    };
    let window = signature.timestamp.as_ref().map_or_else(
        || "A request can be repeated at any time.".to_owned(),
        |at| format!("A request is refused {} seconds after it was signed.", at.window_ms / 1000),
    );
    format!(
        "Signed with the {}, by HMAC with {hash} in {}: {}. {window}",
        markdown::mend_line(&signature.secret),
        headers.join(" or "),
        parts.join(", ")
    )
}

fn proof(proof: &Proof) -> TokenStream {
    match proof {
        Proof::Signature(signature) => {
            let signature = self::signature(signature);
            quote!(Proof::Signature(#signature))
        }
        Proof::Basic(why) => quote!(Proof::Basic(#why)),
        Proof::Unsigned(why) => quote!(Proof::Unsigned(#why)),
    }
}

fn signature(it: &Signature) -> TokenStream {
    let Signature { headers, prefix, decodes, secret, .. } = it;
    let algorithm = match it.algorithm {
        HashAlgorithm::Sha1 => quote!(Algorithm::Sha1),
        HashAlgorithm::Sha256 => quote!(Algorithm::Sha256),
        HashAlgorithm::Sha512 => quote!(Algorithm::Sha512),
    };
    let encoding = self::encoding(it.encoding);
    let list = option(it.list.as_ref().map(|list| {
        let (separator, assign, signature) = (&list.separator, &list.assign, &list.signature);
        quote!(List { separator: #separator, assign: #assign, signature: #signature })
    }));
    let signed = it.signed.iter().map(|part| match part {
        SignedPart::Method => quote!(Part::Method),
        SignedPart::Url => quote!(Part::Url),
        SignedPart::Body => quote!(Part::Body),
        SignedPart::Timestamp => quote!(Part::Timestamp),
        SignedPart::Header(name) => quote!(Part::Header(#name)),
        SignedPart::Text(text) => quote!(Part::Text(#text)),
    });
    let timestamp = option(it.timestamp.as_ref().map(|SignedAt { name, format, window_ms }| {
        let format = time_format(format);
        let window = Literal::u64_unsuffixed(*window_ms);
        quote!(Timestamped { name: #name, format: #format, window: Duration::from_millis(#window) })
    }));
    let key = option(it.key.map(self::encoding));
    let handshake = option(it.handshake.as_ref().map(|name| quote!(#name)));
    quote! {
        Signature {
            headers: &[#(#headers),*],
            algorithm: #algorithm,
            encoding: #encoding,
            prefix: #prefix,
            list: #list,
            signed: &[#(#signed),*],
            decodes: #decodes,
            timestamp: #timestamp,
            key: #key,
            handshake: #handshake,
            secret: #secret,
        }
    }
}

fn encoding(encoding: ByteEncoding) -> TokenStream {
    match encoding {
        ByteEncoding::Hex => quote!(Encoding::Hex),
        ByteEncoding::Base64 => quote!(Encoding::Base64),
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

fn model(plan: &ModelPlan, webhooks: &ModelWebhooks) -> TokenStream {
    let (category, model) = (&plan.category, &plan.model);
    let ModelWebhooks { upserted, deleted, .. } = webhooks;
    let (upserted_id, deleted_id) = (places(&webhooks.upserted_id), places(&webhooks.deleted_id));
    let record = option(webhooks.record.as_ref().map(|record| steps(record)));
    quote! {
        ModelEvents {
            category: #category,
            model: #model,
            upserted: &[#(#upserted),*],
            upserted_id: #upserted_id,
            record: #record,
            deleted: &[#(#deleted),*],
            deleted_id: #deleted_id,
        }
    }
}

fn places(places: &[EventPlace]) -> TokenStream {
    let places = places.iter().map(|place| match place {
        EventPlace::Event(steps) => {
            let steps = self::steps(steps);
            quote!(Place::Event(#steps))
        }
        EventPlace::Header(name) => quote!(Place::Header(#name)),
        EventPlace::Text(text) => quote!(Place::Text(#text)),
    });
    quote!(&[#(#places),*])
}

fn steps(steps: &[EventStep]) -> TokenStream {
    let steps = steps.iter().map(|step| match step {
        EventStep::Name(name) => quote!(Step::Name(#name)),
        EventStep::Index(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(Step::Index(#index))
        }
        EventStep::Each => quote!(Step::Each),
    });
    quote!(&[#(#steps),*])
}

fn time_format(format: &TimeFormat) -> TokenStream {
    match format {
        TimeFormat::Rfc3339 => quote!(TimeFormat::Rfc3339),
        TimeFormat::EpochSeconds => quote!(TimeFormat::EpochSeconds),
        TimeFormat::EpochMillis => quote!(TimeFormat::EpochMillis),
        TimeFormat::MsJson => quote!(TimeFormat::MsJson),
        TimeFormat::Pattern(pattern) => quote!(TimeFormat::Pattern(#pattern)),
    }
}
