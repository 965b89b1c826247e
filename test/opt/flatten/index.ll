; A capture may go to a local of the parent although an element of the child's array is found by a
; computed index: it lies behind the capture. Not so where the index may wrap, the element's
; address is given away or computed with, or where the array begins before the capture does.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/forward.ll --passes=flatten --verify -o - | FileCheck %s --check-prefix=MOVES
; RUN: %async-opt %t/wraps.ll --passes=flatten --verify -o - | FileCheck %s --check-prefix=STAYS
; RUN: %async-opt %t/kept.ll --passes=flatten --verify -o - | FileCheck %s --check-prefix=STAYS
; RUN: %async-opt %t/back.ll --passes=flatten --verify -o - | FileCheck %s --check-prefix=STAYS
; RUN: %async-opt %t/before.ll --passes=flatten --verify -o - | FileCheck %s --check-prefix=STAYS
;
; MOVES-LABEL: define internal i1 @"_ZN1t6parent28_
; MOVES: %moved = alloca [16 x i8]
; MOVES: [[TO:%[0-9]+]] = getelementptr inbounds i8, ptr %moved, i64 0
; MOVES-NEXT: store i32 1, ptr [[TO]]
;
; STAYS-LABEL: define internal i1 @"_ZN1t6parent28_
; STAYS: store i32 1, ptr %place
; STAYS: store i8 0, ptr %tag.local

;--- forward.ll
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
  store i32 0, ptr %place, align 8
  call void @t11into_future(ptr %place)
  br label %poll

resumed:
  br label %poll

poll:
  %at = call i64 @index()
  %pending = call i1 @external(ptr null, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  %e = getelementptr inbounds nuw i8, ptr %place, i64 %at
  %v = load i8, ptr %e, align 1
  call void @look(ptr %e)
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
  store i32 1, ptr %made, align 8
  %t = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %t, align 4
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
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
declare i64 @index() nounwind
declare void @keep(ptr) nounwind
declare void @look(ptr align 1 dereferenceable(1)) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- wraps.ll
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
  store i32 0, ptr %place, align 8
  call void @t11into_future(ptr %place)
  br label %poll

resumed:
  br label %poll

poll:
  %at = call i64 @index()
  %pending = call i1 @external(ptr null, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  %e = getelementptr inbounds i8, ptr %place, i64 %at
  %v = load i8, ptr %e, align 1
  call void @look(ptr %e)
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
  store i32 1, ptr %made, align 8
  %t = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %t, align 4
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
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
declare i64 @index() nounwind
declare void @keep(ptr) nounwind
declare void @look(ptr align 1 dereferenceable(1)) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- kept.ll
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
  store i32 0, ptr %place, align 8
  call void @t11into_future(ptr %place)
  br label %poll

resumed:
  br label %poll

poll:
  %at = call i64 @index()
  %pending = call i1 @external(ptr null, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  %e = getelementptr inbounds nuw i8, ptr %place, i64 %at
  %v = load i8, ptr %e, align 1
  call void @look(ptr %e)
  call void @keep(ptr %e)
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
  store i32 1, ptr %made, align 8
  %t = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %t, align 4
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
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
declare i64 @index() nounwind
declare void @keep(ptr) nounwind
declare void @look(ptr align 1 dereferenceable(1)) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- back.ll
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
  store i32 0, ptr %place, align 8
  call void @t11into_future(ptr %place)
  br label %poll

resumed:
  br label %poll

poll:
  %at = call i64 @index()
  %pending = call i1 @external(ptr null, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  %e = getelementptr inbounds nuw i8, ptr %place, i64 %at
  %v = load i8, ptr %e, align 1
  call void @look(ptr %e)
  %b = getelementptr inbounds i8, ptr %e, i64 -8
  %w = load i8, ptr %b, align 1
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
  store i32 1, ptr %made, align 8
  %t = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %t, align 4
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
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
declare i64 @index() nounwind
declare void @keep(ptr) nounwind
declare void @look(ptr align 1 dereferenceable(1)) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- before.ll
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
  store i32 0, ptr %place, align 8
  call void @t11into_future(ptr %place)
  br label %poll

resumed:
  br label %poll

poll:
  %at = call i64 @index()
  %pending = call i1 @external(ptr null, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  %e = getelementptr inbounds nuw i8, ptr %self, i64 %at
  %v = load i8, ptr %e, align 1
  call void @look(ptr %e)
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
  store i32 1, ptr %made, align 8
  %t = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %t, align 4
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
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
declare i64 @index() nounwind
declare void @keep(ptr) nounwind
declare void @look(ptr align 1 dereferenceable(1)) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}
