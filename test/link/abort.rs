//#RustcArgs:-Cpanic=abort
//#ExitCode:134
//#Expect:before
//#Expect:goes down
// panic=abort: SIGABRT, and no destructor runs.
struct Loud;
impl Drop for Loud {
	fn drop(&mut self) {
		println!("dropped");
	}
}

fn main() {
	let _loud = Loud;
	println!("before");
	if std::env::args().count() > 0 {
		panic!("goes down");
	}
}
