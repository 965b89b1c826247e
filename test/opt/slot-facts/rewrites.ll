; What the frame holds in a state is not loaded and tested anew: a reference into the frame, a
; flag beside it, the tag of a child.
;
; RUN: %async-opt %s --passes=slot-facts --verify -O3 --emit=ll -o - | FileCheck %s
; RUN: %async-opt %s --passes=slot-facts --verify -Os --emit=ll -o - | FileCheck %s
; RUN: %async-opt %s --passes=slot-facts --verify -Oz --emit=ll -o - | FileCheck %s
; RUN: %async-opt %s --passes= --verify -O3 --emit=ll -o - | FileCheck %s --check-prefix=STOCK
; RUN: %async-opt %s --passes=slot-facts --verify -O3 --emit=ll -o /dev/null --remarks=- 2>&1 | FileCheck %s --check-prefix=REMARKS
; RUN: %async-opt %s --passes=slot-facts --fuel=0 -O3 --emit=ll -o /dev/null --remarks=- --stats 2>&1 | FileCheck %s --check-prefix=FUEL
;
; FUEL: OUT_OF_FUEL
; FUEL: "rewrites":0

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; As a join of one: at 8 is a flag (0: the child at 16 is polled, 1: it is done), its child's
; tag at 32, and at 40 the reference to the flag through which all of it is reached.
;
; CHECK-LABEL: define {{.*}} @"_ZN1t4join28_
; CHECK-DAG: %[[LEFT:.*]] = getelementptr inbounds nuw i8, ptr %self, i64 24
; CHECK: switch i8 %tag
; CHECK: i8 3, label %[[RESUMED:.*]]
; The resumed poll goes on at once from what the child waits for.
; CHECK: [[RESUMED]]:
; CHECK-NEXT: load i64, ptr %[[LEFT]]
; CHECK-NEXT: br label %[[POLL:.*]]
; CHECK: [[POLL]]:
; CHECK-NOT: load
; CHECK-NOT: switch
; CHECK: ret
;
; STOCK-LABEL: define {{.*}} @"_ZN1t4join28_
; STOCK: switch i8 %tag
; STOCK: load ptr, ptr
; STOCK: switch i8
;
; REMARKS: Pass:            slot-facts
; REMARKS-NEXT: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t4join28_
; REMARKS: loads of what its frame holds in a state

define internal i1 @"_ZN1t4join28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %tag = load i8, ptr %at, align 8
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
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
  %n = load i64, ptr %self, align 8
  %flag = getelementptr inbounds i8, ptr %self, i64 8
  store i64 0, ptr %flag, align 8
  %left.new = getelementptr inbounds i8, ptr %self, i64 24
  store i64 %n, ptr %left.new, align 8
  %child.tag.new = getelementptr inbounds i8, ptr %self, i64 32
  store i8 0, ptr %child.tag.new, align 8
  %ref = getelementptr inbounds i8, ptr %self, i64 40
  store ptr %flag, ptr %ref, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %ref.again = getelementptr inbounds i8, ptr %self, i64 40
  %flag.again = load ptr, ptr %ref.again, align 8
  %variant = load i64, ptr %flag.again, align 8
  %is.future = icmp eq i64 %variant, 0
  br i1 %is.future, label %future, label %done

future:
  %child.tag = getelementptr inbounds i8, ptr %flag.again, i64 24
  %left = getelementptr inbounds i8, ptr %flag.again, i64 16
  %state = load i8, ptr %child.tag, align 1
  switch i8 %state, label %bad [
    i8 0, label %child.first
    i8 1, label %child.returned
    i8 3, label %child.poll
  ]

child.first:
  call void @effect(i64 1)
  br label %child.poll

child.returned:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

child.poll:
  %l = load i64, ptr %left, align 8
  %is.ready = icmp eq i64 %l, 0
  br i1 %is.ready, label %ready, label %pending

pending:
  %less = sub i64 %l, 1
  store i64 %less, ptr %left, align 8
  store i8 3, ptr %child.tag, align 1
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %child.tag, align 1
  store i64 1, ptr %flag.again, align 8
  br label %done

done:
  store i8 1, ptr %at, align 8
  ret i1 false
}

declare void @effect(i64) nounwind memory(inaccessiblemem: readwrite)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed() noreturn

@vtable = constant [4 x ptr] [ptr null, ptr inttoptr (i64 56 to ptr), ptr inttoptr (i64 8 to ptr), ptr @"_ZN1t4join28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"]
