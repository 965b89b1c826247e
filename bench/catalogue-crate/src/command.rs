//! The command line of both programs.

use std::hint::black_box;
use std::process::exit;

use crate::{Row, allocations, drive};

const USAGE: &str = "\
usage: pattern|ideal COMMAND [ROW...]   (a ROW is NAME or NAME/POLLED; none: all)

  list      the rows
  frames    bytes of each row's future
  trace     what happens to each row's futures, however they are treated
  run N     N operations and 2 N of each row: allocations, and the sum of what they returned
";

/// What callgrind counts: it dumps when this returns (bench/lib/catalogue.py).
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn catalogue_measured(row: &Row, n: u64) -> u64 {
    (row.run)(n)
}

pub fn main(rows: &'static [Row]) {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["list", ref names @ ..] => {
            chosen(rows, names).for_each(|row| println!("{}", row.name));
        }
        ["frames", ref names @ ..] => {
            chosen(rows, names).for_each(|row| println!("{} {}", row.name, (row.frame)()));
        }
        ["trace", ref names @ ..] => {
            std::panic::set_hook(Box::new(|_| ()));
            chosen(rows, names).for_each(trace);
        }
        ["run", n, ref names @ ..] => match n.parse() {
            Ok(n) => at_a_page(|| chosen(rows, names).for_each(|row| run(row, n))),
            Err(_) => complain("how many operations?"),
        },
        _ => complain(USAGE),
    }
}

fn complain(what: &str) -> ! {
    eprintln!("{}", what.trim_end());
    exit(2)
}

fn chosen<'a>(rows: &'static [Row], names: &'a [&'a str]) -> impl Iterator<Item = &'static Row> {
    let is = |row: &Row, name: &str| {
        row.name == name
            || row
                .name
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    for name in names {
        if !rows.iter().any(|row| is(row, name)) {
            complain(&format!("no row {name}"));
        }
    }
    rows.iter()
        .filter(|row| names.is_empty() || names.iter().any(|name| is(row, name)))
        .collect::<Vec<_>>()
        .into_iter()
}

fn trace(row: &'static Row) {
    let mut tracer = drive::Tracer {
        row: row.name,
        repoll: row.repoll,
        allocations: row.allocations,
    };
    match row.trace {
        Some(trace) => trace(&mut tracer),
        None => complain("built without the feature \"trace\""),
    }
}

/// Calls it with the stack at the beginning of a page, so that memcpy finds the same alignment
/// in every program.
#[inline(never)]
fn at_a_page(call: impl FnOnce()) {
    #[repr(align(4096))]
    struct Page([u8; 4096]);

    let page = black_box(Page([0; 4096]));
    call();
    black_box(&page.0);
}

/// "NAME sum-of-n sum-of-2n allocations-of-n allocations-of-2n"
fn run(row: &'static Row, n: u64) {
    // What is only done once is done now; some rows do something rare at x = 7.
    (row.run)(16);
    let start = allocations::count();
    let once = catalogue_measured(row, n);
    let middle = allocations::count();
    let twice = catalogue_measured(row, 2 * n);
    let end = allocations::count();
    println!(
        "{} {once} {twice} {} {}",
        row.name,
        middle - start,
        end - middle
    );
}
