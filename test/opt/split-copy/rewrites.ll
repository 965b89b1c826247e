; What goes through a local of a few words is copied word by word.
;
; RUN: %async-opt %s --passes=split-copy --verify -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes=split-copy --fuel 1 -o - | FileCheck %s --check-prefix=FUEL

target datalayout = "e-m:e-p:64:64-i64:64-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; REMARKS: Pass: {{ *}}split-copy
; REMARKS: 12 bytes are copied word by word

; Into a local and out of it, from its middle; alignments are those of the parts.
; CHECK-LABEL: define void @through(
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 4 %payload, ptr align 8 %from, i64 8, i1 false)
; CHECK-NEXT: [[TO:%.*]] = getelementptr inbounds i8, ptr %payload, i64 8
; CHECK-NEXT: [[FROM:%.*]] = getelementptr inbounds i8, ptr %from, i64 8
; CHECK-NEXT: call void @llvm.memcpy.p0.p0.i64(ptr align 4 [[TO]], ptr align 8 [[FROM]], i64 4, i1 false)
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 4 %to, ptr align 4 %payload, i64 8, i1 false)
; CHECK: call void @llvm.memcpy.p0.p0.i64({{.*}}, i64 4, i1 false)
; FUEL-LABEL: define void @through(
; FUEL: i64 8, i1 false)
; FUEL: i64 4, i1 false)
; FUEL: i64 12, i1 false)
define void @through(ptr %to, ptr %from) {
  %item = alloca [16 x i8], align 4
  call void @llvm.lifetime.start.p0(ptr %item)
  store i32 1, ptr %item, align 4
  %payload = getelementptr inbounds i8, ptr %item, i64 4
  call void @llvm.memcpy.p0.p0.i64(ptr align 4 %payload, ptr align 8 %from, i64 12, i1 false)
  call void @effect()
  call void @llvm.memcpy.p0.p0.i64(ptr align 4 %to, ptr align 4 %payload, i64 12, i1 false)
  call void @llvm.lifetime.end.p0(ptr %item)
  ret void
}

; Odd sizes; three words are the most; eight bytes are LLVM's.
; CHECK-LABEL: define void @sizes(
; CHECK: i64 8, i1 false)
; CHECK: i64 2, i1 false)
; CHECK: i64 1, i1 false)
; CHECK: i64 8, i1 false)
; CHECK: i64 8, i1 false)
; CHECK: i64 8, i1 false)
; CHECK: i64 32, i1 false)
; CHECK: ptr align 8 %to, ptr align 8 %local, i64 8, i1 false)
; CHECK-NEXT: ret void
define void @sizes(ptr %to) {
  %local = alloca [32 x i8], align 8
  call void @llvm.memset.p0.i64(ptr align 8 %local, i8 0, i64 32, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 11, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 24, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 32, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %local, i64 8, i1 false)
  ret void
}

declare void @effect()
