//! All rows, ideal: the modules are made by build.rs.

include!(concat!(env!("OUT_DIR"), "/ideal.rs"));

fn main() {
    catalogue::command::main(ROWS);
}
