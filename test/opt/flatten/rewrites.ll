; The child becomes a part of its parent; what only its first poll reads becomes local.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/abort.ll --passes=flatten --verify -o - | FileCheck %t/abort.ll
; RUN: %async-opt %t/unwind.ll --passes=flatten --verify -o - | FileCheck %t/unwind.ll
; RUN: %async-opt %t/late.ll --passes=flatten --verify -o - | FileCheck %t/late.ll
; RUN: %async-opt %t/dropped.ll --passes=flatten --verify -o - | FileCheck %t/dropped.ll
; RUN: %async-opt %t/escapes.ll --passes=flatten --verify -o - | FileCheck %t/escapes.ll
; RUN: %async-opt %t/reference.ll --passes=flatten --verify -o - | FileCheck %t/reference.ll
; RUN: %async-opt %t/integer.ll --passes=flatten --verify -o - | FileCheck %t/integer.ll
; RUN: %async-opt %t/levels.ll --passes=flatten --verify -o - | FileCheck %t/levels.ll
; RUN: %async-opt %t/levels.ll --passes=flatten -o - | FileCheck %s --check-prefix=PINS
; RUN: %async-opt %t/levels.ll --passes=flatten --remarks=%t/yaml -o /dev/null --emit=ll
; RUN: FileCheck %s --check-prefix=REMARKS <%t/yaml
;
; REMARKS: t5child{{.*}} becomes a part of it
; REMARKS: t6middle{{.*}} becomes a part of it
;
; Polls are kept from inlining while children move, hand-written ones too; nothing of it stays,
; in the copies either.
; PINS: call i1 @external(
; PINS-NOT: noinline

;--- abort.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: %tag.local = alloca i8
; CHECK: %moved = alloca [16 x i8], align 8
; The capture and the tag 0 of the new child:
; CHECK: first:
; CHECK: [[X:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 0
; CHECK-NEXT: store i32 42, ptr [[X]]
; CHECK: [[TAG:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 4
; CHECK-NEXT: store i8 0, ptr [[TAG]]
; CHECK: store i8 0, ptr %tag.local
; CHECK-NEXT: br label %loop
; The suspended child can wait in one state only:
; CHECK: resumed:
; CHECK-NEXT: store i8 3, ptr %tag.local
; CHECK-NEXT: br label %loop
; The child's body:
; CHECK: loop:
; CHECK-NOT: call i1 @"_ZN1t5child
; CHECK: %tag.i = load i8, ptr %tag.local
; CHECK-NEXT: switch i8 %tag.i
; CHECK: first.i:
; CHECK-NEXT: [[READ:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 0
; CHECK-NEXT: %x.i = load i32, ptr [[READ]]
; CHECK: call i1 @external(
; Its states stay in the frame:
; CHECK: suspend.i:
; CHECK-NEXT: store i8 3, ptr %tag.place.i
; CHECK: ready.i:
; CHECK-NEXT: store i8 1, ptr %tag.place.i
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; CHECK-NEXT: ret i1 true
; CHECK-LABEL: define internal void @drop_in_place.parent(
; CHECK: call void @drop_in_place.child(ptr %place)
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- unwind.ll
; What unwinds out of the child's body stores its state and goes on to the parent's cleanup.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK: getelementptr inbounds i8, ptr %moved, i64 0
; CHECK-NEXT: store i32 42
; CHECK: store i8 0, ptr %tag.local
; CHECK: loop:
; CHECK-NOT: @"_ZN1t5child
; CHECK: %tag.i = load i8, ptr %tag.local
; CHECK: [[READ:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 0
; CHECK-NEXT: %x.i = load i32, ptr [[READ]]
; CHECK: invoke i1 @external(
; CHECK-NEXT: to label %polled.i unwind label %cleanup.i
; CHECK: store i8 3, ptr %tag.place.i
; CHECK: store i8 1, ptr %tag.place.i
; CHECK: cleanup.i:
; CHECK: store i8 2, ptr %tag.place.i
; CHECK: cleanup.body:
; CHECK: call void @drop_in_place.child(ptr %place)
; CHECK-NEXT: store i8 2, ptr %self
; CHECK-NEXT: resume
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint personality ptr @rust_eh_personality {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 2, label %panicked
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = invoke i1 @external(ptr %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  store i8 2, ptr %tag.place, align 1
  resume { ptr, i32 } %caught
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 2, label %panicked
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = invoke i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  call void @drop_in_place.child(ptr %place)
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %caught
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr)
declare void @take(i32) nounwind
declare void @effect() nounwind
declare i32 @rust_eh_personality(...)
declare void @panic_in_cleanup() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- late.ll
; The capture is read in the resumed state, too.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK-NEXT: store i32 42, ptr %place
; CHECK: getelementptr inbounds i8, ptr %moved, i64 4
; CHECK-NEXT: store i8 0
; CHECK: first.i:
; CHECK-NEXT: %x.i = load i32, ptr %place
; CHECK: resumed.i:
; CHECK-NEXT: %y.i = load i32, ptr %place
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  %y = load i32, ptr %self, align 8
  call void @take(i32 %y)
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- dropped.ll
; The drop of a suspended child reads the capture.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK-NEXT: store i32 42, ptr %place
; CHECK: first.i:
; CHECK-NEXT: %x.i = load i32, ptr %place
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %x = load i32, ptr %frame, align 8
  call void @take(i32 %x)
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- escapes.ll
; Who has the capture's address can read it later.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK-NEXT: store i32 42, ptr %place
; CHECK: call void @see(ptr align 8 %place)
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @see(ptr %self)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}
declare void @see(ptr) nounwind

;--- reference.ll
; A reference is one to so many bytes: those behind them still move.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK: store i16 41, ptr %place
; CHECK: [[Y:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 2
; CHECK-NEXT: store i16 42, ptr [[Y]]
; CHECK: first.i:
; CHECK: call void @see(ptr align 8 dereferenceable(2) %place)
; CHECK: [[READ:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 2
; CHECK-NEXT: %y.i = load i16, ptr [[READ]]
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @see(ptr dereferenceable(2) %self)
  %y.place = getelementptr inbounds i8, ptr %self, i64 2
  %y = load i16, ptr %y.place, align 2
  %y.wide = zext i16 %y to i32
  call void @take(i32 %y.wide)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i16 41, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  %made.y = getelementptr inbounds i8, ptr %made, i64 2
  store i16 42, ptr %made.y, align 2
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}
declare void @see(ptr) nounwind

;--- integer.ll
; A frame of 8 bytes is returned by its constructor as one integer: capture and tag in one store,
; which the child's stores of its states keep in the frame. The local tag is set all the same.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK-NEXT: store i64 42, ptr %place
; CHECK-NEXT: store i8 0, ptr %tag.local
; CHECK: loop:
; CHECK-NOT: @"_ZN1t5child
; CHECK: load i8, ptr %tag.local
; CHECK: %x.i = load i32, ptr %place
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 5
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 1
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i64 42, ptr %place, align 8
  call void @t11into_future(ptr %place)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- levels.ll
; The child goes into the middle and this into the parent: all three are one function.
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: first:
; CHECK: [[N:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 0
; CHECK-NEXT: store i32 7, ptr [[N]]
; CHECK: store i8 0, ptr %tag.local
; CHECK: loop:
; CHECK-NOT: call i1 @"_ZN
; CHECK: load i8, ptr %tag.local,
; CHECK: first.i:
; CHECK-NEXT: [[READ:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 0
; CHECK-NEXT: %n.i = load i32, ptr [[READ]]
; CHECK-NEXT: store i32 %n.i, ptr %moved.i
; CHECK: store i8 0, ptr %tag.local.i
; CHECK: loop.i:
; CHECK-NOT: call i1 @"_ZN
; CHECK: load i8, ptr %tag.local.i
; CHECK: %x.i.i = load i32, ptr %moved.i
; CHECK: call i1 @external(
; CHECK: store i8 3, ptr %tag.place.i.i
; CHECK: store i8 3, ptr %tag.place.i,
; CHECK: store i8 3, ptr %self
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6middle28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %n = load i32, ptr %self, align 8
  store i32 %n, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.middle(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [24 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i32 7, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 24, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t6middle28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.middle(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.middle(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr noalias align 8 dereferenceable(4), ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}
