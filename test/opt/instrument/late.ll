; Pairs of events with no call between them become one; large copies are told with --moves.
;
; RUN: %async-opt %s --instrument --passes= --verify -o - | FileCheck %s --implicit-check-not=ao_rt_move
; RUN: %async-opt %s --instrument --moves --passes= --verify -o - | FileCheck %s --check-prefix=MOVES

declare void @ao_rt_begin(i32)
declare void @ao_rt_enter(i32, i32)
declare void @ao_rt_leave(i32, i32)
declare void @ao_rt_ready(i32)
declare void @unknown()

; CHECK-LABEL: define void @a_pair(
; CHECK-NEXT: store i8 1, ptr %p
; CHECK-NEXT: call void @ao_rt_begin_enter(i32 8, i32 3, i32 %tag)
; CHECK-NEXT: store i8 2, ptr %p
; CHECK-NEXT: call void @ao_rt_leave_ready(i32 3, i32 8)
; CHECK-NEXT: ret void

define void @a_pair(ptr %p, i32 %tag) {
  call void @ao_rt_begin(i32 8)
  store i8 1, ptr %p
  call void @ao_rt_enter(i32 3, i32 %tag)
  store i8 2, ptr %p
  call void @ao_rt_leave(i32 3, i32 1)
  call void @ao_rt_ready(i32 8)
  ret void
}

; CHECK-LABEL: define void @a_call_between(
; CHECK-NEXT: call void @ao_rt_begin(i32 8)
; CHECK-NEXT: call void @unknown()
; CHECK-NEXT: call void @ao_rt_enter(i32 3, i32 %tag)
; CHECK-NEXT: ret void

define void @a_call_between(i32 %tag) {
  call void @ao_rt_begin(i32 8)
  call void @unknown()
  call void @ao_rt_enter(i32 3, i32 %tag)
  ret void
}

; A leave that is Pending's, and one of which it is not known, stay.
; CHECK-LABEL: define void @pending(
; CHECK-NEXT: call void @ao_rt_leave(i32 3, i32 3)
; CHECK-NEXT: call void @ao_rt_ready(i32 8)
; CHECK-NEXT: call void @ao_rt_leave(i32 3, i32 %how)
; CHECK-NEXT: call void @ao_rt_ready(i32 8)

define void @pending(i32 %how) {
  call void @ao_rt_leave(i32 3, i32 3)
  call void @ao_rt_ready(i32 8)
  call void @ao_rt_leave(i32 3, i32 %how)
  call void @ao_rt_ready(i32 8)
  ret void
}

; MOVES-LABEL: define void @copies(
; MOVES-NEXT: call void @ao_rt_move(i32 128)
; MOVES-NEXT: call void @llvm.memcpy
; MOVES-NEXT: call void @llvm.memcpy
; MOVES-NEXT: call void @llvm.memcpy
; MOVES-NEXT: ret void

define void @copies(ptr %a, ptr %b, i64 %n) {
  call void @llvm.memcpy.p0.p0.i64(ptr %a, ptr %b, i64 128, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %a, ptr %b, i64 127, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %a, ptr %b, i64 %n, i1 false)
  ret void
}

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
