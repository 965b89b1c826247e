; Between LLVM's pipelines: a body that can no longer unwind loses "panicked". The states of
; a future are those of its resume function, not of a caller into which it was inlined.
;
; RUN: %async-opt %s --passes=state-set --verify -O3 -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes= -O3 -o - | FileCheck %s --check-prefix=STOCK

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@open = internal global i1 false

; LLVM sees that @quiet does not unwind, so nothing stores 2; without us its case stays.
; CHECK-LABEL: define {{.*}} @"_ZN1t4calm28_
; CHECK-NOT: call {{.*}}resumed_panic
; STOCK-LABEL: define {{.*}} @"_ZN1t4calm28_
; STOCK: call {{.*}}resumed_panic
; REMARKS: --- !Missed
; REMARKS: Name:            NOTHING_TO_REMOVE
; REMARKS-NEXT: Function:        '_ZN1t4calm28_
; REMARKS: --- !Passed
; REMARKS-NEXT: Pass:            state-set
; REMARKS-NEXT: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t4calm28_
; REMARKS: 1 state that can not be reached is gone

define noundef zeroext i1 @"_ZN1t4calm28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) noinline personality ptr @rust_eh_personality {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 4
  %tag = load i8, ptr %place, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 2, label %panicked
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %after_return

after_return:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %after_panic

after_panic:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  invoke void @quiet(ptr %self) to label %done unwind label %cleanup

done:
  store i8 1, ptr %place, align 1
  ret i1 false

cleanup:
  %pad = landingpad { ptr, i32 } cleanup
  store i8 2, ptr %place, align 1
  resume { ptr, i32 } %pad
}

define internal void @quiet(ptr %self) noinline {
  %old = load i32, ptr %self, align 4
  %new = add i32 %old, 1
  store i32 %new, ptr %self, align 4
  ret void
}

; @opens makes the copy that is inlined there never suspend; the frame that it gets may
; have been suspended by another caller, so its case 3 stays.
; CHECK-LABEL: define {{.*}} @opens(
; CHECK: switch i8 {{.*}} [
; CHECK: i8 3, label
; CHECK: }
; REMARKS-NOT: --- !Passed

define internal noundef zeroext i1 @"_ZN1t4gate28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) inlinehint {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 4
  %tag = load i8, ptr %place, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %after_return

after_return:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i32 7, ptr %self, align 4
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @leaf()
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %place, align 1
  ret i1 true

ready:
  store i8 1, ptr %place, align 1
  ret i1 false
}

define internal noundef zeroext i1 @leaf() {
  %ready = load i1, ptr @open, align 1
  %pending = xor i1 %ready, true
  ret i1 %pending
}

define zeroext i1 @opens(ptr %self, ptr %cx) {
  store i1 true, ptr @open, align 1
  %pending = call i1 @"_ZN1t4gate28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx)
  ret i1 %pending
}

define zeroext i1 @closes(ptr %self, ptr %cx) {
  store i1 false, ptr @open, align 1
  %pending = call i1 @"_ZN1t4gate28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx)
  ret i1 %pending
}

declare void @panic_const28panic_const_async_fn_resumed() cold noinline noreturn
declare void @panic_const34panic_const_async_fn_resumed_panic() cold noinline noreturn
declare i32 @rust_eh_personality(...)
