; A body is lifted and lowered: the dispatch and the suspend points are built anew from what the
; model knows, a result in memory and one that is returned alike. What it does not know of for sure
; stays as it is: of slot-facts' bodies those that store a state in two places.
;
; RUN: %async-opt %s --passes= --roundtrip --verify --stats --emit=ll -o %t | FileCheck %s --check-prefix=STATS
; RUN: FileCheck %s <%t
; RUN: %async-opt %S/../opt/slot-facts/reasons.ll --passes= --roundtrip --stats --emit=ll -o /dev/null | FileCheck %s --check-prefix=SOME
;
; STATS: "futures":1,{{.*}}"lifted":1}
; SOME: "futures":12,{{.*}}"lifted":10}

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @panic_const28panic_const_async_fn_resumed()
declare void @t11into_future()
declare i1 @leaf(ptr)

@keep = global ptr @"_ZN1t4body28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"

; CHECK: switch i32 [[D:%.*]], label %no.state [
; CHECK-NEXT: i32 0, label %first
; CHECK-NEXT: i32 1, label %returned
; CHECK-NEXT: i32 3, label %resumed
; CHECK-NEXT: i32 4, label %again
; CHECK-NEXT: ]
; CHECK: suspend:
; CHECK-NEXT: [[AT:%.*]] = getelementptr inbounds i8, ptr %self, i64 48
; CHECK-NEXT: store i8 3, ptr [[AT]]
; CHECK-NEXT: ret i1 true
; CHECK: suspend.2:
; CHECK-NEXT: getelementptr
; CHECK-NEXT: store i8 4
; CHECK-NEXT: ret i1 %pending.2
; CHECK: no.state:
; CHECK-NEXT: unreachable
define internal i1 @"_ZN1t4body28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %tag = load i8, ptr %at, align 8
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
    i32 4, label %again
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future()
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %poll.2

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

again:
  br label %poll.2

poll.2:
  %pending.2 = call i1 @leaf(ptr %cx)
  br i1 %pending.2, label %suspend.2, label %ready

suspend.2:
  store i8 4, ptr %at, align 8
  ret i1 %pending.2

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}
