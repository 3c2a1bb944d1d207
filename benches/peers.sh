#!/usr/bin/env bash
# Tributary and its peers side by side: the same documents, one machine, one run.
#
#   benches/peers.sh box=path/to/openapi.json github=path/to/api.github.com.json …
#
# Measures whichever of these is on PATH: openapi-to-rust, oas3-gen (`cargo install` both). For each document and tool:
# CPU seconds and peak memory to generate (median of RUNS, the tools taking turns), lines of code without blanks and
# comments, CPU seconds of `cargo check` of that crate alone (dependencies warm, CARGO_INCREMENTAL=0). Of a JSON document
# also what serde_json takes to read it into openapiv3's types (benches/typing), straight or by way of its `Value`.
#
# With RELEASE=1, for documents that benches/calls/NAME has five operations of: CPU seconds of a release build of the client
# and a program that calls them, the size of that program, and what is left of it without what the same program has that
# calls nothing. CHECK= leaves checking out, GENERATE= generating more than once. All is kept under target/peers.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 2; }
runs=${RUNS:-5} work=$PWD/target/peers release=${RELEASE:-} check=${CHECK-1} calls=$PWD/benches/calls
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$work/target
mkdir -p "$work"
CARGO_TARGET_DIR=$PWD/target cargo build --quiet --release -p xtask
CARGO_TARGET_DIR=$PWD/target cargo build --quiet --release --manifest-path benches/typing/Cargo.toml
xtask=$PWD/target/release/xtask typing=$PWD/target/release/tributary-typing

# "user+sys seconds, peak MB" of a command; its output goes to a log.
timed() { /usr/bin/time -o "$work/time" -f '%U %S %M' "$@" >"$work/log" 2>&1; awk 'END { printf "%.2f %.0f\n", $1 + $2, $3 / 1024 }' "$work/time"; }
median() { sort -n | awk '{ a[NR] = $0 } END { print a[int((NR + 1) / 2)] }'; }
code_lines() { find "$1" -name '*.rs' -exec cat {} + | grep -cvE '^\s*(//|$)'; }

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
      { printf '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n'; sed -n '/^\[dependencies\]/,$p' "$2/src/REQUIRED_DEPS.toml"; } >"$2/Cargo.toml"
      mv "$2/src/mod.rs" "$2/src/lib.rs" ;;
    oas3-gen)
      printf '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n' >"$2/Cargo.toml"
      (cd "$2" && cargo add --quiet oas3-gen-support validator --features validator/derive && cargo add --quiet anyhow http percent-encoding serde_json \
        && cargo add --quiet chrono --features serde && cargo add --quiet uuid --features serde && cargo add --quiet serde --features derive \
        && cargo add --quiet serde_with --features base64 && cargo add --quiet reqwest --features json,query,multipart,stream,form) >/dev/null 2>&1
      mv "$2/src/mod.rs" "$2/src/lib.rs" ;;
  esac
}

# CPU seconds of `cargo check` of a client alone.
checked() { # folder
  cargo check --quiet --lib --manifest-path "$1/Cargo.toml" >"$work/log" 2>&1 || { echo "$(grep -cE '^error' "$work/log") errors"; return; }
  touch "$1/src/lib.rs"
  timed cargo check --lib --manifest-path "$1/Cargo.toml" | cut -d' ' -f1
}

# A program around a client: five operations, or none.
program() { # folder tool name
  local with="tributary-client = { path = \"$PWD/runtime/client\" }"
  [ "$2" = tributary ] || with=$(sed -n '/^reqwest/p; /^futures-util/p; /^serde_json/p' "$work/$3-$2/Cargo.toml")
  rm -rf "$1"; mkdir -p "$1/src"
  printf '[package]\nname = "program"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[profile.release]\nstrip = true\n[dependencies]\ntokio = { version = "1", features = ["rt", "net", "time"] }\npeer = { path = "../%s-%s" }\n%s\n' "$3" "$2" "$with" >"$1/Cargo.toml"
  cp "$calls/main.rs" "$1/src/main.rs"
}

# CPU seconds to build client and program, the program's size, and its size beyond the program that calls nothing, in kB.
released() { # name tool
  local folder=$work/$1-$2-program size bare
  program "$folder" "$2" "$1"
  cp "$calls/bare/$2.rs" "$folder/src/calls.rs"
  cargo build --quiet --release --manifest-path "$folder/Cargo.toml" >"$work/log" 2>&1 || { echo "fails | | "; return; }
  bare=$(stat -c %s "$CARGO_TARGET_DIR/release/program")
  cp "$calls/$1/$2.rs" "$folder/src/calls.rs"
  cargo build --quiet --release --manifest-path "$folder/Cargo.toml" >"$work/log" 2>&1 || { echo "$(grep -cE '^error' "$work/log") errors | | "; return; }
  touch "$work/$1-$2/src/lib.rs"
  printf '%s | ' "$(timed cargo build --release --manifest-path "$folder/Cargo.toml" | cut -d' ' -f1)"
  size=$(stat -c %s "$CARGO_TARGET_DIR/release/program")
  printf '%d | %d' $((size / 1000)) $(((size - bare) / 1000))
}

printf '| document | tool | generate s | peak MB | lines of code | check s |%s\n' "${release:+ release s | program kB | of it the calls kB |}"
printf '|---|---|---|---|---|---|%s\n' "${release:+---|---|---|}"
for pair in "$@"; do
  name=${pair%%=*} document=$(realpath "${pair#*=}")
  tools=(tributary); for tool in openapi-to-rust oas3-gen; do command -v $tool >/dev/null && tools+=("$tool"); done
  for tool in "${tools[@]}" typing value; do rm -rf "$work/$name-$tool"; mkdir -p "$work/$name-$tool/src"; : >"$work/$name-$tool.runs"; done
  for _ in $(seq "$runs"); do
    for tool in "${tools[@]}"; do generate "$tool" "$document" "$work/$name-$tool" >>"$work/$name-$tool.runs" || true; done
    [ "${document##*.}" = json ] || continue
    timed "$typing" "$document" >>"$work/$name-typing.runs" || true
    timed "$typing" --value "$document" >>"$work/$name-value.runs" || true
  done
  seconds() { cut -d' ' -f1 "$work/$name-$1.runs" | median; }
  for tool in "${tools[@]}"; do
    folder=$work/$name-$tool
    dress "$tool" "$folder" 2>/dev/null || { echo "| $name | $tool | fails | | | |"; continue; }
    printf '| %s | %s | %s | %s | %s | %s |' "$name" "$tool" "$(seconds "$tool")" "$(cut -d' ' -f2 "$work/$name-$tool.runs" | median)" "$(code_lines "$folder/src")" "${check:+$(checked "$folder")}"
    if [ -n "$release" ] && [ -f "$calls/$name/$tool.rs" ]; then printf ' %s |' "$(released "$name" "$tool")"; fi
    echo
  done
  if [ -s "$work/$name-typing.runs" ]; then
    for how in typing value; do
      printf '| %s | serde_json into openapiv3%s | %s | %s | | | ours is %s times that |\n' "$name" "$([ $how = value ] && echo ', by way of Value')" "$(seconds $how)" "$(cut -d' ' -f2 "$work/$name-$how.runs" | median)" "$(awk -v o="$(seconds tributary)" -v t="$(seconds $how)" 'BEGIN { printf "%.1f", o / t }')"
    done
  fi
done
