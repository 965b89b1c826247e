; What is woken, and which waker an outermost future is given.
;
; RUN: %async-opt %s --instrument --passes= --verify -o - | FileCheck %s

declare void @panic_const28panic_const_async_fn_resumed()
declare void @outside(ptr)

; CHECK-LABEL: define internal { ptr, ptr } @clone(
; CHECK-NEXT: insertvalue
define internal { ptr, ptr } @clone(ptr %data) {
  %pair = insertvalue { ptr, ptr } undef, ptr %data, 1
  ret { ptr, ptr } %pair
}

; CHECK-LABEL: define internal void @wake(
; CHECK-NEXT: call void @ao_rt_wake(ptr %data)
; CHECK-NEXT: ret void
define internal void @wake(ptr %data) {
  ret void
}

; CHECK-LABEL: define internal void @wake_by_ref(
; CHECK-NEXT: call void @ao_rt_wake(ptr %data)
define internal void @wake_by_ref(ptr %data) {
  ret void
}

; CHECK-LABEL: define internal void @drop(
; CHECK-NEXT: ret void
define internal void @drop(ptr %data) {
  ret void
}

@waker = constant { ptr, ptr, ptr, ptr } { ptr @clone, ptr @wake, ptr @wake_by_ref, ptr @drop }
; Another order is none: its first function returns nothing.
@lookalike = constant { ptr, ptr, ptr, ptr } { ptr @lone, ptr @drop, ptr @drop, ptr @drop }

; CHECK-LABEL: define internal void @lone(
; CHECK-NEXT: ret void
define internal void @lone(ptr %data) {
  ret void
}

; CHECK-LABEL: define internal i1 @"_ZN1t4task28_
; CHECK: [[WAKER:%.*]] = load ptr, ptr %cx
; CHECK-NEXT: [[PLACE:%.*]] = getelementptr inbounds i8, ptr [[WAKER]], i64 8
; CHECK-NEXT: [[DATA:%.*]] = load ptr, ptr [[PLACE]]
; CHECK-NEXT: call void @ao_rt_context(ptr [[DATA]])
; CHECK-NEXT: call void @ao_rt_enter(

define internal i1 @"_ZN1t4task28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr noundef align 8 dereferenceable(32) %cx) {
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

; Without the parameter's promises nothing is read.
; CHECK-LABEL: define internal i1 @"_ZN1t5other28_
; CHECK-NOT: ao_rt_context
; CHECK: call void @ao_rt_enter(

define internal i1 @"_ZN1t5other28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
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

define void @spawn() {
  call void @outside(ptr @"_ZN1t4task28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE")
  call void @outside(ptr @"_ZN1t5other28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE")
  ret void
}
