; A function that is to be small, for a processor whose accesses are of one length: a phi of one
; address would cost an instruction on each way to it, and a register.
;
; RUN: %async-opt %s --passes=one-address,near-use --verify -o - | FileCheck %s

; CHECK-LABEL: define void @resume(
; CHECK: both:
; CHECK-NEXT: [[AT:%.*]] = getelementptr inbounds i8, ptr %self, i64 8
; CHECK-NEXT: store i8 0, ptr [[AT]]
target triple = "thumbv7em-none-eabihf"

define void @resume(ptr %self, i1 %which) minsize {
  br i1 %which, label %a, label %b

a:
  %a.at = getelementptr inbounds i8, ptr %self, i64 8
  br label %both

b:
  %b.at = getelementptr inbounds i8, ptr %self, i64 8
  br label %both

both:
  %at = phi ptr [ %a.at, %a ], [ %b.at, %b ]
  store i8 0, ptr %at, align 1
  ret void
}
