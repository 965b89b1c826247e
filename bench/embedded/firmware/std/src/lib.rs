//! A crate called std with the part of it that the twins' simulated devices use: core, alloc,
//! `println!` and the end of the program by semihosting, a heap, and a panic that is told.
//! So their sources are compiled for a board as they are for the host.
#![no_std]

extern crate alloc;

pub use alloc::{borrow, boxed, format, rc, string, vec};
pub use core::{
    assert, assert_eq, assert_ne, cell, cmp, convert, debug_assert, future, iter, matches, mem,
    panic, pin, task, todo, unreachable, write, writeln,
};

pub mod collections {
    pub use alloc::collections::VecDeque;
}

pub mod prelude {
    pub mod rust_2024 {
        pub use alloc::borrow::ToOwned;
        pub use alloc::boxed::Box;
        pub use alloc::string::{String, ToString};
        pub use alloc::vec::Vec;
        pub use alloc::{format, vec};
        pub use core::prelude::rust_2024::*;

        pub use crate::{print, println};
    }
}

pub mod env {
    use alloc::string::String;

    /// The program's name and what FIRMWARE_ARG was when it was built.
    pub fn args() -> impl Iterator<Item = String> {
        ["firmware", option_env!("FIRMWARE_ARG").unwrap_or("1")].into_iter().map(String::from)
    }
}

#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => { $crate::host::print(::core::format_args!($($arg)*)) };
}

#[macro_export]
macro_rules! println {
    ($($arg:tt)*) => { $crate::host::print(::core::format_args!("{}\n", ::core::format_args!($($arg)*))) };
}

/// What a debugger, or QEMU, does for a program.
pub mod host {
    use core::fmt;

    #[cfg(not(target_arch = "wasm32"))]
    mod operation {
        pub const WRITE0: usize = 4;
        pub const EXIT: usize = 0x18;
        pub const STOPPED: usize = 0x20026;
        pub const FAILED: usize = 0x20023;
    }
    #[cfg(not(target_arch = "wasm32"))]
    use operation::*;

    #[cfg(target_arch = "arm")]
    fn call(operation: usize, argument: usize) {
        unsafe {
            core::arch::asm!("bkpt 0xab", inout("r0") operation => _, in("r1") argument);
        }
    }

    #[cfg(target_arch = "riscv32")]
    fn call(operation: usize, argument: usize) {
        unsafe {
            core::arch::asm!(
                ".balign 16",
                ".option push",
                ".option norvc",
                "slli x0, x0, 0x1f",
                "ebreak",
                "srai x0, x0, 7",
                ".option pop",
                inout("a0") operation => _, in("a1") argument,
            );
        }
    }

    #[cfg(target_arch = "wasm32")]
    mod imported {
        #[link(wasm_import_module = "host")]
        unsafe extern "C" {
            pub fn print(text: *const u8, len: usize);
        }
    }

    struct Out;

    #[cfg(target_arch = "wasm32")]
    impl fmt::Write for Out {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            unsafe { imported::print(text.as_ptr(), text.len()) };
            Ok(())
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    impl fmt::Write for Out {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for part in text.as_bytes().chunks(63) {
                let mut line = [0; 64];
                line[..part.len()].copy_from_slice(part);
                call(WRITE0, line.as_ptr() as usize);
            }
            Ok(())
        }
    }

    #[inline(never)]
    pub fn print(what: fmt::Arguments) {
        let _ = fmt::write(&mut Out, what);
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub fn exit() -> ! {
        loop {
            call(EXIT, STOPPED);
        }
    }

    #[panic_handler]
    fn panicked(info: &core::panic::PanicInfo) -> ! {
        print(format_args!("{info}\n"));
        #[cfg(target_arch = "wasm32")]
        core::arch::wasm32::unreachable();
        #[cfg(not(target_arch = "wasm32"))]
        loop {
            call(EXIT, FAILED);
        }
    }
}

/// One thread and no interrupts.
#[cfg(target_arch = "wasm32")]
mod alone {
    struct Alone;
    critical_section::set_impl!(Alone);
    unsafe impl critical_section::Impl for Alone {
        unsafe fn acquire() {}
        unsafe fn release(_: ()) {}
    }
}

/// The heap of the simulated devices. To be called once, before anything is allocated.
pub fn init_heap() {
    const BYTES: usize = 24 * 1024;
    static mut MEMORY: core::mem::MaybeUninit<[u8; BYTES]> = core::mem::MaybeUninit::uninit();
    unsafe { HEAP.init(&raw mut MEMORY as usize, BYTES) }
}

#[global_allocator]
static HEAP: embedded_alloc::LlffHeap = embedded_alloc::LlffHeap::empty();
