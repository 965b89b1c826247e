//#CrateType:test
//#RunArgs:--test-threads=1
//#ExitCode:101
//#Expect:test adds ... ok
//#Keep:^test 
//#Drop:finished in
// rustc's test harness: one binary per crate, unwinding between tests.
#[test]
fn adds() {
	assert_eq!(1 + 1, std::hint::black_box(2));
}

#[test]
#[should_panic(expected = "on purpose")]
fn panics() {
	panic!("on purpose");
}

#[test]
fn fails() {
	assert_eq!(std::hint::black_box(1), 2);
}

#[test]
#[ignore]
fn waits() {}
