//! A verified request: its events, and the secret that some vendors begin with.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderName, HeaderValue};
use tributary_capabilities::webhooks::Event;
use tributary_client::Secret;

/// What a verified request delivers.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Delivery {
    pub(crate) events: Vec<Event>,
    pub(crate) handshake: Option<Handshake>,
}

/// A vendor's first request, which gives the secret that later ones are signed with.
#[derive(Clone, Debug)]
pub struct Handshake {
    pub(crate) header: HeaderName,
    pub(crate) secret: Secret,
}

impl Handshake {
    /// The secret: keep it for [`Receiver::secret`](crate::Receiver::secret).
    pub fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl Delivery {
    /// The events, in the vendor's order. None where the vendor only asks whether requests are verified.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events of types that the mapping does not know.
    pub fn unknown(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| !event.is_known())
    }

    /// The accounts at the vendor that the events are about, where they say so.
    pub fn accounts(&self) -> BTreeSet<&str> {
        self.events.iter().filter_map(|event| event.account.as_deref()).collect()
    }

    /// The events of one account: what a client with the credentials of that account can read.
    pub fn of_account(&self, account: &str) -> Self {
        let of = |event: &&Event| event.account.as_deref() == Some(account);
        Self { events: self.events.iter().filter(of).cloned().collect(), handshake: None }
    }

    /// The secret, if the vendor gives one by this request. Respond with [`Delivery::response_headers`].
    pub fn handshake(&self) -> Option<&Handshake> {
        self.handshake.as_ref()
    }

    /// The headers that the response needs: none, except for a handshake.
    pub fn response_headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(Handshake { header, secret }) = &self.handshake
            && let Ok(mut value) = HeaderValue::from_str(secret.expose())
        {
            value.set_sensitive(true);
            headers.insert(header.clone(), value);
        }
        headers
    }
}
