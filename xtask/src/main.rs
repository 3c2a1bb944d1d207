//! The command line of Tributary.

fn main() {}
