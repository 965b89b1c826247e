; An address in the entry is computed where it is used.
;
; RUN: %async-opt %s --passes=near-use --verify -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes=near-use --fuel 1 -o - | FileCheck %s --check-prefix=FUEL

; REMARKS: Pass: {{ *}}near-use
; REMARKS: Function: {{ *}}'resume'
; REMARKS: 2 addresses, each computed where it is used

target triple = "x86_64-unknown-linux-gnu"

; In the entry's own block nothing is gained; a phi gets one value over the two edges of a block;
; and what is at hand in the whole function is not only a parameter.
; CHECK-LABEL: define void @resume(
; CHECK: %mine = getelementptr inbounds i8, ptr %self, i64 8
; CHECK-NEXT: %state = load i8, ptr %mine
; CHECK-NEXT: switch i8 %state
; CHECK: a:
; CHECK-NEXT: [[CHILD:%.*]] = getelementptr inbounds nuw i8, ptr %self, i64 64
; CHECK-NEXT: call void @child(ptr [[CHILD]])
; CHECK-NEXT: [[LOCAL:%.*]] = getelementptr i8, ptr %local, i64 4
; CHECK-NEXT: store ptr [[LOCAL]], ptr %self
; CHECK: b:
; CHECK-NEXT: [[EDGE:%.*]] = getelementptr inbounds nuw i8, ptr %self, i64 64
; CHECK-NEXT: switch i8 %which
; CHECK: both:
; CHECK-NEXT: phi ptr [ %self, %start ], [ [[EDGE]], %b ], [ [[EDGE]], %b ]
; FUEL-LABEL: define void @resume(
; FUEL: %part = getelementptr
; FUEL: store ptr %part, ptr %self
define void @resume(ptr %self, i8 %which) {
start:
  %local = alloca [16 x i8], align 4
  %child = getelementptr inbounds nuw i8, ptr %self, i64 64
  %part = getelementptr i8, ptr %local, i64 4
  %mine = getelementptr inbounds i8, ptr %self, i64 8
  %state = load i8, ptr %mine, align 1
  switch i8 %state, label %both [
    i8 0, label %a
    i8 3, label %b
  ]

a:
  call void @child(ptr %child)
  store ptr %part, ptr %self, align 8
  ret void

b:
  switch i8 %which, label %out [
    i8 0, label %both
    i8 1, label %both
  ]

both:
  %place = phi ptr [ %self, %start ], [ %child, %b ], [ %child, %b ]
  store i8 0, ptr %place, align 1
  ret void

out:
  ret void
}

; What is computed from a value of the entry stays behind it, and a variable index where it is.
; CHECK-LABEL: define void @other(
; CHECK: %behind = getelementptr i8, ptr %loaded, i64 8
; CHECK-NEXT: %element = getelementptr i8, ptr %self, i64 %index
; CHECK-NEXT: br
define void @other(ptr %self, i64 %index, i1 %which) {
  %loaded = load ptr, ptr %self, align 8
  %behind = getelementptr i8, ptr %loaded, i64 8
  %element = getelementptr i8, ptr %self, i64 %index
  br i1 %which, label %a, label %b

a:
  call void @child(ptr %behind)
  call void @child(ptr %element)
  ret void

b:
  ret void
}

; A function that is to be small: on x86 an address takes more room than a register's copy.
; CHECK-LABEL: define void @small(
; CHECK: %at = getelementptr
; CHECK-NEXT: br label %next
define void @small(ptr %self) optsize {
  %at = getelementptr i8, ptr %self, i64 8
  br label %next

next:
  call void @child(ptr %at)
  ret void
}

declare void @child(ptr)
