//! What the images share: their start, and a clock that jumps to what is waited for next.
#![no_std]

pub mod clock;

// For their critical sections.
#[cfg(target_arch = "arm")]
use cortex_m as _;
#[cfg(target_arch = "riscv32")]
use riscv as _;

#[cfg(target_arch = "arm")]
pub use cortex_m_rt as rt;
#[cfg(target_arch = "riscv32")]
pub use riscv_rt as rt;

/// The reset handler's way into the program; `main` runs and the machine stops.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[$crate::rt::entry]
        fn start() -> ! {
            std::init_heap();
            $main();
            std::host::exit()
        }
    };
}
