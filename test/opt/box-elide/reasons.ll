; One box for each reason to leave it where it is.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/kept.ll --passes=devirt,never-suspends,box-elide --remarks=%t/kept.yaml --verify -o - | FileCheck %t/kept.ll
; RUN: FileCheck %t/kept.ll --check-prefix=REMARKS <%t/kept.yaml
; RUN: %async-opt %t/unwinds.ll --passes=devirt,never-suspends,box-elide --remarks=%t/unwinds.yaml --verify -o - | FileCheck %t/unwinds.ll
; RUN: FileCheck %t/unwinds.ll --check-prefix=REMARKS <%t/unwinds.yaml
; RUN: %async-opt %t/again.ll --passes=devirt,never-suspends,box-elide --remarks=%t/again.yaml --verify -o - | FileCheck %t/again.ll
; RUN: FileCheck %t/again.ll --check-prefix=REMARKS <%t/again.yaml
; RUN: %async-opt %t/no-drop.ll --passes=devirt,never-suspends,box-elide --remarks=%t/no-drop.yaml --verify -o - | FileCheck %t/no-drop.ll
; RUN: FileCheck %t/no-drop.ll --check-prefix=REMARKS <%t/no-drop.yaml
; RUN: %async-opt %t/unclear.ll --passes=devirt,never-suspends,box-elide --remarks=%t/unclear.yaml --verify -o - | FileCheck %t/unclear.ll
; RUN: FileCheck %t/unclear.ll --check-prefix=REMARKS <%t/unclear.yaml
; RUN: %async-opt %t/used.ll --passes=devirt,never-suspends,box-elide --remarks=%t/used.yaml --verify -o - | FileCheck %t/used.ll
; RUN: FileCheck %t/used.ll --check-prefix=REMARKS <%t/used.yaml
; RUN: %async-opt %t/suspends.ll --passes=devirt,never-suspends,box-elide --remarks=%t/suspends.yaml --verify -o - | FileCheck %t/suspends.ll
; RUN: FileCheck %t/suspends.ll --check-prefix=REMARKS <%t/suspends.yaml
; RUN: %async-opt %t/two-vtables.ll --passes=devirt,never-suspends,box-elide --remarks=%t/two-vtables.yaml --verify -o - | FileCheck %t/two-vtables.ll
; RUN: FileCheck %t/two-vtables.ll --check-prefix=REMARKS <%t/two-vtables.yaml
; RUN: %async-opt %t/shared.ll --passes=devirt,never-suspends,box-elide --remarks=%t/shared.yaml --verify -o - | FileCheck %t/shared.ll
; RUN: FileCheck %t/shared.ll --check-prefix=REMARKS <%t/shared.yaml
; RUN: %async-opt %t/joined.ll --passes=devirt,never-suspends,box-elide --remarks=%t/joined.yaml --verify -o - | FileCheck %t/joined.ll
; RUN: FileCheck %t/joined.ll --check-prefix=REMARKS <%t/joined.yaml

;--- kept.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: BOX_OUTLIVES
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
  %done = call i1 @leaf(ptr %cx, ptr %cx)
  br i1 %done, label %drops, label %keeps

keeps:
  store i8 1, ptr %tag.place, align 8
  ret i1 false

drops:
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

;--- unwinds.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: BOX_OUTLIVES
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

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) personality ptr @rust_eh_personality {
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
  invoke void @may_unwind() to label %goes unwind label %lands

lands:
  %e = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %e

goes:
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
declare void @may_unwind()
declare i32 @rust_eh_personality(...)

;--- again.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: BOX_OUTLIVES
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
  %more = call i1 @leaf(ptr %cx, ptr %cx)
  br i1 %more, label %first, label %done

done:
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

;--- no-drop.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: FRAME_SIZE_UNKNOWN
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

;--- unclear.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: SLOT_UNCLEAR
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
  call void @use(ptr %place)
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
declare void @use(ptr)

;--- used.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: FRAME_USED_OTHERWISE
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
  call void @use(ptr %place)
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
declare void @use(ptr)

;--- suspends.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: BOX_SUSPENDS
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

;--- two-vtables.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: DYN_BOX_SUSPENDS
; CHECK: drops:
; CHECK-NEXT: call void @drop_in_place.box(
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
  br label %drops

drops:
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

;--- shared.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: FRAME_SHARED
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
  store i32 1, ptr %place, align 8
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

;--- joined.ll
; CHECK-LABEL: define internal i1 @"_ZN1t6parent
; CHECK-NOT: %box.local = alloca
; REMARKS: Pass: box-elide
; REMARKS-NEXT: Name: FRAME_SHARED
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
  %which = call i1 @leaf(ptr %cx, ptr %cx)
  br i1 %which, label %a, label %b

b:
  store ptr null, ptr %place, align 8
  br label %drops

a:
  %box = call ptr @make_box()
  store ptr %box, ptr %place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_thin(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  br label %drops

drops:
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
