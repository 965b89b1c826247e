; Fat pointers whose vtable can not be told, one for each way; functions that do more than hand
; on, which stay as they are.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/elsewhere.ll --passes=devirt --remarks=%t/elsewhere.yaml --verify -o - | FileCheck %t/elsewhere.ll
; RUN: FileCheck %t/elsewhere.ll --check-prefix=REMARKS <%t/elsewhere.yaml
; RUN: %async-opt %t/written.ll --passes=devirt --remarks=%t/written.yaml --verify -o - | FileCheck %t/written.ll
; RUN: FileCheck %t/written.ll --check-prefix=REMARKS <%t/written.yaml
; RUN: %async-opt %t/partly.ll --passes=devirt --remarks=%t/partly.yaml --verify -o - | FileCheck %t/partly.ll
; RUN: FileCheck %t/partly.ll --check-prefix=REMARKS <%t/partly.yaml
; RUN: %async-opt %t/kept.ll --passes=devirt --remarks=%t/kept.yaml --verify -o - | FileCheck %t/kept.ll
; RUN: FileCheck %t/kept.ll --check-prefix=REMARKS <%t/kept.yaml
; RUN: %async-opt %t/stored-twice.ll --passes=devirt --remarks=%t/stored-twice.yaml --verify -o - | FileCheck %t/stored-twice.ll
; RUN: FileCheck %t/stored-twice.ll --check-prefix=REMARKS <%t/stored-twice.yaml
; RUN: %async-opt %t/unknown.ll --passes=devirt --remarks=%t/unknown.yaml --verify -o - | FileCheck %t/unknown.ll
; RUN: FileCheck %t/unknown.ll --check-prefix=REMARKS <%t/unknown.yaml
; RUN: %async-opt %t/not-constant.ll --passes=devirt --remarks=%t/not-constant.yaml --verify -o - | FileCheck %t/not-constant.ll
; RUN: FileCheck %t/not-constant.ll --check-prefix=REMARKS <%t/not-constant.yaml
; RUN: %async-opt %t/two.ll --passes=devirt --remarks=%t/two.yaml --verify -o - | FileCheck %t/two.ll
; RUN: FileCheck %t/two.ll --check-prefix=REMARKS <%t/two.yaml
; RUN: %async-opt %t/differs.ll --passes=devirt --remarks=%t/differs.yaml --verify -o - | FileCheck %t/differs.ll
; RUN: FileCheck %t/differs.ll --check-prefix=REMARKS <%t/differs.yaml
; RUN: %async-opt %t/inverted.ll --passes=devirt --remarks=%t/inverted.yaml --verify -o - | FileCheck %t/inverted.ll
; RUN: %async-opt %t/counts.ll --passes=devirt --remarks=%t/counts.yaml --verify -o - | FileCheck %t/counts.ll
; RUN: %async-opt %t/embedded.ll --passes=devirt --remarks=%t/embedded.yaml --verify -o - | FileCheck %t/embedded.ll
; RUN: %async-opt %t/other-context.ll --passes=devirt --remarks=%t/other-context.yaml --verify -o - | FileCheck %t/other-context.ll
; RUN: %async-opt %t/twice.ll --passes=devirt --remarks=%t/twice.yaml --verify -o - | FileCheck %t/twice.ll

;--- elsewhere.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: VTABLE_ELSEWHERE
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
  %far = load ptr, ptr %self, align 8
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
  %pending = call i1 @poll_dyn(ptr %far, ptr %cx)
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

;--- written.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: SLOT_UNCLEAR
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
  call void @change(ptr %place)
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
declare void @change(ptr)

;--- partly.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: SLOT_UNCLEAR
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
  store i32 0, ptr %vtable.place, align 4
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

;--- kept.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: SLOT_UNCLEAR
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
  store ptr %vtable.place, ptr @global, align 8
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
@global = internal global ptr null

;--- stored-twice.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: SLOT_UNCLEAR
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
  %again = call i1 @leaf(ptr %cx, ptr %cx)
  store ptr null, ptr %vtable.place, align 8
  store i8 3, ptr %tag.place, align 8
  ret i1 true

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare ptr @make_box()
declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()

;--- unknown.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: VTABLE_UNKNOWN
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
  %v = call ptr @make_box()
  store ptr %v, ptr %vtable.place, align 8
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

;--- not-constant.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: VTABLE_UNKNOWN
target triple = "x86_64-unknown-linux-gnu"
@vtable = internal global <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] c"\08\00\00\00\00\00\00\00\08\00\00\00\00\00\00\00", ptr @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>, align 8

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

;--- two.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: VTABLE_DIFFERS
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
@other = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] c"\08\00\00\00\00\00\00\00\08\00\00\00\00\00\00\00", ptr @other_poll }>, align 8

define internal i1 @other_poll(ptr %self, ptr %cx) {
  ret i1 true
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
  %which = call i1 @leaf(ptr %cx, ptr %cx)
  br i1 %which, label %a, label %b

a:
  store ptr @vtable, ptr %vtable.place, align 8
  br label %loop

b:
  store ptr @other, ptr %vtable.place, align 8
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

;--- differs.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 %{{.*}}(ptr %{{.*}}, ptr %cx)
; REMARKS: Name: CALL_DIFFERS
target triple = "x86_64-unknown-linux-gnu"
@vtable = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] c"\08\00\00\00\00\00\00\00\08\00\00\00\00\00\00\00", ptr @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>, align 8

define internal fastcc i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
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

;--- inverted.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @wrapper(ptr %place, ptr %cx)
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

define internal i1 @wrapper(ptr %pin, ptr %cx) {
  %box = load ptr, ptr %pin, align 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
  %not = xor i1 %r, true
  ret i1 %not
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
  %pending = call i1 @wrapper(ptr %place, ptr %cx)
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

;--- counts.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @wrapper(ptr %place, ptr %cx)
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

define internal i1 @wrapper(ptr %pin, ptr %cx) {
  %box = load ptr, ptr %pin, align 8
  store ptr null, ptr %pin, align 8
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
  %pending = call i1 @wrapper(ptr %place, ptr %cx)
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

;--- embedded.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @wrapper(ptr %place, ptr %cx)
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

define internal i1 @wrapper(ptr %pin, ptr %cx) {
  %inner = getelementptr inbounds i8, ptr %pin, i64 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %inner, ptr %cx)
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
  %pending = call i1 @wrapper(ptr %place, ptr %cx)
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

;--- other-context.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @wrapper(ptr %place, ptr %cx)
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

define internal i1 @wrapper(ptr %pin, ptr %cx) {
  %box = load ptr, ptr %pin, align 8
  %other = load ptr, ptr %cx, align 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %other)
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
  %pending = call i1 @wrapper(ptr %place, ptr %cx)
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

;--- twice.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK: loop:
; CHECK: call i1 @wrapper(ptr %place, ptr %cx)
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

define internal i1 @wrapper(ptr %pin, ptr %cx) {
  %box = load ptr, ptr %pin, align 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
  %q = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
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
  %pending = call i1 @wrapper(ptr %place, ptr %cx)
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
