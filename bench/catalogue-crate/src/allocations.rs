//! Counts calls of the C library's allocation functions from this program's own code: the
//! linker is told to --wrap them (build.rs).

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Allocations until now.
pub fn count() -> u64 {
    COUNT.load(Relaxed)
}

/// One thread is all there is: no need of an atomic addition.
#[inline(always)]
fn add() {
    COUNT.store(COUNT.load(Relaxed) + 1, Relaxed);
}

unsafe extern "C" {
    fn __real_malloc(size: usize) -> *mut c_void;
    fn __real_calloc(count: usize, size: usize) -> *mut c_void;
    fn __real_realloc(old: *mut c_void, size: usize) -> *mut c_void;
    fn __real_posix_memalign(ret: *mut *mut c_void, align: usize, size: usize) -> c_int;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __wrap_malloc(size: usize) -> *mut c_void {
    add();
    unsafe { __real_malloc(size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __wrap_calloc(count: usize, size: usize) -> *mut c_void {
    add();
    unsafe { __real_calloc(count, size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __wrap_realloc(old: *mut c_void, size: usize) -> *mut c_void {
    add();
    unsafe { __real_realloc(old, size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __wrap_posix_memalign(
    ret: *mut *mut c_void,
    align: usize,
    size: usize,
) -> c_int {
    add();
    unsafe { __real_posix_memalign(ret, align, size) }
}
