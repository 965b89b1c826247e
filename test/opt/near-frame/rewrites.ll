; Far bytes of a frame are reached from a base among them, computed in another block.
;
; RUN: %async-opt %s --passes=near-frame --verify -o - --remarks=%t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes=near-frame -o %t.ll
; RUN: %async-opt %t.ll --passes=near-frame -o - | FileCheck %s

target triple = "x86_64-unknown-linux-gnu"

; The base is where most accesses are. Bytes up to 127 are near already. No offset from the base
; is said to be in bounds.
; CHECK-LABEL: define void @parameter(
; CHECK: [[AT:%.*]] = getelementptr i8, ptr %self, i64 1000
; CHECK-NEXT: [[NEAR:%.*]] = freeze ptr [[AT]]
; CHECK-NEXT: switch i8 %tag
; CHECK: store i32 0, ptr [[NEAR]], align 4
; CHECK: store i32 77, ptr [[NEAR]], align 4
; CHECK: [[PLACE:%.*]] = getelementptr i8, ptr [[NEAR]], i64 8
; CHECK-NEXT: store i32 1, ptr [[PLACE]], align 4
; CHECK: [[LAST:%.*]] = getelementptr i8, ptr [[NEAR]], i64 80
; CHECK-NEXT: store i32 10, ptr [[LAST]], align 4
; CHECK: store i8 3, ptr %self
; REMARKS: 12 uses of bytes 1000 to 1080 by short offsets
define void @parameter(ptr noundef %self) minsize optsize {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 3, label %resumed
  ]

bad:
  unreachable

first:
  %far = getelementptr inbounds i8, ptr %self, i64 1000
  store i32 0, ptr %far, align 4
  store i32 77, ptr %far, align 4
  br label %resumed

resumed:
  %x0 = getelementptr inbounds i8, ptr %self, i64 1008
  store i32 1, ptr %x0, align 4
  %x1 = getelementptr inbounds i8, ptr %self, i64 1016
  store i32 2, ptr %x1, align 4
  %x2 = getelementptr inbounds i8, ptr %self, i64 1024
  store i32 3, ptr %x2, align 4
  %x3 = getelementptr inbounds i8, ptr %self, i64 1032
  store i32 4, ptr %x3, align 4
  %x4 = getelementptr inbounds i8, ptr %self, i64 1040
  store i32 5, ptr %x4, align 4
  %x5 = getelementptr inbounds i8, ptr %self, i64 1048
  store i32 6, ptr %x5, align 4
  %x6 = getelementptr inbounds i8, ptr %self, i64 1056
  store i32 7, ptr %x6, align 4
  %x7 = getelementptr inbounds i8, ptr %self, i64 1064
  store i32 8, ptr %x7, align 4
  %x8 = getelementptr inbounds i8, ptr %self, i64 1072
  store i32 9, ptr %x8, align 4
  %x9 = getelementptr inbounds i8, ptr %self, i64 1080
  store i32 10, ptr %x9, align 4
  store i8 3, ptr %self, align 1
  ret void
}

; All accesses lie in one block: the base is computed in the one above. Twice, since one base
; does not reach everything. An access through a phi is none of them.
; CHECK-LABEL: define void @local(
; CHECK: above:
; CHECK-NEXT: getelementptr inbounds i8, ptr %frame, i64 128
; CHECK-NEXT: [[ONE:%.*]] = freeze ptr
; CHECK-NEXT: getelementptr inbounds i8, ptr %frame, i64 1056
; CHECK-NEXT: [[TWO:%.*]] = freeze ptr
; CHECK-NEXT: br i1 %which, label %below
; CHECK: below:
; CHECK: getelementptr i8, ptr [[ONE]], i64 -128
; CHECK: getelementptr i8, ptr [[ONE]], i64 112
; CHECK: getelementptr i8, ptr [[TWO]], i64 -56
; CHECK: call void @keep(ptr [[TWO]])
; CHECK: store i8 1, ptr %p
define void @local(i1 %which) optsize {
start:
  %frame = alloca [1100 x i8], align 8
  %end = getelementptr inbounds i8, ptr %frame, i64 590
  br label %above

above:
  br i1 %which, label %below, label %joined

below:
  %a0 = getelementptr inbounds i8, ptr %frame, i64 0
  store i32 0, ptr %a0, align 4
  %a1 = getelementptr inbounds i8, ptr %frame, i64 16
  store i32 1, ptr %a1, align 4
  %a2 = getelementptr inbounds i8, ptr %frame, i64 32
  store i32 2, ptr %a2, align 4
  %a3 = getelementptr inbounds i8, ptr %frame, i64 48
  store i32 3, ptr %a3, align 4
  %a4 = getelementptr inbounds i8, ptr %frame, i64 64
  store i32 4, ptr %a4, align 4
  %a5 = getelementptr inbounds i8, ptr %frame, i64 80
  store i32 5, ptr %a5, align 4
  %a6 = getelementptr inbounds i8, ptr %frame, i64 96
  store i32 6, ptr %a6, align 4
  %a7 = getelementptr inbounds i8, ptr %frame, i64 112
  store i32 7, ptr %a7, align 4
  %a8 = getelementptr inbounds i8, ptr %frame, i64 128
  store i32 8, ptr %a8, align 4
  %a9 = getelementptr inbounds i8, ptr %frame, i64 144
  store i32 9, ptr %a9, align 4
  %a10 = getelementptr inbounds i8, ptr %frame, i64 160
  store i32 10, ptr %a10, align 4
  %a11 = getelementptr inbounds i8, ptr %frame, i64 176
  store i32 11, ptr %a11, align 4
  %a12 = getelementptr inbounds i8, ptr %frame, i64 192
  store i32 12, ptr %a12, align 4
  %a13 = getelementptr inbounds i8, ptr %frame, i64 208
  store i32 13, ptr %a13, align 4
  %a14 = getelementptr inbounds i8, ptr %frame, i64 224
  store i32 14, ptr %a14, align 4
  %a15 = getelementptr inbounds i8, ptr %frame, i64 240
  store i32 15, ptr %a15, align 4
  %b0 = getelementptr inbounds i8, ptr %frame, i64 1000
  store i32 0, ptr %b0, align 4
  %b1 = getelementptr inbounds i8, ptr %frame, i64 1008
  store i32 1, ptr %b1, align 4
  %b2 = getelementptr inbounds i8, ptr %frame, i64 1016
  store i32 2, ptr %b2, align 4
  %b3 = getelementptr inbounds i8, ptr %frame, i64 1024
  store i32 3, ptr %b3, align 4
  %b4 = getelementptr inbounds i8, ptr %frame, i64 1032
  store i32 4, ptr %b4, align 4
  %b5 = getelementptr inbounds i8, ptr %frame, i64 1040
  store i32 5, ptr %b5, align 4
  %b6 = getelementptr inbounds i8, ptr %frame, i64 1048
  store i32 6, ptr %b6, align 4
  %b7 = getelementptr inbounds i8, ptr %frame, i64 1056
  store i32 7, ptr %b7, align 4
  call void @keep(ptr %b7)
  br label %joined

joined:
  %p = phi ptr [ %end, %above ], [ %frame, %below ]
  store i8 1, ptr %p, align 1
  ret void
}

; Not for size: nothing is looked at.
; CHECK-LABEL: define void @for_speed(
; CHECK-NOT: freeze
define void @for_speed(ptr noundef %self, i1 %which) {
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

; All locals together lie near the stack pointer.
; CHECK-LABEL: define void @small(
; CHECK-NOT: freeze
define void @small(i1 %which) minsize {
start:
  %local = alloca [128 x i8], align 8
  br i1 %which, label %a, label %b

a:
  %x0 = getelementptr inbounds i8, ptr %local, i64 0
  store i32 0, ptr %x0, align 4
  %x1 = getelementptr inbounds i8, ptr %local, i64 8
  store i32 1, ptr %x1, align 4
  %x2 = getelementptr inbounds i8, ptr %local, i64 16
  store i32 2, ptr %x2, align 4
  %x3 = getelementptr inbounds i8, ptr %local, i64 24
  store i32 3, ptr %x3, align 4
  %x4 = getelementptr inbounds i8, ptr %local, i64 32
  store i32 4, ptr %x4, align 4
  %x5 = getelementptr inbounds i8, ptr %local, i64 40
  store i32 5, ptr %x5, align 4
  %x6 = getelementptr inbounds i8, ptr %local, i64 48
  store i32 6, ptr %x6, align 4
  %x7 = getelementptr inbounds i8, ptr %local, i64 56
  store i32 7, ptr %x7, align 4
  %x8 = getelementptr inbounds i8, ptr %local, i64 64
  store i32 8, ptr %x8, align 4
  %x9 = getelementptr inbounds i8, ptr %local, i64 72
  store i32 9, ptr %x9, align 4
  %x10 = getelementptr inbounds i8, ptr %local, i64 80
  store i32 10, ptr %x10, align 4
  %x11 = getelementptr inbounds i8, ptr %local, i64 88
  store i32 11, ptr %x11, align 4
  br label %b

b:
  ret void
}

; Nothing can stand before a catchswitch: the base is computed above it.
; CHECK-LABEL: define void @handlers(
; CHECK: freeze ptr
; CHECK-NEXT: invoke void @may_throw()
define void @handlers(ptr noundef %self) minsize personality ptr @__CxxFrameHandler3 {
start:
  invoke void @may_throw() to label %done unwind label %dispatch

dispatch:
  %switch = catchswitch within none [label %one, label %two] unwind to caller

one:
  %pad1 = catchpad within %switch [ptr null, i32 64, ptr null]
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
  catchret from %pad1 to label %done

two:
  %pad2 = catchpad within %switch [ptr null, i32 64, ptr null]
  %y0 = getelementptr inbounds i8, ptr %self, i64 1100
  store i32 0, ptr %y0, align 4
  %y1 = getelementptr inbounds i8, ptr %self, i64 1108
  store i32 1, ptr %y1, align 4
  %y2 = getelementptr inbounds i8, ptr %self, i64 1116
  store i32 2, ptr %y2, align 4
  %y3 = getelementptr inbounds i8, ptr %self, i64 1124
  store i32 3, ptr %y3, align 4
  %y4 = getelementptr inbounds i8, ptr %self, i64 1132
  store i32 4, ptr %y4, align 4
  %y5 = getelementptr inbounds i8, ptr %self, i64 1140
  store i32 5, ptr %y5, align 4
  catchret from %pad2 to label %done

done:
  ret void
}

declare void @keep(ptr)
declare void @may_throw()
declare i32 @__CxxFrameHandler3(...)
