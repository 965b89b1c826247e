; Which futures allocate: found by following direct calls; a call through a pointer or of another
; language's function leaves it open, and one that never returns is a panic, which may.
;
; RUN: %async-opt %s --passes=devirt -O 0 --facts %t.json -o %t.o
; RUN: FileCheck %s --check-prefix=CALM <%t.json
; RUN: FileCheck %s --check-prefix=MAKES <%t.json
; RUN: FileCheck %s --check-prefix=POINTS <%t.json
; RUN: FileCheck %s --check-prefix=FOREIGN <%t.json
; RUN: FileCheck %s --check-prefix=DIES <%t.json
; RUN: FileCheck %s --check-prefix=WAKES <%t.json
; RUN: FileCheck %s --check-prefix=SWAPPED <%t.json
;
; CALM: "name":"t::calm"{{[^}]*}}"allocations":0,"allocates":false,"allocates_why":null
; MAKES: "name":"t::makes"{{[^}]*}}"allocations":1,"allocates":true,"allocates_why":"t::makes calls makes_one"
; POINTS: "name":"t::points"{{[^}]*}}"allocations":null,"allocates":null,"allocates_why":"t::points calls through a pointer"
; FOREIGN: "name":"t::foreign"{{[^}]*}}"allocates":null,"allocates_why":"t::foreign calls of_c, which is not Rust's"
; WAKES: "name":"t::wakes"{{[^}]*}}"allocations":0,"allocates":null,"allocates_only_in_wakers":true,"allocates_why":"t::clones calls a waker"
; SWAPPED: "name":"t::swapped"{{[^}]*}}"allocations":null,"allocates":null,"allocates_why":"t::swapped calls through a pointer"
; DIES: "name":"t::dies"{{[^}]*}}"allocations":0,"allocates":false

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @panic_const28panic_const_async_fn_resumed() noreturn
declare void @of_c()
declare void @dies() noreturn
declare ptr @memcpy(ptr, ptr, i64)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare noalias ptr @_RNvCs1_7___rustc12___rust_alloc(i64, i64)
declare void @_RNvCs1_7___rustc14___rust_dealloc(ptr, i64, i64)

define void @helper() {
  %p = call ptr @memcpy(ptr null, ptr null, i64 0)
  call void @_RNvCs1_7___rustc14___rust_dealloc(ptr %p, i64 1, i64 1)
  ret void
}

define void @makes_one() {
  call void @helper()
  call void @makes_one_really()
  ret void
}

define void @makes_one_really() {
  call void @makes_one()
  %p = call ptr @_RNvCs1_7___rustc12___rust_alloc(i64 8, i64 8)
  ret void
}

define internal i1 @"_ZN1t4calm28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  call void @helper()
  call void @llvm.memset.p0.i64(ptr %cx, i8 0, i64 8, i1 false)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t5makes28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  call void @makes_one()
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t6points28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  %f = load ptr, ptr %cx
  call void %f()
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t7foreign28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  call void @of_c()
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t4dies28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  call void @dies() noreturn
  store i8 1, ptr %self, align 1
  ret i1 false
}

; A waker's functions are an executor's; a reference of a trait is the other way round.
define { ptr, ptr } @_ZN1t6clones17h0123456789abcdefE(ptr %waker) {
  %table = load ptr, ptr %waker, align 8
  %clone = load ptr, ptr %table, align 8
  %place = getelementptr i8, ptr %waker, i64 8
  %data = load ptr, ptr %place, align 8
  %r = call { ptr, ptr } %clone(ptr %data)
  ret { ptr, ptr } %r
}

define void @drops(ptr %table, ptr %data) {
  %place = getelementptr i8, ptr %table, i64 24
  %drop = load ptr, ptr %place, align 8
  call void %drop(ptr %data)
  ret void
}

define internal i1 @"_ZN1t5wakes28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  %waker = load ptr, ptr %cx, align 8
  %cloned = call { ptr, ptr } @_ZN1t6clones17h0123456789abcdefE(ptr %waker)
  %table = extractvalue { ptr, ptr } %cloned, 0
  %data = extractvalue { ptr, ptr } %cloned, 1
  call void @drops(ptr %table, ptr %data)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t7swapped28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed() noreturn
  unreachable

first:
  %waker = load ptr, ptr %cx, align 8
  %data = load ptr, ptr %waker, align 8
  %table.place = getelementptr i8, ptr %waker, i64 8
  %table = load ptr, ptr %table.place, align 8
  %place = getelementptr i8, ptr %table, i64 24
  %fn = load ptr, ptr %place, align 8
  call void %fn(ptr %data)
  store i8 1, ptr %self, align 1
  ret i1 false
}

@futures = constant [7 x ptr] [ptr @"_ZN1t5wakes28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", ptr @"_ZN1t7swapped28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", ptr @"_ZN1t4calm28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", ptr @"_ZN1t5makes28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", ptr @"_ZN1t6points28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", ptr @"_ZN1t7foreign28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", ptr @"_ZN1t4dies28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"]
