; Where machine code is made for x86-64, the usual case of an event is in its place: a poll or an
; await that is the expected one, fresh, and ends with Ready. All else is the library's.
;
; RUN: %async-opt %s --instrument --passes= -O 2 --verify --emit ll -o - | FileCheck %s --implicit-check-not="call void @ao_inline"

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @ao_rt_begin(i32)
declare void @ao_rt_enter(i32, i32)
declare void @ao_rt_leave(i32, i32)
declare void @ao_rt_ready(i32)
declare void @ao_rt_alloc(i64)
declare void @unknown()

; CHECK-LABEL: define {{.*}}void @ready(
; CHECK: %[[NOW:[a-z0-9.]+]] = load ptr, ptr @ao_rt_now
; CHECK: load i32
; CHECK: icmp eq i32 %{{.*}}, 8
; CHECK: store ptr %{{.*}}, ptr @ao_rt_now
; CHECK: add i64 %{{.*}}, 1
; CHECK: store i64 %{{.*}}, ptr @ao_rt_progress
; CHECK: call void @ao_rt_ready(i32 8)
; CHECK: ret void

define void @ready() {
  call void @ao_rt_ready(i32 8)
  ret void
}

; CHECK-LABEL: define {{.*}}void @begin_and_enter(
; CHECK: icmp eq i32 %{{.*}}, 8
; CHECK: icmp eq i32 %{{.*}}, 3
; CHECK: call i64 @llvm.readcyclecounter()
; CHECK: call void @ao_rt_begin_enter(i32 8, i32 3, i32 0)
; CHECK: call void @unknown()
; CHECK: icmp ugt i64
; CHECK: call void @ao_rt_leave_ready(i32 3, i32 8)
; CHECK: ret void

define void @begin_and_enter() {
  call void @ao_rt_begin(i32 8)
  call void @ao_rt_enter(i32 3, i32 0)
  call void @unknown()
  call void @ao_rt_leave(i32 3, i32 1)
  call void @ao_rt_ready(i32 8)
  ret void
}

; Resumed, and Pending: nothing is usual.
; CHECK-LABEL: define {{.*}}void @resumed(
; CHECK-NOT: @ao_rt_now
; CHECK: call void @ao_rt_enter(i32 3, i32 3)
; CHECK: call void @unknown()
; CHECK: call void @ao_rt_leave(i32 3, i32 3)
; CHECK-NOT: @ao_rt_now
; CHECK: ret void

define void @resumed() {
  call void @ao_rt_enter(i32 3, i32 3)
  call void @unknown()
  call void @ao_rt_leave(i32 3, i32 3)
  ret void
}

; CHECK-LABEL: define {{.*}}void @allocates(
; CHECK: %[[N:[a-z0-9.]+]] = load ptr, ptr @ao_rt_now
; CHECK: icmp {{eq|ne}} ptr %[[N]], @ao_rt_nobody
; CHECK: add i64 %{{.*}}, %bytes
; CHECK: ret void

define void @allocates(i64 %bytes) {
  call void @ao_rt_alloc(i64 %bytes)
  ret void
}
