#!/usr/bin/env bash
# Decoding and converting contacts, ours against by hand: the best times of 10,000, then instructions a contact (valgrind),
# which a busy machine doesn't disturb. `benches/contacts.sh --count` gives only the latter.
set -euo pipefail
cd "$(dirname "$0")"
cargo build --release --quiet
program=${CARGO_TARGET_DIR:-target}/release/tributary-benches
[ "${1:-}" = --count ] || "$program"

instructions() { # vendor side passes
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 1000 "$3" 2>&1 | sed -n 's/.*Collected : //p'
}
for vendor in hubspot salesforce pipedrive; do
    for side in ours hand; do
        # The difference of three passes and one is two, without making the page.
        declare "$side=$(( ($(instructions $vendor $side 3) - $(instructions $vendor $side 1)) / 2000 ))"
    done
    awk -v v=$vendor -v o=$ours -v h=$hand 'BEGIN { printf "%-10s instructions a contact: ours %d, by hand %d, ratio %.2f\n", v, o, h, o / h }'
done
