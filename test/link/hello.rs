//#Expect:hello from 3 threads
// Threads, channels and formatting: what almost every program links.
//#Variant:size-s -Copt-level=s
//#Variant:size-z -Copt-level=z
//#Variant:abort -Cpanic=abort
//#Variant:z-abort -Copt-level=z -Cpanic=abort
//#Variant:native -Ctarget-cpu=native
//#Variant:debug2 -Cdebuginfo=2
//#Variant:strip-debug -Cdebuginfo=2 -Cstrip=debuginfo
//#Variant:strip -Cstrip=symbols
//#Variant:bfd -Clink-arg=-fuse-ld=bfd
//#Variant:gold -Clink-arg=-fuse-ld=gold
//#Variant:rust-lld -Clink-arg=-fuse-ld=lld
//#Variant:static -Crelocation-model=static
//#Variant:crt-static -Ctarget-feature=+crt-static
//#Variant:overflow-checks -Coverflow-checks=on -Cdebug-assertions=on
//#Variant:map -Clink-arg=-Wl,-Map=hello.map
use std::sync::mpsc;
use std::thread;

fn main() {
	let (tx, rx) = mpsc::channel();
	for i in 0..3u32 {
		let tx = tx.clone();
		thread::spawn(move || tx.send(i).unwrap());
	}
	drop(tx);
	let mut got: Vec<u32> = rx.iter().collect();
	got.sort();
	println!("hello from {} threads: {got:?}", got.len());
}
