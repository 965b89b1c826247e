//! The linker scripts: memory.x of QEMU's board for the target, link.x of the -rt crate.

use std::{env, fs, path::Path};

/// mps2-an385, -an386, -an505: the program at 0, or in the secure alias of the same memory.
const CORTEX_M: &str = "MEMORY {
  FLASH : ORIGIN = 0x00000000, LENGTH = 512K
  RAM : ORIGIN = 0x20000000, LENGTH = 256K
}
";
const CORTEX_M33: &str = "MEMORY {
  FLASH : ORIGIN = 0x10000000, LENGTH = 512K
  RAM : ORIGIN = 0x38000000, LENGTH = 256K
}
";
/// virt: RAM alone; its first half stands for the flash.
const RISCV: &str = "MEMORY {
  FLASH : ORIGIN = 0x80000000, LENGTH = 512K
  RAM : ORIGIN = 0x80200000, LENGTH = 256K
}
REGION_ALIAS(\"REGION_TEXT\", FLASH);
REGION_ALIAS(\"REGION_RODATA\", FLASH);
REGION_ALIAS(\"REGION_DATA\", RAM);
REGION_ALIAS(\"REGION_BSS\", RAM);
REGION_ALIAS(\"REGION_HEAP\", RAM);
REGION_ALIAS(\"REGION_STACK\", RAM);
";

fn main() {
    let target = env::var("TARGET").unwrap();
    let (memory, arguments): (_, &[&str]) = match &target {
        t if t.starts_with("thumbv8m") => (CORTEX_M33, &["--nmagic", "-Tlink.x"]),
        t if t.starts_with("thumb") => (CORTEX_M, &["--nmagic", "-Tlink.x"]),
        t if t.starts_with("riscv32") => (RISCV, &["-Tmemory.x", "-Tlink.x"]),
        _ => return,
    };
    let out = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&out).join("memory.x"), memory).unwrap();
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rerun-if-changed=build.rs");
    for argument in arguments {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
