; One frame for each reason to leave its offsets as they are.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/alike.ll --passes=near-frame --remarks=%t/alike.yaml --verify -o - | FileCheck %t/alike.ll
; RUN: FileCheck %t/alike.ll --check-prefix=REMARKS <%t/alike.yaml
; RUN: %async-opt %t/memory.ll --passes=near-frame --remarks=%t/memory.yaml --verify -o - | FileCheck %t/memory.ll
; RUN: FileCheck %t/memory.ll --check-prefix=REMARKS <%t/memory.yaml
; RUN: %async-opt %t/few.ll --passes=near-frame --remarks=%t/few.yaml --verify -o - | FileCheck %t/few.ll
; RUN: FileCheck %t/few.ll --check-prefix=REMARKS <%t/few.yaml
; RUN: %async-opt %t/one-block.ll --passes=near-frame --remarks=%t/one-block.yaml --verify -o - | FileCheck %t/one-block.ll
; RUN: FileCheck %t/one-block.ll --check-prefix=REMARKS <%t/one-block.yaml
; RUN: %async-opt %t/dead.ll --passes=near-frame --remarks=%t/dead.yaml --verify -o - | FileCheck %t/dead.ll
; RUN: FileCheck %t/dead.ll --check-prefix=REMARKS <%t/dead.yaml
; RUN: %async-opt %t/fuel.ll --passes=near-frame --fuel=0 --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=REMARKS <%t/fuel.yaml

;--- alike.ll
; In Thumb's code, where other offsets are short.
; CHECK-LABEL: define void @resume(
; CHECK-NOT: freeze
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OFFSETS_ALIKE{{$}}
; REMARKS-NOT: Passed
target triple = "thumbv7em-none-eabihf"

define void @resume(ptr noundef %self, i1 %which) minsize {
start:
  br i1 %which, label %a, label %b

a:
  %x0 = getelementptr inbounds i8, ptr %self, i64 1000
  store i32 0, ptr %x0, align 4
  %x1 = getelementptr inbounds i8, ptr %self, i64 1008
  store i32 1, ptr %x1, align 4
  %x2 = getelementptr inbounds i8, ptr %self, i64 1016
  store i32 2, ptr %x2, align 4
  %x3 = getelementptr inbounds i8, ptr %self, i64 1024
  store i32 3, ptr %x3, align 4
  %x4 = getelementptr inbounds i8, ptr %self, i64 1032
  store i32 4, ptr %x4, align 4
  %x5 = getelementptr inbounds i8, ptr %self, i64 1040
  store i32 5, ptr %x5, align 4
  %x6 = getelementptr inbounds i8, ptr %self, i64 1048
  store i32 6, ptr %x6, align 4
  %x7 = getelementptr inbounds i8, ptr %self, i64 1056
  store i32 7, ptr %x7, align 4
  %x8 = getelementptr inbounds i8, ptr %self, i64 1064
  store i32 8, ptr %x8, align 4
  %x9 = getelementptr inbounds i8, ptr %self, i64 1072
  store i32 9, ptr %x9, align 4
  %x10 = getelementptr inbounds i8, ptr %self, i64 1080
  store i32 10, ptr %x10, align 4
  %x11 = getelementptr inbounds i8, ptr %self, i64 1088
  store i32 11, ptr %x11, align 4
  br label %b

b:
  ret void
}

;--- memory.ll
; A pointer to other memory.
; CHECK-LABEL: define void @resume(
; CHECK-NOT: freeze
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OTHER_MEMORY{{$}}
; REMARKS-NOT: Passed
target triple = "x86_64-unknown-linux-gnu"

define void @resume(ptr addrspace(1) noundef %self, i1 %which) minsize {
start:
  br i1 %which, label %a, label %b

a:
  %x0 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1000
  store i32 0, ptr addrspace(1) %x0, align 4
  %x1 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1008
  store i32 1, ptr addrspace(1) %x1, align 4
  %x2 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1016
  store i32 2, ptr addrspace(1) %x2, align 4
  %x3 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1024
  store i32 3, ptr addrspace(1) %x3, align 4
  %x4 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1032
  store i32 4, ptr addrspace(1) %x4, align 4
  %x5 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1040
  store i32 5, ptr addrspace(1) %x5, align 4
  %x6 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1048
  store i32 6, ptr addrspace(1) %x6, align 4
  %x7 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1056
  store i32 7, ptr addrspace(1) %x7, align 4
  %x8 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1064
  store i32 8, ptr addrspace(1) %x8, align 4
  %x9 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1072
  store i32 9, ptr addrspace(1) %x9, align 4
  %x10 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1080
  store i32 10, ptr addrspace(1) %x10, align 4
  %x11 = getelementptr inbounds i8, ptr addrspace(1) %self, i64 1088
  store i32 11, ptr addrspace(1) %x11, align 4
  br label %b

b:
  ret void
}

;--- few.ll
; One of the twelve lies in the block where the base would be computed.
; CHECK-LABEL: define void @resume(
; CHECK-NOT: freeze
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}FEW_FAR{{$}}
; REMARKS-NOT: Passed
target triple = "x86_64-unknown-linux-gnu"

define void @resume(ptr noundef %self, i1 %which) minsize {
start:
  %x0 = getelementptr inbounds i8, ptr %self, i64 1000
  store i32 0, ptr %x0, align 4
  br i1 %which, label %a, label %b

a:
  %y0 = getelementptr inbounds i8, ptr %self, i64 1008
  store i32 0, ptr %y0, align 4
  %y1 = getelementptr inbounds i8, ptr %self, i64 1016
  store i32 1, ptr %y1, align 4
  %y2 = getelementptr inbounds i8, ptr %self, i64 1024
  store i32 2, ptr %y2, align 4
  %y3 = getelementptr inbounds i8, ptr %self, i64 1032
  store i32 3, ptr %y3, align 4
  %y4 = getelementptr inbounds i8, ptr %self, i64 1040
  store i32 4, ptr %y4, align 4
  %y5 = getelementptr inbounds i8, ptr %self, i64 1048
  store i32 5, ptr %y5, align 4
  %y6 = getelementptr inbounds i8, ptr %self, i64 1056
  store i32 6, ptr %y6, align 4
  %y7 = getelementptr inbounds i8, ptr %self, i64 1064
  store i32 7, ptr %y7, align 4
  %y8 = getelementptr inbounds i8, ptr %self, i64 1072
  store i32 8, ptr %y8, align 4
  %y9 = getelementptr inbounds i8, ptr %self, i64 1080
  store i32 9, ptr %y9, align 4
  %y10 = getelementptr inbounds i8, ptr %self, i64 1088
  store i32 10, ptr %y10, align 4
  br label %b

b:
  ret void
}

;--- one-block.ll
; No block lies above.
; CHECK-LABEL: define void @resume(
; CHECK-NOT: freeze
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}FEW_FAR{{$}}
; REMARKS-NOT: Passed
target triple = "x86_64-unknown-linux-gnu"

define void @resume(ptr noundef %self) minsize {
start:
  %x0 = getelementptr inbounds i8, ptr %self, i64 1000
  store i32 0, ptr %x0, align 4
  %x1 = getelementptr inbounds i8, ptr %self, i64 1008
  store i32 1, ptr %x1, align 4
  %x2 = getelementptr inbounds i8, ptr %self, i64 1016
  store i32 2, ptr %x2, align 4
  %x3 = getelementptr inbounds i8, ptr %self, i64 1024
  store i32 3, ptr %x3, align 4
  %x4 = getelementptr inbounds i8, ptr %self, i64 1032
  store i32 4, ptr %x4, align 4
  %x5 = getelementptr inbounds i8, ptr %self, i64 1040
  store i32 5, ptr %x5, align 4
  %x6 = getelementptr inbounds i8, ptr %self, i64 1048
  store i32 6, ptr %x6, align 4
  %x7 = getelementptr inbounds i8, ptr %self, i64 1056
  store i32 7, ptr %x7, align 4
  %x8 = getelementptr inbounds i8, ptr %self, i64 1064
  store i32 8, ptr %x8, align 4
  %x9 = getelementptr inbounds i8, ptr %self, i64 1072
  store i32 9, ptr %x9, align 4
  %x10 = getelementptr inbounds i8, ptr %self, i64 1080
  store i32 10, ptr %x10, align 4
  %x11 = getelementptr inbounds i8, ptr %self, i64 1088
  store i32 11, ptr %x11, align 4
  ret void
}

;--- dead.ll
; Nothing leads to one of the twelve.
; CHECK-LABEL: define void @resume(
; CHECK-NOT: freeze
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}FEW_FAR{{$}}
; REMARKS-NOT: Passed
target triple = "x86_64-unknown-linux-gnu"

define void @resume(ptr noundef %self, i1 %which) minsize {
start:
  br i1 %which, label %a, label %b

a:
  %x0 = getelementptr inbounds i8, ptr %self, i64 1000
  store i32 0, ptr %x0, align 4
  %x1 = getelementptr inbounds i8, ptr %self, i64 1008
  store i32 1, ptr %x1, align 4
  %x2 = getelementptr inbounds i8, ptr %self, i64 1016
  store i32 2, ptr %x2, align 4
  %x3 = getelementptr inbounds i8, ptr %self, i64 1024
  store i32 3, ptr %x3, align 4
  %x4 = getelementptr inbounds i8, ptr %self, i64 1032
  store i32 4, ptr %x4, align 4
  %x5 = getelementptr inbounds i8, ptr %self, i64 1040
  store i32 5, ptr %x5, align 4
  %x6 = getelementptr inbounds i8, ptr %self, i64 1048
  store i32 6, ptr %x6, align 4
  %x7 = getelementptr inbounds i8, ptr %self, i64 1056
  store i32 7, ptr %x7, align 4
  %x8 = getelementptr inbounds i8, ptr %self, i64 1064
  store i32 8, ptr %x8, align 4
  %x9 = getelementptr inbounds i8, ptr %self, i64 1072
  store i32 9, ptr %x9, align 4
  %x10 = getelementptr inbounds i8, ptr %self, i64 1080
  store i32 10, ptr %x10, align 4
  br label %b

dead:
  %y0 = getelementptr inbounds i8, ptr %self, i64 1100
  store i32 0, ptr %y0, align 4
  br label %b

b:
  ret void
}

;--- fuel.ll
; CHECK-LABEL: define void @resume(
; CHECK-NOT: freeze
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
; REMARKS-NOT: Passed
target triple = "x86_64-unknown-linux-gnu"

define void @resume(ptr noundef %self, i1 %which) minsize {
start:
  br i1 %which, label %a, label %b

a:
  %x0 = getelementptr inbounds i8, ptr %self, i64 1000
  store i32 0, ptr %x0, align 4
  %x1 = getelementptr inbounds i8, ptr %self, i64 1008
  store i32 1, ptr %x1, align 4
  %x2 = getelementptr inbounds i8, ptr %self, i64 1016
  store i32 2, ptr %x2, align 4
  %x3 = getelementptr inbounds i8, ptr %self, i64 1024
  store i32 3, ptr %x3, align 4
  %x4 = getelementptr inbounds i8, ptr %self, i64 1032
  store i32 4, ptr %x4, align 4
  %x5 = getelementptr inbounds i8, ptr %self, i64 1040
  store i32 5, ptr %x5, align 4
  %x6 = getelementptr inbounds i8, ptr %self, i64 1048
  store i32 6, ptr %x6, align 4
  %x7 = getelementptr inbounds i8, ptr %self, i64 1056
  store i32 7, ptr %x7, align 4
  %x8 = getelementptr inbounds i8, ptr %self, i64 1064
  store i32 8, ptr %x8, align 4
  %x9 = getelementptr inbounds i8, ptr %self, i64 1072
  store i32 9, ptr %x9, align 4
  %x10 = getelementptr inbounds i8, ptr %self, i64 1080
  store i32 10, ptr %x10, align 4
  %x11 = getelementptr inbounds i8, ptr %self, i64 1088
  store i32 11, ptr %x11, align 4
  br label %b

b:
  ret void
}
