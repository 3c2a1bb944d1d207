//! A program that calls five operations of a client: `benches/peers.sh` builds it once a tool, beside that tool's client.

mod calls;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("an address is expected")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{:?}", runtime.block_on(calls::call(&url))?);
    Ok(())
}
