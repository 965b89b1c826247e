; Where the box of a child that never suspends is a local, what takes its memory and what gives
; it back are to be inlined: LLVM removes both, at every opt-level.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/fat.ll --passes=devirt,never-suspends,box-elide --remarks=%t/fat.yaml --verify -o - | FileCheck %t/fat.ll
; RUN: %async-opt %t/fat.ll -O s -o - | FileCheck %t/fat.ll --check-prefix=GONE
; RUN: %async-opt %t/fat.ll -O z -o - | FileCheck %t/fat.ll --check-prefix=GONE
; RUN: %async-opt %t/twice.ll --passes=devirt,never-suspends,box-elide --verify -o - | FileCheck %t/twice.ll

;--- fat.ll
; CHECK-LABEL: define i1 @"_ZN1t6parent
; CHECK: call { ptr, ptr } @make_box()
; CHECK: call void @drop_in_place.box(ptr dereferenceable(16) %box.local) [[ALWAYS:#[0-9]+]]
; CHECK-LABEL: define internal { ptr, ptr } @make_box()
; CHECK: call ptr @box_new_uninit(i64 8, i64 8) [[ALWAYS]]
; CHECK-LABEL: define internal ptr @box_new_uninit(
; CHECK: call ptr @alloc_impl(i64 %align, i64 %size) [[ALWAYS]]
; CHECK-LABEL: define internal ptr @alloc_impl(
; CHECK: call ptr @_RNvC_7___rustc12___rust_alloc(i64 %size, i64 %align){{$}}
; CHECK-LABEL: define internal void @drop_in_place.box(
; CHECK: call void %drop(
; CHECK: call void @box_drop(ptr %box) [[ALWAYS]]
; CHECK: attributes [[ALWAYS]] = { alwaysinline }
; GONE-LABEL: i1 @"_ZN1t6parent
; GONE-NOT: call {{.*}}{{rust_alloc|rust_dealloc|box_new|alloc_impl|drop}}
; GONE: @another
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

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
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
  %fat = call { ptr, ptr } @make_box()
  %box = extractvalue { ptr, ptr } %fat, 0
  %meta = extractvalue { ptr, ptr } %fat, 1
  store ptr %box, ptr %place, align 8
  store ptr %meta, ptr %vtable.place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_dyn(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  call void @drop_in_place.pin(ptr dereferenceable(16) %place)
  store i8 1, ptr %tag.place, align 8
  ret i1 false

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()

define internal { ptr, ptr } @make_box() {
  %box = call ptr @box_new_uninit(i64 8, i64 8)
  store i8 0, ptr %box, align 8
  %one = insertvalue { ptr, ptr } poison, ptr %box, 0
  %both = insertvalue { ptr, ptr } %one, ptr @vtable, 1
  ret { ptr, ptr } %both
}

; What the standard library takes memory with, and gives it back.
define internal ptr @box_new_uninit(i64 %align, i64 %size) {
  %memory = call ptr @alloc_impl(i64 %align, i64 %size)
  %none = icmp eq ptr %memory, null
  br i1 %none, label %failed, label %done

failed:
  call void @handle_alloc_error() noreturn
  unreachable

done:
  ret ptr %memory
}

define internal ptr @alloc_impl(i64 %align, i64 %size) {
  call void @_RNvC_7___rustc35___rust_no_alloc_shim_is_unstable_v2()
  %memory = call ptr @_RNvC_7___rustc12___rust_alloc(i64 %size, i64 %align)
  ret ptr %memory
}

define internal void @drop_in_place.pin(ptr %pin) {
  call void @drop_in_place.box(ptr %pin)
  ret void
}

define internal void @drop_in_place.box(ptr %box) {
  %data = load ptr, ptr %box, align 8
  %second = getelementptr inbounds i8, ptr %box, i64 8
  %vtable = load ptr, ptr %second, align 8
  %drop = load ptr, ptr %vtable, align 8
  call void %drop(ptr %data)
  call void @box_drop(ptr %box)
  ret void
}

define internal void @box_drop(ptr %box) {
  %data = load ptr, ptr %box, align 8
  %second = getelementptr inbounds i8, ptr %box, i64 8
  %vtable = load ptr, ptr %second, align 8
  %size.place = getelementptr inbounds i8, ptr %vtable, i64 8
  %size = load i64, ptr %size.place, align 8
  %align.place = getelementptr inbounds i8, ptr %vtable, i64 16
  %align = load i64, ptr %align.place, align 8
  call void @_RNvC_7___rustc14___rust_dealloc(ptr %data, i64 %size, i64 %align)
  ret void
}

; Another user of each.
define ptr @another(i64 %size, ptr %give, ptr %drop) {
  call void @drop_in_place.box(ptr %drop)
  call void @box_drop(ptr %give)
  %other = call ptr @alloc_impl(i64 1, i64 %size)
  call void @use(ptr %other)
  %memory = call ptr @box_new_uninit(i64 1, i64 %size)
  ret ptr %memory
}

declare noalias ptr @_RNvC_7___rustc12___rust_alloc(i64, i64 allocalign) nounwind allockind("alloc,uninitialized,aligned") allocsize(0) "alloc-family"="__rust_alloc"
declare void @_RNvC_7___rustc14___rust_dealloc(ptr allocptr captures(none), i64, i64) nounwind allockind("free") "alloc-family"="__rust_alloc"
declare void @_RNvC_7___rustc35___rust_no_alloc_shim_is_unstable_v2() nounwind
declare void @handle_alloc_error() noreturn
declare void @use(ptr)

;--- twice.ll
; What is polled in another place as well is likely to stay a function, and the memory with it.
; CHECK: call void @drop_in_place.pin(ptr dereferenceable(16) %box.local){{$}}
; CHECK: call ptr @box_new_uninit(i64 8, i64 8){{$}}
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

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
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
  %fat = call { ptr, ptr } @make_box()
  %box = extractvalue { ptr, ptr } %fat, 0
  %meta = extractvalue { ptr, ptr } %fat, 1
  store ptr %box, ptr %place, align 8
  store ptr %meta, ptr %vtable.place, align 8
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @poll_dyn(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

ready:
  call void @drop_in_place.pin(ptr dereferenceable(16) %place)
  store i8 1, ptr %tag.place, align 8
  ret i1 false

suspend:
  store i8 3, ptr %tag.place, align 8
  ret i1 true
}

declare void @t11into_future()
declare i1 @leaf(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()

define internal { ptr, ptr } @make_box() {
  %box = call ptr @box_new_uninit(i64 8, i64 8)
  store i8 0, ptr %box, align 8
  %one = insertvalue { ptr, ptr } poison, ptr %box, 0
  %both = insertvalue { ptr, ptr } %one, ptr @vtable, 1
  ret { ptr, ptr } %both
}

; What the standard library takes memory with, and gives it back.
define internal ptr @box_new_uninit(i64 %align, i64 %size) {
  %memory = call ptr @alloc_impl(i64 %align, i64 %size)
  %none = icmp eq ptr %memory, null
  br i1 %none, label %failed, label %done

failed:
  call void @handle_alloc_error() noreturn
  unreachable

done:
  ret ptr %memory
}

define internal ptr @alloc_impl(i64 %align, i64 %size) {
  call void @_RNvC_7___rustc35___rust_no_alloc_shim_is_unstable_v2()
  %memory = call ptr @_RNvC_7___rustc12___rust_alloc(i64 %size, i64 %align)
  ret ptr %memory
}

define internal void @drop_in_place.pin(ptr %pin) {
  call void @drop_in_place.box(ptr %pin)
  ret void
}

define internal void @drop_in_place.box(ptr %box) {
  %data = load ptr, ptr %box, align 8
  %second = getelementptr inbounds i8, ptr %box, i64 8
  %vtable = load ptr, ptr %second, align 8
  %drop = load ptr, ptr %vtable, align 8
  call void %drop(ptr %data)
  call void @box_drop(ptr %box)
  ret void
}

define internal void @box_drop(ptr %box) {
  %data = load ptr, ptr %box, align 8
  %second = getelementptr inbounds i8, ptr %box, i64 8
  %vtable = load ptr, ptr %second, align 8
  %size.place = getelementptr inbounds i8, ptr %vtable, i64 8
  %size = load i64, ptr %size.place, align 8
  %align.place = getelementptr inbounds i8, ptr %vtable, i64 16
  %align = load i64, ptr %align.place, align 8
  call void @_RNvC_7___rustc14___rust_dealloc(ptr %data, i64 %size, i64 %align)
  ret void
}

; Another user of each.
define ptr @another(i64 %size, ptr %give, ptr %drop) {
  call void @drop_in_place.box(ptr %drop)
  call void @box_drop(ptr %give)
  %other = call ptr @alloc_impl(i64 1, i64 %size)
  call void @use(ptr %other)
  %memory = call ptr @box_new_uninit(i64 1, i64 %size)
  ret ptr %memory
}

declare noalias ptr @_RNvC_7___rustc12___rust_alloc(i64, i64 allocalign) nounwind allockind("alloc,uninitialized,aligned") allocsize(0) "alloc-family"="__rust_alloc"
declare void @_RNvC_7___rustc14___rust_dealloc(ptr allocptr captures(none), i64, i64) nounwind allockind("free") "alloc-family"="__rust_alloc"
declare void @_RNvC_7___rustc35___rust_no_alloc_shim_is_unstable_v2() nounwind
declare void @handle_alloc_error() noreturn
declare void @use(ptr)

define i1 @elsewhere(ptr %frame, ptr %cx) {
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %frame, ptr %cx)
  ret i1 %r
}
