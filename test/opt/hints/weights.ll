; A profile weighs the dispatch and the awaits of futures that it knows by path and number of
; states, others of that path left aside; what was never polled is cold; what passes drop of a switch goes with its weight.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/in.ll --hints %t/hints --passes= --verify -o - | FileCheck %s
; RUN: %async-opt %t/in.ll --hints %t/hints --passes=never-suspends,state-set --verify -o - | FileCheck %s --check-prefix=CUT
; RUN: %async-opt %t/in.ll --hints %t/other --passes= --verify -o - | FileCheck %s --check-prefix=OTHER
; RUN: not %async-opt %t/in.ll --hints %t/damaged -o - 2>&1 | FileCheck %s --check-prefix=DAMAGED
; RUN: not %async-opt %t/in.ll --hints %t/nowhere -o - 2>&1 | FileCheck %s --check-prefix=NOWHERE
;
; CHECK-LABEL: define internal i1 @"_ZN1t5child28_
; CHECK-SAME: [[COLD:#[0-9]+]]
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: i32 4, label %again
; CHECK-NEXT: ], !prof [[DISPATCH:![0-9]+]]
; CHECK: br i1 %pending, label %suspend, label %ready, !prof [[FIRST:![0-9]+]]
; CHECK: br i1 %pending2, label %suspend2, label %ready2, !prof [[SECOND:![0-9]+]]
; CHECK: attributes [[COLD]] = { cold
; CHECK: [[DISPATCH]] = !{!"branch_weights", i32 1, i32 1000, i32 1, i32 6, i32 40}
; CHECK: [[FIRST]] = !{!"branch_weights", i32 7, i32 1000}
; CHECK: [[SECOND]] = !{!"branch_weights", i32 40, i32 999}
;
; CUT: switch i32 %wide, label %bad [
; CUT-NEXT: i32 0, label %first
; CUT-NOT: i32 3,
; CUT: ], !prof [[DISPATCH:![0-9]+]]
; CUT: [[DISPATCH]] = !{!"branch_weights", i32 1, i32 1000, i32 1, i32 40}
;
; OTHER-NOT: !prof
; OTHER-NOT: cold
; DAMAGED: damaged: these are no hints
; NOWHERE: nowhere

;--- hints
async-opt hints 1
F	3	0	0	t::child::{{closure}}
F	4	3	0	t::parent::{{closure}}
A	3	3	3	3
F	5	1000	0	t::parent::{{closure}}
A	3	7	6	1000
A	4	40	40	999
;--- other
async-opt hints 1
F	4	1000	0	t::parent::{{closure}}
A	3	7	6	1000
;--- damaged
async-opt hints 1
A	3	7	6	1000
;--- in.ll
declare void @panic_const28panic_const_async_fn_resumed()
declare void @t11into_future()
declare void @may_unwind()
declare i1 @hidden(ptr, ptr)
declare i32 @rust_eh_personality(...)


define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret i1 false
}


define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %poll
    i32 4, label %again
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future()
  store i8 0, ptr %place, align 1
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  invoke void @may_unwind()
          to label %again unwind label %cleanup

again:
  %pending2 = invoke i1 @hidden(ptr %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending2, label %suspend2, label %ready2

suspend2:
  store i8 4, ptr %self, align 1
  ret i1 true

ready2:
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %e = landingpad { ptr, i32 }
          cleanup
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %e
}

