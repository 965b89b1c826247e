; What keeps its addresses, and why: each object fails one condition.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/memory.ll --passes=one-address --remarks=%t/memory.yaml --verify -o - | FileCheck %t/memory.ll
; RUN: FileCheck %t/memory.ll --check-prefix=REMARKS <%t/memory.yaml
; RUN: %async-opt %t/size.ll --passes=one-address --remarks=%t/size.yaml --verify -o - | FileCheck %t/size.ll
; RUN: FileCheck %t/size.ll --check-prefix=REMARKS <%t/size.yaml
; RUN: %async-opt %t/fuel.ll --passes=one-address --fuel=0 --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=REMARKS <%t/fuel.yaml

;--- memory.ll
; A pointer to other memory.
; CHECK-LABEL: define void @resume(
; CHECK: phi ptr addrspace(1)
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OTHER_MEMORY{{$}}
; REMARKS-NOT: Passed
define void @resume(ptr addrspace(1) %self, i1 %which) {
  br i1 %which, label %a, label %b

a:
  %a.at = getelementptr inbounds i8, ptr addrspace(1) %self, i64 8
  br label %both

b:
  %b.at = getelementptr inbounds i8, ptr addrspace(1) %self, i64 8
  br label %both

both:
  %at = phi ptr addrspace(1) [ %a.at, %a ], [ %b.at, %b ]
  store i8 0, ptr addrspace(1) %at, align 1
  ret void
}

;--- size.ll
; A function that is to be small, on x86.
; CHECK-LABEL: define void @resume(
; CHECK: phi ptr
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}SIZE_COUNTS{{$}}
; REMARKS-NOT: Passed
target triple = "x86_64-unknown-linux-gnu"

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

;--- fuel.ll
; CHECK-LABEL: define void @resume(
; CHECK: phi ptr
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
; REMARKS-NOT: Passed
define void @resume(ptr %self, i1 %which) {
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
