// Included by the packages' build.rs: their memory.x, and the linker scripts of the -rt crate.
fn link_with(flash: &str, ram: &str, scripts: &[&str]) {
    let out = std::env::var("OUT_DIR").unwrap();
    let memory = format!("MEMORY {{\n  FLASH : {flash}\n  RAM : {ram}\n}}\n");
    std::fs::write(std::path::Path::new(&out).join("memory.x"), memory).unwrap();
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../memory.rs");
    println!("cargo:rustc-link-arg-bins=--nmagic");
    for script in scripts {
        println!("cargo:rustc-link-arg-bins=-T{script}");
    }
}
