; The events of a profile: entered with the tag, begun and ready around a poll, left at each
; return, before the panic of a poll after the end, and before unwinding goes on; drops in the
; glue, sizes at the allocator. Passes look through them: what never-suspends does is the same.
;
; RUN: %async-opt %s --instrument --passes= --verify -o - | FileCheck %s
; RUN: %async-opt %s --passes=never-suspends --stats -o %t.ll >%t.plain
; RUN: %async-opt %s --instrument --passes=never-suspends --verify --stats -o %t.ll >%t.events
; RUN: cmp %t.plain %t.events
; RUN: FileCheck %s --check-prefix=STATS <%t.plain
; RUN: FileCheck %s --check-prefix=CUT <%t.ll
; RUN: %async-opt %s --passes= -o - | FileCheck %s --check-prefix=WITHOUT
;
; STATS: "never_suspend":1,{{.*}}"rewrites":1
; WITHOUT-NOT: ao_rt_

; Point 0 is none; the child has number 1, the parent 2 and its awaits 3 and 4.
; CHECK: @ao_rt_table = internal constant {{.*}}F\091\093\09_ZN1t5child28_
; CHECK-SAME: F\092\095\09_ZN1t6parent28_
; CHECK-SAME: A\093\093\09_ZN1t5child28_
; CHECK-SAME: A\094\094\09hidden
; CHECK: @ao_rt_program = hidden constant { i32, i32, i64, ptr } { i32 3, i32 5,

declare void @panic_const28panic_const_async_fn_resumed()
declare void @t11into_future()
declare void @may_unwind()
declare i1 @hidden(ptr, ptr)
declare i32 @rust_eh_personality(...)

; CHECK-LABEL: define internal i1 @"_ZN1t5child28_
; CHECK: %tag = load i8
; CHECK: [[WIDE:%.*]] = zext i8 %tag to i32
; CHECK-NEXT: call void @ao_rt_enter(i32 1, i32 [[WIDE]])
; CHECK-NEXT: br i1 %once
; CHECK: call void @ao_rt_leave(i32 1, i32 2)
; CHECK-NEXT: call void @panic_const28
; CHECK: store i8 1
; CHECK-NEXT: call void @ao_rt_leave(i32 1, i32 1)
; CHECK-NEXT: ret i1 false

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

; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: call void @ao_rt_enter(i32 2, i32 {{%.*}})
; CHECK-NEXT: switch i32
; CHECK: call void @ao_rt_begin(i32 3)
; CHECK-NEXT: call i1 @"_ZN1t5child28_
; CHECK: store i8 3
; CHECK-NEXT: call void @ao_rt_leave(i32 2, i32 3)
; CHECK: call void @ao_rt_ready(i32 3)
; CHECK-NEXT: invoke void @may_unwind
; CHECK: call void @ao_rt_begin(i32 4)
; CHECK-NEXT: invoke i1 @hidden
; CHECK: store i8 4
; CHECK-NEXT: call void @ao_rt_leave(i32 2, i32 4)
; CHECK: call void @ao_rt_ready(i32 4)
; CHECK: call void @ao_rt_leave(i32 2, i32 1)
; CHECK: landingpad
; CHECK-NEXT: cleanup
; CHECK-NEXT: call void @ao_rt_thrown(i32 2)
; CHECK: store i8 2
; CHECK-NEXT: call void @ao_rt_leave(i32 2, i32 2)
; CHECK-NEXT: resume { ptr, i32 }
;
; CUT-LABEL: define internal i1 @"_ZN1t6parent28_
; CUT: br i1 %pending, label %never, label %ready

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

; A glue that only its name pairs with the parent.
; CHECK-LABEL: define internal void @"_ZN4core3ptr
; CHECK: call void @ao_rt_drop(i32 2, i32 {{%.*}})

define internal void @"_ZN4core3ptr59drop_in_place$LT$t..parent..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdefE"(ptr %self) {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %done [ i8 3, label %done ]

done:
  ret void
}

; CHECK-LABEL: define ptr @_RNvCs1_7___rustc12___rust_alloc
; CHECK-NEXT: call void @ao_rt_alloc(i64 %size)

define ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) {
  %p = inttoptr i64 %size to ptr
  ret ptr %p
}

; CHECK-LABEL: define ptr @_RNvCs1_7___rustc14___rust_realloc
; CHECK-NEXT: call void @ao_rt_realloc(i64 %old, i64 %new)

define ptr @_RNvCs1_7___rustc14___rust_realloc(ptr %p, i64 %old, i64 %align, i64 %new) {
  ret ptr %p
}
