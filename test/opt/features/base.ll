; What the program is compiled for is what most of its functions say. rustc writes no features where
; the target has none of its own: that one function may use AVX2 is no reason for others to, also
; where that function comes first; and what lacks them (rustc's shims) gets those of the target.
;
; RUN: split-file %s %t
; RUN: %async-opt -O 3 %t/none.ll -o - | FileCheck %t/none.ll
; RUN: %async-opt -O 3 %t/base.ll -o - | FileCheck %t/base.ll

;--- none.ll
; Vectors of sixteen bytes; and @small may be inlined.
; CHECK-LABEL: define {{.*}}@fast(
; CHECK-LABEL: define {{.*}}@sum(
; CHECK-NOT: <8 x i32>
; CHECK: add {{.*}}<4 x i32>
; CHECK-NOT: <8 x i32>
; CHECK-LABEL: define {{.*}}@faster(
; CHECK-NOT: call
; CHECK: }
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

define void @fast(ptr %p) "target-cpu"="x86-64" "target-features"="+avx,+avx2" {
  store i8 0, ptr %p
  ret void
}

define i32 @sum(ptr %p, i64 %n) "target-cpu"="x86-64" {
start:
  br label %loop

loop:
  %i = phi i64 [ 0, %start ], [ %next, %loop ]
  %sum = phi i32 [ 0, %start ], [ %more, %loop ]
  %at = getelementptr inbounds i32, ptr %p, i64 %i
  %value = load i32, ptr %at, align 4
  %more = add i32 %sum, %value
  %next = add nuw i64 %i, 1
  %again = icmp ult i64 %next, %n
  br i1 %again, label %loop, label %end

end:
  ret i32 %more
}

define internal void @small(ptr %p) "target-cpu"="x86-64" {
  store i8 1, ptr %p
  ret void
}

; A function may be inlined where at least as much is allowed as to itself.
define void @faster(ptr %p) "target-cpu"="x86-64" "target-features"="+aes,+sse,+sse2" {
  call void @small(ptr %p)
  ret void
}

;--- base.ll
; CHECK-LABEL: define {{.*}}@sum(
; CHECK: add {{.*}}<8 x i32>
; CHECK: }
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

define i32 @sum(ptr %p, i64 %n) "target-cpu"="x86-64" {
start:
  br label %loop

loop:
  %i = phi i64 [ 0, %start ], [ %next, %loop ]
  %sum = phi i32 [ 0, %start ], [ %more, %loop ]
  %at = getelementptr inbounds i32, ptr %p, i64 %i
  %value = load i32, ptr %at, align 4
  %more = add i32 %sum, %value
  %next = add nuw i64 %i, 1
  %again = icmp ult i64 %next, %n
  br i1 %again, label %loop, label %end

end:
  ret i32 %more
}

define void @more(ptr %p) "target-cpu"="x86-64" "target-features"="+avx,+avx2,+vaes" {
  store i8 0, ptr %p
  ret void
}

define void @first(ptr %p) "target-cpu"="x86-64" "target-features"="+avx,+avx2" {
  store i8 1, ptr %p
  ret void
}

define void @second(ptr %p) "target-cpu"="x86-64" "target-features"="+avx,+avx2" {
  store i8 2, ptr %p
  ret void
}
