include!("../memory.rs");

fn main() {
    let flash = "ORIGIN = 0x00000000, LENGTH = 1024K";
    link_with(flash, "ORIGIN = 0x20000000, LENGTH = 256K", &["link.x"]);
}
