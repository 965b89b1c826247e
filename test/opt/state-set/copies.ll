; "Panicked" stays in a body that has a copy: the other one may be compiled with checks that
; panic. It goes from one that is alone.
;
; RUN: %async-opt %s --passes=state-set --verify -o - | FileCheck %s

; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t4copy28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"
; CHECK: i32 2, label %panicked
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t4copy28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"
; CHECK: i32 2, label %panicked
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t5alone28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"
; CHECK-NOT: i32 2, label %panicked
; CHECK: panic2:

define internal { i32, i32 } @"_ZN1t4copy28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 2, label %panicked
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panicked:
  br i1 false, label %panicked, label %panic2

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } { i32 0, i32 42 }
}

define internal { i32, i32 } @"_ZN1t4copy28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 2, label %panicked
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panicked:
  br i1 false, label %panicked, label %panic2

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } { i32 0, i32 42 }
}

define internal { i32, i32 } @"_ZN1t5alone28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 2, label %panicked
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panicked:
  br i1 false, label %panicked, label %panic2

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } { i32 0, i32 42 }
}

declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
