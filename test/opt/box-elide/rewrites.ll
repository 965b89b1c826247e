; The box of a child that never suspends leaves the frame; what else lies there at other times
; stays.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/thin.ll --passes=devirt,never-suspends,box-elide --remarks=%t/thin.yaml --verify -o - | FileCheck %t/thin.ll
; RUN: FileCheck %t/thin.ll --check-prefix=REMARKS <%t/thin.yaml
; RUN: %async-opt %t/fat.ll --passes=devirt,never-suspends,box-elide --remarks=%t/fat.yaml --verify -o - | FileCheck %t/fat.ll
; RUN: %async-opt %t/other.ll --passes=devirt,never-suspends,box-elide --remarks=%t/other.yaml --verify -o - | FileCheck %t/other.ll
; RUN: %async-opt %t/told.ll --passes=devirt,never-suspends,box-elide --remarks=%t/told.yaml --verify -o - | FileCheck %t/told.ll
; RUN: FileCheck %t/told.ll --check-prefix=REMARKS <%t/told.yaml

;--- thin.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: %box.local = alloca [8 x i8], align 8
; CHECK: first:
; CHECK: store ptr %box, ptr %box.local
; CHECK: loop:
; CHECK-NEXT: [[BOX:%.*]] = load ptr, ptr %box.local
; CHECK-NEXT: call i1 @"_ZN1t5child{{.*}}(ptr [[BOX]], ptr %cx)
; CHECK: call void @drop_in_place.box(ptr dereferenceable(8) %box.local)
; REMARKS: the box of _ZN1t5child{{.*}} is a local here
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret i1 false
}

; <Pin<Box<F>> as Future>::poll
define internal i1 @poll_thin(ptr %pin, ptr %cx) {
  %box = load ptr, ptr %pin, align 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
  ret i1 %r
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 24
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %vtable.place = getelementptr inbounds i8, ptr %self, i64 16
  %tag = load i8, ptr %tag.place, align 8
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
  call void @t11into_future()
  %box = call ptr @make_box()
  store ptr %box, ptr %place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_thin(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  call void @drop_in_place.box(ptr dereferenceable(8) %place)
  store i8 1, ptr %tag.place, align 8
  ret i1 false

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare ptr @make_box()
declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @drop_in_place.box(ptr)

;--- fat.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: %box.local = alloca [16 x i8], align 8
; CHECK: first:
; CHECK: store ptr %box, ptr %box.local
; CHECK: [[SECOND:%.*]] = getelementptr inbounds i8, ptr %box.local, i64 8
; CHECK: store ptr @vtable, ptr [[SECOND]]
; CHECK: call void @drop_in_place.box(ptr dereferenceable(16) %box.local)
target triple = "x86_64-unknown-linux-gnu"
@vtable = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] c"\08\00\00\00\00\00\00\00\08\00\00\00\00\00\00\00", ptr @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>, align 8

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
  ret void
}

; <Box<dyn Future> as DerefMut>::deref_mut
define internal { ptr, ptr } @deref_mut(ptr %box) {
  %data = load ptr, ptr %box, align 8
  %second = getelementptr inbounds i8, ptr %box, i64 8
  %vtable = load ptr, ptr %second, align 8
  %one = insertvalue { ptr, ptr } poison, ptr %data, 0
  %both = insertvalue { ptr, ptr } %one, ptr %vtable, 1
  ret { ptr, ptr } %both
}

; <Pin<Box<dyn Future>> as Future>::poll
define internal i1 @poll_dyn(ptr %pin, ptr %cx) {
  %fat = call { ptr, ptr } @deref_mut(ptr %pin)
  %data = extractvalue { ptr, ptr } %fat, 0
  %vtable = extractvalue { ptr, ptr } %fat, 1
  %entry = getelementptr inbounds i8, ptr %vtable, i64 24
  %poll = load ptr, ptr %entry, align 8
  %r = call i1 %poll(ptr %data, ptr %cx)
  ret i1 %r
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 24
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %vtable.place = getelementptr inbounds i8, ptr %self, i64 16
  %tag = load i8, ptr %tag.place, align 8
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
  call void @t11into_future()
  %box = call ptr @make_box()
  store ptr %box, ptr %place, align 8
  store ptr @vtable, ptr %vtable.place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_dyn(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  call void @drop_in_place.box(ptr dereferenceable(16) %place)
  store i8 1, ptr %tag.place, align 8
  ret i1 false

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare ptr @make_box()
declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @drop_in_place.box(ptr)

;--- other.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: %box.local = alloca [8 x i8], align 8
; CHECK: first:
; CHECK: store ptr %box, ptr %box.local
; CHECK: loop:
; CHECK-NEXT: [[BOX:%.*]] = load ptr, ptr %box.local
; CHECK-NEXT: call i1 @"_ZN1t5child{{.*}}(ptr [[BOX]], ptr %cx)
; CHECK: call void @drop_in_place.box(ptr dereferenceable(8) %box.local)
; CHECK: call void @use(ptr %place)
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret i1 false
}

; <Pin<Box<F>> as Future>::poll
define internal i1 @poll_thin(ptr %pin, ptr %cx) {
  %box = load ptr, ptr %pin, align 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
  ret i1 %r
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 24
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %vtable.place = getelementptr inbounds i8, ptr %self, i64 16
  %tag = load i8, ptr %tag.place, align 8
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
  call void @t11into_future()
  %box = call ptr @make_box()
  store ptr %box, ptr %place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_thin(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  call void @drop_in_place.box(ptr dereferenceable(8) %place)
  store i64 7, ptr %place, align 8
  call void @use(ptr %place)
  store i8 1, ptr %tag.place, align 8
  ret i1 false

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare ptr @make_box()
declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @drop_in_place.box(ptr)
declare void @use(ptr)

;--- told.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: call i1 @"_ZN1t5child{{.*}}(ptr %data{{.*}}, ptr %cx) [[CALL:#[0-9]+]]
; CHECK: ready:
; CHECK-NEXT: [[TAG:%.*]] = getelementptr inbounds i8, ptr %data{{.*}}, i64 0
; CHECK-NEXT: store i8 1, ptr [[TAG]], align 1
; CHECK-NEXT: store ptr %data{{.*}}, ptr %box.done, align 8
; CHECK-NEXT: [[SECOND:%.*]] = getelementptr inbounds i8, ptr %box.done, i64 8
; CHECK-NEXT: store ptr @vtable, ptr [[SECOND]], align 8
; CHECK-NEXT: call void @drop_in_place.box(ptr dereferenceable(16) %box.done)
; CHECK: attributes [[CALL]] = { noinline }
; REMARKS: _ZN1t5child{{.*}} stays a function
; REMARKS: the drop of what _ZN1t5child{{.*}} was polled in finds it done
target triple = "x86_64-unknown-linux-gnu"
@vtable = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] c"\08\00\00\00\00\00\00\00\08\00\00\00\00\00\00\00", ptr @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>, align 8

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
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
  call void @t11into_future()
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %self, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
  ret void
}

; <Box<dyn Future> as DerefMut>::deref_mut
define internal { ptr, ptr } @deref_mut(ptr %box) {
  %data = load ptr, ptr %box, align 8
  %second = getelementptr inbounds i8, ptr %box, i64 8
  %vtable = load ptr, ptr %second, align 8
  %one = insertvalue { ptr, ptr } poison, ptr %data, 0
  %both = insertvalue { ptr, ptr } %one, ptr %vtable, 1
  ret { ptr, ptr } %both
}

; <Pin<Box<dyn Future>> as Future>::poll
define internal i1 @poll_dyn(ptr %pin, ptr %cx) {
  %fat = call { ptr, ptr } @deref_mut(ptr %pin)
  %data = extractvalue { ptr, ptr } %fat, 0
  %vtable = extractvalue { ptr, ptr } %fat, 1
  %entry = getelementptr inbounds i8, ptr %vtable, i64 24
  %poll = load ptr, ptr %entry, align 8
  %r = call i1 %poll(ptr %data, ptr %cx)
  ret i1 %r
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 24
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %vtable.place = getelementptr inbounds i8, ptr %self, i64 16
  %tag = load i8, ptr %tag.place, align 8
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
  call void @t11into_future()
  %box = call ptr @make_box()
  store ptr %box, ptr %place, align 8
  store ptr @vtable, ptr %vtable.place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_dyn(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  call void @drop_in_place.box(ptr dereferenceable(16) %place)
  store i8 1, ptr %tag.place, align 8
  ret i1 false

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare ptr @make_box()
declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @drop_in_place.box(ptr)
