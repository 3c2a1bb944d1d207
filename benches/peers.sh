#!/usr/bin/env bash
# Tributary and its peers side by side: the same documents, one machine, one run.
#
#   benches/peers.sh box=path/to/openapi.json github=path/to/api.github.com.json …
#
# Measures whichever of these is on PATH: openapi-to-rust, oas3-gen (`cargo install` both). For each document and tool:
# CPU seconds and peak memory to generate (median of RUNS, the tools taking turns), lines of code without blanks and
# comments, CPU seconds of `cargo check` of that crate alone (dependencies warm, CARGO_INCREMENTAL=0), and with
# RELEASE=1 those of a release build. Everything is kept under target/peers.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
runs=${RUNS:-5} work=$PWD/target/peers release=${RELEASE:-}
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$work/target
mkdir -p "$work"
CARGO_TARGET_DIR=$PWD/target cargo build --quiet --release -p xtask
xtask=$PWD/target/release/xtask

# "user+sys seconds, peak MB" of a command; its output goes to a log.
timed() { /usr/bin/time -o "$work/time" -f '%U %S %M' "$@" >"$work/log" 2>&1; awk 'END { printf "%.2f %.0f\n", $1 + $2, $3 / 1024 }' "$work/time"; }
median() { sort -n | awk '{ a[NR] = $0 } END { print a[int((NR + 1) / 2)] }'; }
code_lines() { find "$1" -name '*.rs' -not -path '*/runtime/*' -exec cat {} + | grep -cvE '^\s*(//|$)'; }

generate() { # tool document folder
  case $1 in
    tributary) rm -rf "$3"; timed "$xtask" client "$2" --out "$3" --name peer ;;
    openapi-to-rust) timed openapi-to-rust generate "$2" --output-dir "$3/src" --quiet ;;
    oas3-gen) timed oas3-gen generate -i "$2" -o "$3/src" client-mod ;;
  esac
}

# A manifest and a root module around what the peers write.
dress() { # tool folder
  case $1 in
    tributary) ;;
    openapi-to-rust)
      { printf '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n'; sed -n '/^\[dependencies\]/,$p' "$2/src/REQUIRED_DEPS.toml"; } >"$2/Cargo.toml"
      mv "$2/src/mod.rs" "$2/src/lib.rs" ;;
    oas3-gen)
      printf '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n' >"$2/Cargo.toml"
      (cd "$2" && cargo add --quiet oas3-gen-support validator --features validator/derive && cargo add --quiet anyhow http percent-encoding serde_json \
        && cargo add --quiet chrono --features serde && cargo add --quiet uuid --features serde && cargo add --quiet serde --features derive \
        && cargo add --quiet serde_with --features base64 && cargo add --quiet reqwest --features json,query,multipart,stream,form) >/dev/null 2>&1
      mv "$2/src/mod.rs" "$2/src/lib.rs" ;;
  esac
}

built() { # folder profile-flags
  cargo fetch --quiet --manifest-path "$1/Cargo.toml"
  local verb=check; [ "$2" = --release ] && verb=build
  cargo $verb --quiet --lib ${2:+"$2"} --manifest-path "$1/Cargo.toml" >"$work/log" 2>&1 || { echo "$(grep -cE '^error' "$work/log") errors"; return; }
  touch "$1/src/lib.rs"
  timed cargo $verb --lib ${2:+"$2"} --manifest-path "$1/Cargo.toml" | cut -d' ' -f1
}

printf '| document | tool | generate s | peak MB | lines of code | check s |%s\n' "${release:+ release s |}"
printf '|---|---|---|---|---|---|%s\n' "${release:+---|}"
for pair in "$@"; do
  name=${pair%%=*} document=$(realpath "${pair#*=}")
  tools=(tributary); for tool in openapi-to-rust oas3-gen; do command -v $tool >/dev/null && tools+=("$tool"); done
  for tool in "${tools[@]}"; do rm -rf "$work/$name-$tool"; mkdir -p "$work/$name-$tool/src"; : >"$work/$name-$tool.runs"; done
  for _ in $(seq "$runs"); do
    for tool in "${tools[@]}"; do generate "$tool" "$document" "$work/$name-$tool" >>"$work/$name-$tool.runs" || true; done
  done
  for tool in "${tools[@]}"; do
    folder=$work/$name-$tool
    dress "$tool" "$folder" 2>/dev/null || { echo "| $name | $tool | fails | | | |"; continue; }
    printf '| %s | %s | %s | %s | %s | %s |' "$name" "$tool" "$(cut -d' ' -f1 "$work/$name-$tool.runs" | median)" "$(cut -d' ' -f2 "$work/$name-$tool.runs" | median)" "$(code_lines "$folder/src")" "$(built "$folder" "")"
    [ -n "$release" ] && printf ' %s |' "$(built "$folder" --release)"
    echo
  done
done
