#!/usr/bin/env python3
"""What types cost rustc, and what decoding them costs: several designs of the same 1,500 structs of 12 fields.

    benches/types.py                 # CPU seconds of `cargo check` and `cargo build --release` of each crate alone
    benches/types.py --decode        # decoding and encoding 100,000 records, each design against serde's derives
    benches/types.py --decode --count  # the same in instructions (valgrind), which a busy machine doesn't disturb

Everything is written under target/benches. Absolute times drift from machine to machine: quote ratios of one run.
"""
import os, resource, subprocess, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "target" / "benches"
STRUCTS = 1500

# The fields of struct {n}; {m} is one declared before it.
FIELDS = [
    ("id", "String", True), ("count", "i64", True), ("title", "Option<String>", False),
    ("size", "Option<i64>", False), ("open", "Option<bool>", False), ("ratio", "Option<f64>", False),
    ("tags", "Option<Vec<String>>", False), ("parent", "Option<Box<S{m}>>", False),
    ("children", "Option<Vec<S{m}>>", False), ("lines", "Vec<String>", True),
    ("note", "String", True), ("weight", "f64", True),
]


def fields(n):
    m = max(0, n - 1) if n % 3 else n
    return [(name, kind.format(m=m), required) for name, kind, required in FIELDS]


def struct(n, derives, attributes=""):
    body = "".join(f"    pub {name}: {kind},\n" for name, kind, _ in fields(n))
    return f"{derives}\n{attributes}pub struct S{n} {{\n{body}}}\n"


def plain(n):
    return struct(n, "#[derive(Clone, Debug)]")


def derive(n):
    return struct(n, "#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]")


def derive_de(n):
    return struct(n, "#[derive(Clone, Debug, serde::Deserialize)]")


def table(n):
    names = ", ".join(f'"{name}"' for name, _, _ in fields(n))
    arms = "".join(f"            {i} => self.{name} = map.next_value()?,\n" for i, (name, _, _) in enumerate(fields(n)))
    return struct(n, "#[derive(Clone, Debug, Default)]") + f"""impl Table for S{n} {{
    const NAMES: &'static [&'static str] = &[{names}];
    fn set<'de, A: serde::de::MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {{
        match index {{
{arms}            _ => {{}}
        }}
        Ok(())
    }}
}}
impl<'de> serde::Deserialize<'de> for S{n} {{
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {{
        from.deserialize_map(Filler(std::marker::PhantomData))
    }}
}}
"""


TABLE_LIBRARY = """
pub trait Table: Default {
    const NAMES: &'static [&'static str];
    fn set<'de, A: serde::de::MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error>;
}
struct Filler<T>(std::marker::PhantomData<T>);
impl<'de, T: Table> serde::de::Visitor<'de> for Filler<T> {
    type Value = T;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("an object") }
    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = T::default();
        let mut next = 0;
        while let Some(index) = map.next_key_seed(Name(T::NAMES, next))? {
            match index {
                Some(index) => { value.set(index, &mut map)?; next = index + 1; }
                None => { map.next_value::<serde::de::IgnoredAny>()?; }
            }
        }
        Ok(value)
    }
}
struct Name(&'static [&'static str], usize);
impl<'de> serde::de::DeserializeSeed<'de> for Name {
    type Value = Option<usize>;
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> { from.deserialize_identifier(self) }
}
impl serde::de::Visitor<'_> for Name {
    type Value = Option<usize>;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("a name") }
    fn visit_str<E>(self, name: &str) -> Result<Option<usize>, E> {
        if self.0.get(self.1) == Some(&name) { return Ok(Some(self.1)); }
        Ok(self.0.iter().position(|known| *known == name))
    }
}
"""


def slots(n):
    members = ", ".join(f'{i} {name} "{name}"' for i, (name, _, _) in enumerate(fields(n)))
    required = ", ".join(str(i) for i, (_, _, required) in enumerate(fields(n)) if required)
    return struct(n, "#[derive(Clone)]") + f"codegen_v1::object!(S{n} {{ {members} }} required [{required}]);\n"


DESIGNS = {
    "plain": (plain, "", "Debug + Clone only"),
    "derive": (derive, "", "serde's derives, both ways"),
    "derive-de": (derive_de, "", "serde's Deserialize alone"),
    "table": (table, TABLE_LIBRARY, "serde table, Deserialize alone"),
    "slots": (slots, "use tributary_core::codegen_v1;\n", "ours, both ways, Debug and PartialEq"),
}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def crate(name, structs):
    one, head, _ = DESIGNS[name]
    here = OUT / name
    write(here / "Cargo.toml", f"""[package]
name = "bench-{name}"
edition = "2024"
[workspace]
[dependencies]
serde = {{ version = "1", features = ["derive"] }}
tributary-core = {{ path = "{ROOT}/runtime/core" }}
""")
    write(here / "src/lib.rs", head + "".join(one(n) for n in range(structs)))
    return here


def cpu(command, here, **env):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=here, check=True, capture_output=True,
                   env={**os.environ, "CARGO_INCREMENTAL": "0", "CARGO_TARGET_DIR": str(OUT / "target"), **env})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compile_times(chosen):
    print(f"{STRUCTS} structs of {len(FIELDS)} fields, CPU seconds of the crate alone")
    print(f"{'design':40} check release")
    for name in chosen:
        here = crate(name, STRUCTS)
        times = []
        for command in (["cargo", "check"], ["cargo", "build", "--release"]):
            subprocess.run(command, cwd=here, check=True, capture_output=True,
                           env={**os.environ, "CARGO_INCREMENTAL": "0", "CARGO_TARGET_DIR": str(OUT / "target")})
            os.utime(here / "src/lib.rs")
            times.append(cpu(command, here))
        print(f"{DESIGNS[name][2]:40} {times[0]:5.1f} {times[1]:7.1f}", flush=True)


MAIN = """
use std::hint::black_box;
use std::time::{Duration, Instant};
mod derived { %(derived)s }
mod ours { use tributary_core::codegen_v1; %(ours)s }
fn record(n: usize, order: &[usize]) -> String {
    let inner = if n %% 4 == 0 { "null".to_owned() } else { format!(r#"{{"id":"i{n}","count":{n},"lines":[],"note":"","weight":0.5}}"#) };
    let members = [
        format!(r#""id":"rec-{n}""#), format!(r#""count":{}"#, n * 37), format!(r#""title":"The title of {n}""#),
        format!(r#""size":{n}"#), r#""open":true"#.to_owned(), format!(r#""ratio":{}.25"#, n %% 100),
        r#""tags":["a","bc","def"]"#.to_owned(), format!(r#""parent":{inner}"#), format!(r#""children":[{inner}]"#).replace("[null]", "[]"),
        r#""lines":["one","two"]"#.to_owned(), format!(r#""note":"a note of some length for {n}""#), r#""weight":1.5"#.to_owned(),
    ];
    let parts: Vec<&str> = order.iter().map(|at| members[*at].as_str()).collect();
    format!("{{{}}}", parts.join(","))
}
fn best<T>(mut run: impl FnMut() -> T) -> Duration {
    (0..7).map(|_| { let start = Instant::now(); black_box(run()); start.elapsed() }).min().unwrap()
}
/// One pass over 5,000 records, for instruction counts: `bench-decode derive shuffled`.
fn count(design: &str, order: &[usize]) {
    let text = format!("[{}]", (0..5_000).map(|n| record(n, order)).collect::<Vec<_>>().join(","));
    let bytes = text.as_bytes();
    match design {
        "derive" => drop(black_box(serde_json::from_slice::<Vec<derived::S1>>(bytes).unwrap())),
        "serde" => drop(black_box(serde_json::from_slice::<Vec<ours::S1>>(bytes).unwrap())),
        "own" => drop(black_box(tributary_core::codegen_v1::from_json::<Vec<ours::S1>>(bytes).unwrap().0)),
        _ => {}
    }
}
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, design, order] = arguments.as_slice() {
        let shuffled = order == "shuffled";
        return count(design, if shuffled { &[7, 2, 11, 0, 5, 9, 3, 1, 10, 8, 4, 6] } else { &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
    }
    let declared: Vec<usize> = (0..12).collect();
    let shuffled = vec![7, 2, 11, 0, 5, 9, 3, 1, 10, 8, 4, 6];
    for (what, order) in [("declared order", declared), ("shuffled", shuffled)] {
        let text = format!("[{}]", (0..100_000).map(|n| record(n, &order)).collect::<Vec<_>>().join(","));
        let bytes = text.as_bytes();
        let derived = best(|| serde_json::from_slice::<Vec<derived::S1>>(bytes).unwrap());
        let serde = best(|| serde_json::from_slice::<Vec<ours::S1>>(bytes).unwrap());
        let own = best(|| tributary_core::codegen_v1::from_json::<Vec<ours::S1>>(bytes).unwrap().0);
        println!("decode, {what}: derive {derived:?}, ours through serde {serde:?} ({:.2}), ours {own:?} ({:.2})",
            serde.as_secs_f64() / derived.as_secs_f64(), own.as_secs_f64() / derived.as_secs_f64());
        let one: Vec<derived::S1> = serde_json::from_slice(bytes).unwrap();
        let two: Vec<ours::S1> = serde_json::from_slice(bytes).unwrap();
        let derived = best(|| serde_json::to_vec(&one).unwrap());
        let ours = best(|| tributary_core::codegen_v1::to_json(&two).unwrap());
        println!("encode: derive {derived:?}, ours {ours:?} ({:.2})", ours.as_secs_f64() / derived.as_secs_f64());
    }
}
"""


def decode_times():
    here = OUT / "decode"
    write(here / "Cargo.toml", f"""[package]
name = "bench-decode"
edition = "2024"
[workspace]
[profile.release]
debug = "line-tables-only"
[dependencies]
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
tributary-core = {{ path = "{ROOT}/runtime/core" }}
""")
    write(here / "src/main.rs", MAIN % {"derived": "".join(derive(n) for n in range(2)), "ours": "".join(slots(n) for n in range(2))})
    env = {**os.environ, "CARGO_TARGET_DIR": str(OUT / "target")}
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=here, check=True, env=env)
    program = str(OUT / "target" / "release" / "bench-decode")
    if "--count" not in sys.argv:
        subprocess.run([program], check=True)
        return
    for order in ("declared", "shuffled"):
        counts = {design: instructions([program, design, order]) for design in ("none", "derive", "serde", "own")}
        base = counts["derive"] - counts["none"]
        ratios = {design: (counts[design] - counts["none"]) / base for design in ("serde", "own")}
        print(f"decode, {order} order: derive {base / 5000:.0f} instructions a record, "
              f"ours through serde {ratios['serde']:.2f}, ours {ratios['own']:.2f}")


def instructions(command):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                          check=True, capture_output=True, text=True)
    return next(int(line.split(":")[1]) for line in done.stderr.splitlines() if "Collected" in line)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if "--decode" in arguments:
        decode_times()
    else:
        compile_times(arguments or list(DESIGNS))
