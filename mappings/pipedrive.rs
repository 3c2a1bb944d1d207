//! What paths and filters can't represent of Pipedrive: notes and activities are HTML, which the unified model has as
//! plain text; marketing channels are numbers.

use tributary_model::{Invalid, html};

/// `content` of a note, `note` of an activity: what a person would read.
pub(crate) fn html_to_text(body: &str) -> Result<String, Invalid> {
    Ok(html::to_text(body))
}

/// The same text as HTML.
pub(crate) fn text_to_html(text: &str) -> Result<String, Invalid> {
    Ok(html::from_text(text))
}

/// `channel` of a deal.
pub(crate) fn id_to_text(id: &i64) -> Result<String, Invalid> {
    Ok(id.to_string())
}
