//! What Tributary's mapping language can't say of this vendor.

use tributary_capabilities::*;
use tributary_model::{Change, Checkpoint, Page, Record, Ref};
use tributary_unified::crm;

use crate::{Client, types};

type Task = Record<crm::Task, types::Task>;

fn one(client: &Client, id: &str) -> Pages<Task> {
    let (client, id) = (client.clone(), Ref::new(id));
    Pages::new(None, move |_| client.get(&id).map(|task| Page::new(vec![task], Vec::new(), None)))
}

fn done(id: &str) -> Pending<Written<crm::Task, types::Task>> {
    let id = Ref::new(id);
    Pending::new(async move { Ok(Written::new(id, None, Vec::new())) })
}

pub(crate) fn list(client: &Client, _: &ListOptions) -> Pages<Task> {
    one(client, "listed")
}

pub(crate) fn many(client: &Client, ids: &[Ref<crm::Task>]) -> Pages<Task> {
    one(client, ids.first().map_or("none", Ref::as_str))
}

pub(crate) fn create(_: &Client, new: &crm::TaskNew) -> Pending<Written<crm::Task, types::Task>> {
    done(new.subject.as_deref().unwrap_or_default())
}

pub(crate) fn update(
    _: &Client,
    id: &Ref<crm::Task>,
    _: &crm::TaskPatch,
) -> Pending<Written<crm::Task, types::Task>> {
    done(id.as_str())
}

pub(crate) fn delete(_: &Client, _: &Ref<crm::Task>) -> Pending<()> {
    Pending::new(async { Ok(()) })
}

pub(crate) fn changed(client: &Client, _: Option<&Checkpoint>) -> Pages<Change<crm::Task, types::Task>> {
    let (client, id) = (client.clone(), Ref::new("changed"));
    Pages::new(None, move |_| {
        client.get(&id).map(|task| Page::new(vec![Change::Upserted(Box::new(task))], Vec::new(), None))
    })
}

pub(crate) fn deleted(_: &Client, _: Option<&Checkpoint>) -> Pages<Ref<crm::Task>> {
    Pages::new(None, |_| Pending::new(async { Ok(Page::new(vec![Ref::new("gone")], Vec::new(), None)) }))
}

pub(crate) fn download(_: &Client, _: &Ref<crm::Task>) -> Pending<Content> {
    Pending::new(async { Err(Error::new(ErrorKind::NotFound, "no content")) })
}

pub(crate) fn upload(
    _: &Client,
    _: &crm::TaskNew,
    file: tributary_client::Upload,
) -> Pending<Written<crm::Task, types::Task>> {
    done(&file.name.unwrap_or_default())
}
