; Poison mode: what is never reached traps, the rest of a trimmed move is overwritten.
;
; RUN: %async-opt %s --poison --verify -o - | FileCheck %s
; RUN: %async-opt %s --verify -o - | FileCheck %s --check-prefix=PLAIN

target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @moved(
; CHECK: call void @llvm.memset.p0.i64(ptr align 8 %to, i8 -91, i64 256, i1 false)
; CHECK-NEXT: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 8, i1 false)
; PLAIN-LABEL: define void @moved(
; PLAIN-NOT: memset
define void @moved(ptr %to) {
  %made = alloca [256 x i8], align 8
  store i64 7, ptr %made, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; CHECK-LABEL: define void @chosen(
; CHECK: never:
; CHECK-NEXT: call void @llvm.trap()
; CHECK-NEXT: unreachable
; CHECK: panics:
; CHECK-NEXT: call void @panic()
; CHECK-NEXT: unreachable
; PLAIN-LABEL: define void @chosen(
; PLAIN-NOT: llvm.trap
define void @chosen(i8 %n) {
  switch i8 %n, label %never [
    i8 0, label %done
    i8 1, label %panics
  ]
done:
  ret void
never:
  unreachable
panics:
  call void @panic()
  unreachable
}

declare void @panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
