//! What paths and filters can't say of Pipedrive: notes and activities are HTML, which the unified model has as plain
//! text; and whether an activity is done is read as a bool but written as a number.

use tributary_model::{Invalid, html};
use tributary_unified::crm::TaskStatus;

/// `content` of a note, `note` of an activity: what a person would read.
pub(crate) fn html_to_text(body: &str) -> Result<String, Invalid> {
    Ok(html::to_text(body))
}

/// The same text as HTML.
pub(crate) fn text_to_html(text: &str) -> Result<String, Invalid> {
    Ok(html::from_text(text))
}

/// `done` of an activity.
pub(crate) fn done_to_status(done: &bool) -> Result<TaskStatus, Invalid> {
    Ok(if *done { TaskStatus::Completed } else { TaskStatus::Open })
}

/// The same as a request has it; nothing lies between.
pub(crate) fn status_to_done<N: From<i64>>(status: &TaskStatus) -> Result<N, Invalid> {
    match status {
        TaskStatus::Open => Ok(N::from(0)),
        TaskStatus::Completed => Ok(N::from(1)),
        other => Err(Invalid::new("OPEN or COMPLETED").received(other)),
    }
}
