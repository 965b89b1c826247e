; A slot of a frame to which several ways lead has one address, in the entry.
;
; RUN: %async-opt %s --passes=one-address --verify -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes=one-address --fuel 1 -o - | FileCheck %s --check-prefix=FUEL

; An await in a loop: it is come to from the dispatch and from the turn before. The two phis get
; their value from each other.
; REMARKS: Pass: {{ *}}one-address
; REMARKS: Function: {{ *}}'resume'
; REMARKS: 2 places of a frame, each with one address
; CHECK-LABEL: define void @resume(
; CHECK: [[NEXT:%.*]] = getelementptr inbounds i8, ptr %self, i64 8
; CHECK-NEXT: [[TAG:%.*]] = getelementptr inbounds i8, ptr %self, i64 154
; CHECK-NEXT: switch i8 %state
; CHECK-NOT: phi
; CHECK: loop:
; CHECK-NEXT: store i8 6, ptr [[TAG]],
; CHECK-NEXT: %count = load i64, ptr [[NEXT]],
; CHECK: again:
; CHECK-NEXT: store i64 1, ptr [[NEXT]],
; CHECK-NEXT: br label %head
; FUEL-LABEL: define void @resume(
; FUEL-NOT: phi
define void @resume(ptr %self) {
start:
  %state = load i8, ptr %self, align 1
  switch i8 %state, label %out [
    i8 0, label %first
    i8 6, label %resumed
  ]

first:
  %tag.first = getelementptr inbounds i8, ptr %self, i64 154
  br label %head

resumed:
  %tag.resumed = getelementptr inbounds nuw i8, ptr %self, i64 154
  br label %loop

head:
  %tag.head = phi ptr [ %tag.first, %first ], [ %tag.loop, %again ]
  br label %loop

loop:
  %tag.loop = phi ptr [ %tag.head, %head ], [ %tag.resumed, %resumed ]
  store i8 6, ptr %tag.loop, align 1
  %next = getelementptr inbounds nuw i8, ptr %self, i64 8
  %count = load i64, ptr %next, align 8
  %done = icmp eq i64 %count, 0
  br i1 %done, label %out, label %again

again:
  %next.again = getelementptr inbounds i8, ptr %self, i64 8
  store i64 1, ptr %next.again, align 8
  br label %head

out:
  ret void
}

; A local, the start of an object, what is poison on one way, and steps from a phi.
; CHECK-LABEL: define i32 @local(
; CHECK: %object = alloca
; CHECK-NEXT: getelementptr i8, ptr %object, i64 8
; CHECK-NEXT: [[THIRD:%.*]] = getelementptr i8, ptr %object, i64 12
; CHECK-NEXT: br i1 %which
; CHECK: both:
; CHECK-NEXT: store i32 1, ptr [[THIRD]]
; CHECK-NEXT: store i32 2, ptr %object
; FUEL-LABEL: define i32 @local(
; FUEL: phi ptr
define i32 @local(i1 %which) {
  %object = alloca [16 x i8], align 4
  br i1 %which, label %a, label %b

a:
  %a.second = getelementptr inbounds i8, ptr %object, i64 8
  br label %both

b:
  %b.second = getelementptr i8, ptr %object, i64 8
  br label %both

both:
  %second = phi ptr [ %a.second, %a ], [ %b.second, %b ]
  %first = phi ptr [ %object, %a ], [ poison, %b ]
  %third = getelementptr inbounds i8, ptr %second, i64 4
  store i32 1, ptr %third, align 4
  store i32 2, ptr %first, align 4
  %x = load i32, ptr %object, align 4
  ret i32 %x
}

; Different places, or objects: these phis stay, and with them what is made of them.
; CHECK-LABEL: define void @different(
; CHECK: %place = phi ptr [ %a.at, %a ], [ %b.at, %b ]
; CHECK-NEXT: %object = phi ptr [ %a.at, %a ], [ %other, %b ]
; CHECK-NEXT: %moving = phi ptr
; CHECK-NEXT: %behind = getelementptr i8, ptr %place, i64 4
define void @different(ptr %self, ptr %other, i1 %which) {
  br i1 %which, label %a, label %b

a:
  %a.at = getelementptr inbounds i8, ptr %self, i64 8
  br label %both

b:
  %b.at = getelementptr inbounds i8, ptr %self, i64 16
  br label %both

both:
  %place = phi ptr [ %a.at, %a ], [ %b.at, %b ], [ %place, %both ]
  %object = phi ptr [ %a.at, %a ], [ %other, %b ], [ %object, %both ]
  %moving = phi ptr [ %self, %a ], [ %self, %b ], [ %step, %both ]
  %behind = getelementptr i8, ptr %place, i64 4
  %step = getelementptr i8, ptr %moving, i64 1
  store i8 0, ptr %behind, align 1
  store i8 0, ptr %object, align 1
  store i8 0, ptr %step, align 1
  br i1 %which, label %both, label %out

out:
  ret void
}
