//! HubSpot keeps what notes and tasks say as HTML; the unified model has plain text.

use tributary_model::{Invalid, html};

/// `hs_note_body`, `hs_task_body`: what a person would read.
pub(crate) fn html_to_text(body: &str) -> Result<String, Invalid> {
    Ok(html::to_text(body))
}

/// The same text as HTML.
pub(crate) fn text_to_html(text: &str) -> Result<String, Invalid> {
    Ok(html::from_text(text))
}
