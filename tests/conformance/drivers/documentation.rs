//! Spector's `documentation`: descriptions that are hard to print.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::succeeds("Documentation_Lists_bulletPointsOp", client.lists_bullet_points_op()).await;
    let body = ListsBulletPointsModelBody::new(ListsBulletPointsModel::new(ListsBulletPointsEnum::Simple));
    spector::succeeds("Documentation_Lists_bulletPointsModel", client.lists_bullet_points_model(&body)).await;
    spector::succeeds("Documentation_Lists_numbered", client.lists_numbered()).await;
    spector::succeeds("Documentation_TextFormatting_boldText", client.text_formatting_bold_text()).await;
    spector::succeeds("Documentation_TextFormatting_italicText", client.text_formatting_italic_text()).await;
    let combined = client.text_formatting_combined_formatting();
    spector::succeeds("Documentation_TextFormatting_combinedFormatting", combined).await;
    Ok(())
}
