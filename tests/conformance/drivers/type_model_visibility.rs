//! Spector's `type/model/visibility`: members that only some requests have.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Type_Model_Visibility_";
    let (create, update) = (vec!["foo".to_owned(), "bar".to_owned()], vec![1, 2]);
    spector::succeeds(&format!("{p}headModel"), client.head_model(123, &VisibilityModelWrite::default()))
        .await;
    spector::scenario(&format!("{p}getModel"), async {
        let model = client.get_model(123, &VisibilityModelWrite::default()).await?;
        spector::same(model.read_prop, "abc".to_owned())
    })
    .await;
    let body = VisibilityModelCreateOrUpdate::new(create.clone(), update.clone());
    spector::succeeds(&format!("{p}putModel"), client.put_model(&body)).await;
    let body = VisibilityModelUpdate::default().with(|it| it.update_prop = Some(update));
    spector::succeeds(&format!("{p}patchModel"), client.patch_model(&body)).await;
    let body = VisibilityModelCreate::new(create);
    spector::succeeds(&format!("{p}postModel"), client.post_model(&body)).await;
    spector::succeeds(&format!("{p}deleteModel"), client.delete_model(&VisibilityModelDelete::new(true)))
        .await;
    spector::scenario(&format!("{p}putReadOnlyModel"), async {
        let model = client.put_read_only_model(&ReadOnlyModelWrite::default()).await?;
        spector::same(model.optional_nullable_int_list, Some(vec![1, 2, 3]))?;
        spector::same(model.optional_string_record.map(|record| record.len()), Some(2))
    })
    .await;
    Ok(())
}
