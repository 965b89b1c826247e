//! All rows, pattern: the modules are made by build.rs.

include!(concat!(env!("OUT_DIR"), "/pattern.rs"));

fn main() {
    catalogue::command::main(ROWS);
}
