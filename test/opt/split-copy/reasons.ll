; What is copied at once, and why: each copy fails one condition.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/local.ll --passes=split-copy --verify -o - --remarks %t/local.yaml | FileCheck %t/local.ll
; RUN: FileCheck %t/local.ll --check-prefix=WHY <%t/local.yaml
; RUN: %async-opt %t/strict.ll --passes=split-copy --verify -o - --remarks %t/strict.yaml | FileCheck %t/strict.ll
; RUN: FileCheck %t/strict.ll --check-prefix=WHY <%t/strict.yaml
; RUN: %async-opt %t/fuel.ll --passes=split-copy --fuel=0 --verify -o - --remarks %t/fuel.yaml | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=WHY <%t/fuel.yaml

;--- strict.ll
; Bytes of any alignment, on a processor that may want words aligned.
; CHECK-LABEL: define void @packed(
; CHECK: i32 12, i1 false)
; WHY: Name: {{ *}}UNALIGNED{{$}}
; WHY-NEXT: Function: {{ *}}'packed'
target datalayout = "e-m:e-p:32:32-i64:64-n32-S128"
target triple = "riscv32-unknown-none-elf"

define void @packed(ptr %to, ptr %from) {
  %local = alloca [12 x i8], align 4
  call void @llvm.memcpy.p0.p0.i32(ptr align 4 %local, ptr align 1 %from, i32 12, i1 false)
  ret void
}

;--- local.ll
; Between two other places: two instructions for 16 bytes, and no local that would go.
; CHECK-LABEL: define void @elsewhere(
; CHECK: i64 16, i1 false)
; WHY: Name: {{ *}}NO_SMALL_LOCAL{{$}}
; WHY-NEXT: Function: {{ *}}'elsewhere'
define void @elsewhere(ptr %to, ptr %from) {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %from, i64 16, i1 false)
  ret void
}

; The local stays, since its address is given away.
; CHECK-LABEL: define void @given_away(
; CHECK: i64 16, i1 false)
; WHY: Name: {{ *}}NO_SMALL_LOCAL{{$}}
; WHY-NEXT: Function: {{ *}}'given_away'
define void @given_away(ptr %to) {
  %local = alloca [16 x i8], align 8
  %behind = getelementptr inbounds i8, ptr %local, i64 8
  call void @fill(ptr %behind)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 16, i1 false)
  ret void
}

; Its address is stored.
; CHECK-LABEL: define void @stored(
; CHECK: i64 16, i1 false)
; WHY: Name: {{ *}}NO_SMALL_LOCAL{{$}}
; WHY-NEXT: Function: {{ *}}'stored'
define void @stored(ptr %to, ptr %where) {
  %local = alloca [16 x i8], align 8
  store ptr %local, ptr %where, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 16, i1 false)
  ret void
}

declare void @fill(ptr)

;--- fuel.ll
; CHECK-LABEL: define void @copy(
; CHECK: i64 16, i1 false)
; WHY: Name: {{ *}}OUT_OF_FUEL{{$}}
define void @copy(ptr %to) {
  %local = alloca [16 x i8], align 8
  store i64 0, ptr %local, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 16, i1 false)
  ret void
}
