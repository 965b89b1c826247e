//#ExitCode:7
//#Expect:leaving
fn main() {
	println!("leaving");
	std::process::exit(7);
}
