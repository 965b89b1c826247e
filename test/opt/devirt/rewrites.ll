; The await of a box polls what is in it: thin, fat, and fat from a function that makes it.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/thin.ll --passes=devirt --remarks=%t/thin.yaml --verify -o - | FileCheck %t/thin.ll
; RUN: %async-opt %t/fat.ll --passes=devirt --remarks=%t/fat.yaml --verify -o - | FileCheck %t/fat.ll
; RUN: FileCheck %t/fat.ll --check-prefix=REMARKS <%t/fat.yaml
; RUN: %async-opt %t/returned.ll --passes=devirt --remarks=%t/returned.yaml --verify -o - | FileCheck %t/returned.ll
; RUN: FileCheck %t/returned.ll --check-prefix=REMARKS <%t/returned.yaml

;--- thin.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK-NEXT: [[BOX:%.*]] = load ptr, ptr %place
; CHECK-NEXT: call i1 @"_ZN1t5child{{.*}}(ptr [[BOX]], ptr %cx)
target triple = "x86_64-unknown-linux-gnu"

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

;--- fat.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @"_ZN1t5child{{.*}}(ptr %{{.*}}, ptr %cx)
; CHECK: br i1
; REMARKS: polls _ZN1t5child{{.*}} directly
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

;--- returned.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @"_ZN1t5child{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: polls _ZN1t5child{{.*}} directly
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

define internal { ptr, ptr } @make_boxed() noinline {
  %box = call ptr @make_box()
  %one = insertvalue { ptr, ptr } poison, ptr %box, 0
  %both = insertvalue { ptr, ptr } %one, ptr @vtable, 1
  ret { ptr, ptr } %both
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
  %fat = call { ptr, ptr } @make_boxed()
  %data = extractvalue { ptr, ptr } %fat, 0
  %vtable = extractvalue { ptr, ptr } %fat, 1
  store ptr %data, ptr %place, align 8
  store ptr %vtable, ptr %vtable.place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_dyn(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
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
