; A move copies what was written: by stores, by a constructor that is called, by callers of the
; function that is handed the value; and what comes after the move counts for nothing.
;
; RUN: %async-opt %s --passes=move-trim --verify -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes=move-trim --fuel 1 -o - | FileCheck %s --check-prefix=FUEL

target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define internal void @spawn(
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %box, ptr align 8 %future, i64 12, i1 false)
; CHECK: [[TO:%[0-9]+]] = getelementptr inbounds i8, ptr %box, i64 4112
; CHECK: [[FROM:%[0-9]+]] = getelementptr inbounds i8, ptr %future, i64 4112
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 [[TO]], ptr align 8 [[FROM]], i64 1, i1 false)
; CHECK-NEXT: call void @poll(ptr %box)
; FUEL-LABEL: define internal void @spawn(
; FUEL: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %box, ptr align 8 %future, i64 12, i1 false)
; FUEL-LABEL: define void @main
; FUEL: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %moved, ptr align 8 %made, i64 4120, i1 false)
define internal void @spawn(ptr noalias align 8 %future) {
  %box = call ptr @malloc(i64 4120)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %box, ptr align 8 %future, i64 4120, i1 false)
  call void @poll(ptr %box)
  %end = getelementptr inbounds i8, ptr %future, i64 4000
  store i64 1, ptr %end, align 8
  call void @keep(ptr %future)
  ret void
}

define internal void @construct(ptr sret([4120 x i8]) %to, i64 %x) {
  store i64 %x, ptr %to, align 8
  %tag = getelementptr inbounds i8, ptr %to, i64 4112
  store i8 0, ptr %tag, align 1
  ret void
}

; CHECK-LABEL: define void @main(
; CHECK: call void @construct(ptr %made, i64 %x)
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %moved, ptr align 8 %made, i64 8, i1 false)
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %{{[0-9]+}}, ptr align 8 %{{[0-9]+}}, i64 1, i1 false)
; CHECK: call void @spawn(ptr %moved)
define void @main(i64 %x) {
  %made = alloca [4120 x i8], align 8
  %moved = alloca [4120 x i8], align 8
  call void @construct(ptr %made, i64 %x)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %moved, ptr align 8 %made, i64 4120, i1 false)
  call void @spawn(ptr %moved)
  call void @keep(ptr %made)
  ret void
}

; Another caller writes elsewhere: both count.
; CHECK-LABEL: define void @other(
define void @other(i32 %x) {
  %made = alloca [4120 x i8], align 8
  %at = getelementptr inbounds i8, ptr %made, i64 8
  store i32 %x, ptr %at, align 4
  call void @spawn(ptr %made)
  ret void
}

; Nothing was written: nothing is copied. Behind a cleanup that ends the function comes no move.
; CHECK-LABEL: define void @nothing(
; CHECK: %made = alloca
; CHECK-NEXT: invoke void @effect()
; CHECK: next:
; CHECK-NEXT: call void @poll(ptr %to)
define void @nothing(ptr %to) personality ptr @personality {
  %made = alloca [256 x i8], align 8
  invoke void @effect() to label %next unwind label %cleanup
next:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  call void @poll(ptr %to)
  ret void
cleanup:
  %e = landingpad { ptr, i32 } cleanup
  call void @keep(ptr %made)
  resume { ptr, i32 } %e
}

; In a loop the next round moves what this one wrote; the first 8 bytes and 8 at 200.
; CHECK-LABEL: define void @loop(
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 8, i1 false)
; CHECK: [[BACK:%[0-9]+]] = getelementptr inbounds i8, ptr %made, i64 204
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 4 %{{[0-9]+}}, ptr align 4 [[BACK]], i64 8, i1 false)
define void @loop(ptr %to) {
  %made = alloca [256 x i8], align 8
  br label %round
round:
  store i64 0, ptr %made, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  %back = getelementptr inbounds i8, ptr %made, i64 204
  store i64 1, ptr %back, align 4
  %again = call i1 @again()
  br i1 %again, label %round, label %end
end:
  ret void
}

; A part of a value that is moved out of another, written before by a copy of a written part.
; CHECK-LABEL: define void @part(
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %inner, ptr align 8 %{{.*}}, i64 16, i1 false)
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %inner, i64 16, i1 false)
define void @part(ptr %to, ptr %from) {
  %outer = alloca [512 x i8], align 8
  %inner = alloca [256 x i8], align 8
  %place = getelementptr inbounds i8, ptr %outer, i64 256
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %from, i64 16, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %inner, ptr align 8 %place, i64 256, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %inner, i64 256, i1 false)
  ret void
}

; REMARKS: Pass: move-trim
; REMARKS-NEXT: Name: Applied
; REMARKS: 4107 of the 4120 bytes that are moved were not written

declare ptr @malloc(i64)
declare void @poll(ptr)
declare void @keep(ptr)
declare void @effect()
declare i1 @again()
declare i32 @personality(...)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
