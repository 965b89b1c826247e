; The poll of a part of the frame, which two branches of one type share, is inlined before facts are
; looked for; at z not, where the copy costs more than the facts save.
;
; RUN: %async-opt %s --passes=slot-facts --verify -Os --emit=ll -o - | FileCheck %s
; RUN: %async-opt %s --passes=slot-facts --verify -Oz --emit=ll -o - | FileCheck %s --check-prefix=CALLED
; RUN: %async-opt %s --passes= --verify -Os --emit=ll -o - | FileCheck %s --check-prefix=CALLED
; RUN: %async-opt %s --passes=slot-facts --fuel=0 --verify -Os --emit=ll -o - | FileCheck %s --check-prefix=CALLED
;
; CHECK-LABEL: define {{.*}} @"_ZN1t4both28_
; CHECK-NOT: @part
; CHECK: ret
;
; CALLED-LABEL: define {{.*}} @"_ZN1t4both28_
; CALLED: call {{.*}} @part
; CALLED: call {{.*}} @part
; CALLED: ret

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t4both28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %tag = load i8, ptr %at, align 8
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %poll
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
  %first.flag = getelementptr inbounds i8, ptr %self, i64 8
  store i64 0, ptr %first.flag, align 8
  %second.flag = getelementptr inbounds i8, ptr %self, i64 24
  store i64 0, ptr %second.flag, align 8
  br label %poll

poll:
  %first.part = getelementptr inbounds i8, ptr %self, i64 8
  %one = call i1 @part(ptr dereferenceable(16) %first.part, ptr %cx)
  %second.part = getelementptr inbounds i8, ptr %self, i64 24
  %two = call i1 @part(ptr dereferenceable(16) %second.part, ptr %cx)
  %both = or i1 %one, %two
  br i1 %both, label %pending, label %ready

pending:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

define internal i1 @part(ptr %part, ptr %cx) nounwind {
  %flag = load i64, ptr %part, align 8
  switch i64 %flag, label %gone [
    i64 0, label %future
    i64 1, label %done
  ]

future:
  %left.at = getelementptr inbounds i8, ptr %part, i64 8
  %left = call i64 @leaf(ptr %cx)
  store i64 %left, ptr %left.at, align 8
  call void @effect(i64 1)
  call void @effect(i64 %left)
  %is.left = icmp ne i64 %left, 0
  br i1 %is.left, label %out, label %finish

finish:
  call void @effect(i64 2)
  store i64 1, ptr %part, align 8
  br label %done

done:
  call void @effect(i64 3)
  br label %out

gone:
  call void @effect(i64 4)
  call void @effect(i64 5)
  br label %out

out:
  %pending = phi i1 [ true, %future ], [ false, %done ], [ false, %gone ]
  ret i1 %pending
}

declare i64 @leaf(ptr) nounwind
declare void @effect(i64) nounwind
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed() noreturn

@vtable = constant [4 x ptr] [ptr null, ptr inttoptr (i64 56 to ptr), ptr inttoptr (i64 8 to ptr), ptr @"_ZN1t4both28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"]
