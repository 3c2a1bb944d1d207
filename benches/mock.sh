#!/usr/bin/env bash
# A mock against Prism, on the same published document and the same request, over a socket: requests a second of the server's
# own CPU time, which a busy machine disturbs little. Then how long `cargo xtask mock` takes until it answers, of GitHub's
# document. Needs node and npm; the documents are looked for in TRIBUTARY_CORPUS, else in ../shared/corpus.
# `XTASK=target/debug/xtask benches/mock.sh` measures another build.
set -euo pipefail
cd "$(dirname "$0")/.."
corpus=${TRIBUTARY_CORPUS:-../shared/corpus}
target=${CARGO_TARGET_DIR:-target}
if [ -z "${XTASK:-}" ]; then
    cargo build --release --quiet --package xtask
    XTASK=$target/release/xtask
fi
prism=$target/prism/node_modules/@stoplight/prism-cli/dist/index.js
if [ ! -f "$prism" ]; then
    mkdir -p "$target/prism"
    npm install --prefix "$target/prism" --silent --no-audit --no-fund @stoplight/prism-cli@5
fi
document=$corpus/pipedrive/pipedrive-v2.yaml
header="x-api-token: example"

waited() { # port: until it takes connections
    for _ in $(seq 1 3000); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
        sleep 0.01
    done
    echo "nothing listens on port $1" >&2
    exit 1
}
ticks() { # pid: user and system time of all its threads, in hundredths of a second
    awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"
}
measured() { # name pid url requests
    node benches/mock.mjs "$3" "$header" 200 16 # the first ones, which compile or make what is kept
    local before after
    before=$(ticks "$2")
    node benches/mock.mjs "$3" "$header" "$4" 16
    after=$(ticks "$2")
    awk -v name="$1" -v n="$4" -v t="$((after - before))" \
        'BEGIN { printf "%-8s %6d requests in %6.2f s of CPU: %8.0f a second\n", name, n, t / 100, n * 100 / t }'
    kill "$2"
    wait "$2" 2>/dev/null || true
}

echo "load: $(cut -d' ' -f1-3 /proc/loadavg); document: $(basename "$document"), $(stat -c %s "$document") bytes"
taskset -c 0 node "$prism" mock --port 4021 --verboseLevel silent "$document" >/dev/null 2>&1 &
waited 4021
measured Prism $! "http://127.0.0.1:4021/persons?limit=10" "${PRISM_REQUESTS:-2000}"
taskset -c 0 "$XTASK" mock "$document" --port 4022 >/dev/null &
waited 4022
measured mock $! "http://127.0.0.1:4022/api/v2/persons?limit=10" "${MOCK_REQUESTS:-40000}"

github=$corpus/github/api.github.com.json
for _ in 1 2 3; do
    begun=$(date +%s%N)
    "$XTASK" mock "$github" --port 4023 >/dev/null &
    waited 4023
    took=$(($(date +%s%N) - begun))
    echo "GitHub: takes connections after $((took / 1000000)) ms, $(($(ticks $!) * 10)) ms of CPU"
    kill $!
    wait $! 2>/dev/null || true
done
