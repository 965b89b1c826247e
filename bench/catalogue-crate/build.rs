//! Makes a module of each row: a folder in the folder of rows with row.toml, pattern.rs and
//! ideal.rs. Which row is polled how, and what one operation is, says row.toml; of it only
//! lines of the form `key = "word"` and `key = ["word", "word"]` are read here.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-env-changed=CATALOGUE_ROWS");
    let rows = env::var_os("CATALOGUE_ROWS").map_or("../catalogue".into(), PathBuf::from);
    let rows = fs::canonicalize(&rows).unwrap_or_else(|e| panic!("{}: {e}", rows.display()));
    println!("cargo:rerun-if-changed={}", rows.display());

    let mut names: Vec<String> = fs::read_dir(&rows)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| rows.join(name).join("row.toml").is_file())
        .collect();
    names.sort();
    for side in ["pattern", "ideal"] {
        let mut code = String::new();
        let mut table = String::new();
        for name in &names {
            one_row(&rows.join(name), name, side, &mut code, &mut table);
        }
        write!(code, "static ROWS: &[catalogue::Row] = &[\n{table}];\n").unwrap();
        let out = Path::new(&env::var_os("OUT_DIR").unwrap()).join(format!("{side}.rs"));
        fs::write(out, code).unwrap();
    }
    count_allocations();
}

/// One module and one line of the table for each way in which the row is polled.
fn one_row(folder: &Path, name: &str, side: &str, code: &mut String, table: &mut String) {
    let settings = fs::read_to_string(folder.join("row.toml")).unwrap();
    let file = folder.join(format!("{side}.rs"));
    println!(
        "cargo:rerun-if-changed={}",
        folder.join("row.toml").display()
    );
    println!("cargo:rerun-if-changed={}", file.display());

    let count = words(&settings, "count").pop().unwrap_or("each".into());
    assert!(
        count == "each" || count == "inside",
        "{name}: count = {count:?}"
    );
    let compare = words(&settings, "compare");
    let tracing = env::var_os("CARGO_FEATURE_TRACE").is_some();
    for polled in words(&settings, "polled") {
        assert!(
            polled == "dyn" || polled == "static",
            "{name}: polled = {polled:?}"
        );
        let module = format!("{}_{polled}", name.replace('-', "_"));
        // Two rows must not become one function, whatever LLVM makes of them: every leaf
        // of a row adds a number of its own, too large for a short immediate.
        let salt = 0x1000_0000 | (hash(&module) & 0x0fff_ffff);
        writeln!(
            code,
            "mod {module} {{\n    catalogue::row_prelude!({salt});\n    \
             #[path = {file:?}]\n    #[allow(clippy::duplicate_mod)]\n    pub mod row;\n}}"
        )
        .unwrap();
        // Not where it is measured: a second user of the row's functions would change what
        // LLVM makes of them.
        let trace = match tracing {
            true => {
                format!("Some(|t| catalogue::drive::trace_{count}(t, {module}::row::operation))")
            }
            false => "None".into(),
        };
        writeln!(
            table,
            "    catalogue::Row {{ name: \"{name}/{polled}\", \
             run: |n| catalogue::drive::{count}_{polled}(n, {module}::row::operation), \
             frame: || catalogue::drive::frame({module}::row::operation), \
             trace: {trace}, \
             repoll: {}, allocations: {} }},",
            !compare.iter().any(|w| w == "not-repoll"),
            compare.iter().any(|w| w == "allocations"),
        )
        .unwrap();
    }
}

/// The strings after `key =`.
fn words(settings: &str, key: &str) -> Vec<String> {
    let line = settings.lines().find(|line| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    line.map_or(vec![], |line| {
        line.split('"')
            .skip(1)
            .step_by(2)
            .map(String::from)
            .collect()
    })
}

/// FNV-1a: the same number on every machine and for every rustc.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Allocations are counted at the linker's level: a #[global_allocator] would change what
/// LLVM knows of them, and with that what it removes (rust-lang/rust#149230).
fn count_allocations() {
    for function in ["malloc", "calloc", "realloc", "posix_memalign"] {
        println!("cargo:rustc-link-arg-bins=-Wl,--wrap={function}");
    }
}
