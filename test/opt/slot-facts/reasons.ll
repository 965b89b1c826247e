; What is known of a slot in a state, and what is not, and why: each but the first two fails one
; condition.
;
; RUN: %async-opt %s --passes=slot-facts --verify -O3 --emit=ll -o %t.ll --remarks %t.yaml
; RUN: FileCheck %s --check-prefix=KNOWN <%t.ll
; RUN: FileCheck %s --check-prefix=SAME <%t.ll
; RUN: FileCheck %s --check-prefix=WHY <%t.yaml

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @t11into_future() nounwind
declare void @panic_const28panic_const_async_fn_resumed() noreturn
declare i1 @leaf(ptr) nounwind
declare void @raw(ptr) nounwind
declare void @borrow(ptr dereferenceable(8)) nounwind
declare void @whole(ptr dereferenceable(56)) nounwind
declare void @may_unwind()
@kept = global ptr null

@vtables = constant [11 x ptr] [ptr @"_ZN1t4good28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4near28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4lent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4both28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4lost28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4rawp28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4whol28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4kept28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4indx28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4numb28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E",
  ptr @"_ZN1t4tagp28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"]

; Nothing stands against it.
; KNOWN-LABEL: define {{.*}} @"_ZN1t4good28_
; KNOWN: store i64 7, ptr %cx
define internal i1 @"_ZN1t4good28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; An object in the frame is borrowed: of what is beside it all is known.
; KNOWN-LABEL: define {{.*}} @"_ZN1t4near28_
; KNOWN: store i64 7, ptr %cx
define internal i1 @"_ZN1t4near28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  %other = getelementptr inbounds i8, ptr %self, i64 16
  call void @borrow(ptr dereferenceable(8) %other)
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; The object itself is borrowed: whoever has the reference may write to it.
; SAME-LABEL: define {{.*}} @"_ZN1t4lent28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            NOTHING_KNOWN
; WHY-NEXT: Function:        '_ZN1t4lent28_
define internal i1 @"_ZN1t4lent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  call void @borrow(ptr dereferenceable(8) %slot)
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; The state is left with another value, too.
; SAME-LABEL: define {{.*}} @"_ZN1t4both28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            NOTHING_KNOWN
; WHY-NEXT: Function:        '_ZN1t4both28_
define internal i1 @"_ZN1t4both28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  %odd = call i1 @leaf(ptr %cx)
  br i1 %odd, label %suspend.3, label %poll.2

suspend.3:
  store i8 3, ptr %at, align 8
  ret i1 true

poll.2:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i64 8, ptr %slot, align 8
  br i1 %pending, label %suspend.2, label %ready

suspend.2:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; A call unwinds with no landing pad, in a poll that was resumed and has written.
; SAME-LABEL: define {{.*}} @"_ZN1t4lost28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            NOTHING_KNOWN
; WHY-NEXT: Function:        '_ZN1t4lost28_
define internal i1 @"_ZN1t4lost28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  store i64 8, ptr %slot, align 8
  call void @may_unwind()
  store i64 7, ptr %slot, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; A pointer that is no reference: the object around it may be meant.
; SAME-LABEL: define {{.*}} @"_ZN1t4rawp28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            FRAME_KEPT
; WHY-NEXT: Function:        '_ZN1t4rawp28_
define internal i1 @"_ZN1t4rawp28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  %other = getelementptr inbounds i8, ptr %self, i64 16
  call void @raw(ptr %other)
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; The whole frame is lent, with the tag in it.
; SAME-LABEL: define {{.*}} @"_ZN1t4whol28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            FRAME_KEPT
; WHY-NEXT: Function:        '_ZN1t4whol28_
define internal i1 @"_ZN1t4whol28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  call void @whole(ptr dereferenceable(56) %self)
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; An address in the frame is stored where others find it.
; SAME-LABEL: define {{.*}} @"_ZN1t4kept28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            FRAME_KEPT
; WHY-NEXT: Function:        '_ZN1t4kept28_
define internal i1 @"_ZN1t4kept28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  store ptr %slot, ptr @kept, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; An index that is computed.
; SAME-LABEL: define {{.*}} @"_ZN1t4indx28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            FRAME_KEPT
; WHY-NEXT: Function:        '_ZN1t4indx28_
define internal i1 @"_ZN1t4indx28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  %i = load i64, ptr %self, align 8
  %other = getelementptr inbounds i64, ptr %slot, i64 %i
  store i64 9, ptr %other, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; A reference into the frame that lies in the frame is read as a number.
; SAME-LABEL: define {{.*}} @"_ZN1t4numb28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            FRAME_KEPT
; WHY-NEXT: Function:        '_ZN1t4numb28_
define internal i1 @"_ZN1t4numb28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  %ref = getelementptr inbounds i8, ptr %self, i64 24
  store ptr %slot, ptr %ref, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  %ref.2 = getelementptr inbounds i8, ptr %self, i64 24
  %number = load i64, ptr %ref.2, align 8
  %more = getelementptr inbounds i8, ptr %cx, i64 8
  store i64 %number, ptr %more, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; Which state is left depends on a value.
; SAME-LABEL: define {{.*}} @"_ZN1t4tagp28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            TOO_MANY_WAYS
; WHY-NEXT: Function:        '_ZN1t4tagp28_
define internal i1 @"_ZN1t4tagp28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  %odd = call i1 @leaf(ptr %cx)
  %state = select i1 %odd, i8 1, i8 0
  store i8 %state, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

; It is in no vtable.
; SAME-LABEL: define {{.*}} @"_ZN1t4call28_
; SAME: [[V:%.*]] = load i64, ptr %slot
; SAME-NEXT: store i64 [[V]], ptr %cx
; WHY: Name:            POLLED_DIRECTLY
; WHY-NEXT: Function:        '_ZN1t4call28_
define internal i1 @"_ZN1t4call28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr nonnull align 8 %self, ptr noalias align 8 dereferenceable(32) %cx) nounwind {
start:
  %at = getelementptr inbounds i8, ptr %self, i64 48
  %slot = getelementptr inbounds i8, ptr %self, i64 8
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
  store i64 7, ptr %slot, align 8
  br label %poll

resumed:
  %value = load i64, ptr %slot, align 8
  store i64 %value, ptr %cx, align 8
  br label %poll

poll:
  %pending = call i1 @leaf(ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %at, align 8
  ret i1 true

ready:
  store i8 1, ptr %at, align 8
  ret i1 false
}

define i1 @caller(ptr %frame, ptr noalias align 8 dereferenceable(32) %cx) {
  %r = call i1 @"_ZN1t4call28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %frame, ptr %cx) noinline
  ret i1 %r
}
