; @leaf is of another crate, which the symbol table of its rlib says. @outer is small and has
; two callers; alone, LLVM's first stage moves @leaf into it, and then it is large and stays a
; call. With the border it goes to its callers, as it does where crates are compiled alone.
;
; RUN: split-file %s %t
; RUN: mkdir %t/crates %t/std
; RUN: llvm-as %t/leaf.ll -o %t/leaf.o && llvm-ar rc %t/crates/libleaf-0123.rlib %t/leaf.o
; RUN: llvm-as %t/std.ll -o %t/std.o && llvm-ar rc %t/std/libstd-0123.rlib %t/std.o
; RUN: %async-opt %t/merged.ll -O 3 -o - | FileCheck %s --check-prefix=ALONE
; RUN: %async-opt %t/merged.ll -O 3 --crates %t/crates --std %t/std -o - \
; RUN:   | FileCheck %s --implicit-check-not=async-opt- --implicit-check-not=optnone

; ALONE: define{{.*}} @main(
; ALONE: call {{.*}}@outer(
; ALONE: ret i32

; CHECK: define{{.*}} @of_std({{.*}} [[STD:#[0-9]+]]
; CHECK: define{{.*}} @main(
; CHECK-NOT: @outer(
; CHECK: call {{.*}}@leaf(
; CHECK: call {{.*}}@leaf(
; A call that bore noinline by itself keeps it, and so does a function; std's own attributes
; are back.
; CHECK: call {{.*}}@of_std({{.*}} [[CALL:#[0-9]+]]
; CHECK: ret i32
; CHECK-DAG: attributes [[STD]] = { minsize optsize }
; CHECK-DAG: attributes [[CALL]] = { noinline }

;--- leaf.ll
define void @leaf(i32 %x) {
	ret void
}

;--- std.ll
define void @of_std(i32 %x) {
	ret void
}

;--- merged.ll
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @sink(i32)

define void @of_std(i32 %x) minsize optsize {
	call void @sink(i32 %x)
	ret void
}

define internal void @leaf(i32 %x) {
	call void @sink(i32 %x)
	call void @sink(i32 0)
	call void @sink(i32 1)
	call void @sink(i32 2)
	call void @sink(i32 3)
	call void @sink(i32 4)
	call void @sink(i32 5)
	call void @sink(i32 6)
	call void @sink(i32 7)
	call void @sink(i32 8)
	call void @sink(i32 9)
	call void @sink(i32 10)
	call void @sink(i32 11)
	call void @sink(i32 12)
	call void @sink(i32 13)
	call void @sink(i32 14)
	call void @sink(i32 15)
	ret void
}

define internal void @outer(i32 %x) {
	call void @leaf(i32 %x)
	ret void
}

define i32 @main(i32 %a, i32 %b) {
	call void @outer(i32 %a)
	call void @outer(i32 %b)
	call void @of_std(i32 %b) noinline
	ret i32 0
}
