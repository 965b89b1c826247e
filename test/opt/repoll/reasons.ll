; One child for each way in which something else than its awaits could find it done. repoll and
; completion ask the same question.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/by-hand.ll --passes=repoll --remarks=%t/by-hand.yaml --verify -o - | FileCheck %t/by-hand.ll
; RUN: grep -B1 t5child %t/by-hand.yaml | FileCheck %t/by-hand.ll --check-prefix=REMARKS
; RUN: %async-opt %t/by-hand.ll --passes=completion --remarks=%t/by-hand.yaml --verify -o - | FileCheck %t/by-hand.ll
; RUN: grep -B1 t5child %t/by-hand.yaml | FileCheck %t/by-hand.ll --check-prefix=REMARKS
; RUN: %async-opt %t/vtable.ll --passes=repoll --remarks=%t/vtable.yaml --verify -o - | FileCheck %t/vtable.ll
; RUN: grep -B1 t5child %t/vtable.yaml | FileCheck %t/vtable.ll --check-prefix=REMARKS
; RUN: %async-opt %t/vtable.ll --passes=completion --remarks=%t/vtable.yaml --verify -o - | FileCheck %t/vtable.ll
; RUN: grep -B1 t5child %t/vtable.yaml | FileCheck %t/vtable.ll --check-prefix=REMARKS
; RUN: %async-opt %t/exported.ll --passes=repoll --remarks=%t/exported.yaml --verify -o - | FileCheck %t/exported.ll
; RUN: grep -B1 t5child %t/exported.yaml | FileCheck %t/exported.ll --check-prefix=REMARKS
; RUN: %async-opt %t/exported.ll --passes=completion --remarks=%t/exported.yaml --verify -o - | FileCheck %t/exported.ll
; RUN: grep -B1 t5child %t/exported.yaml | FileCheck %t/exported.ll --check-prefix=REMARKS
; RUN: %async-opt %t/twice.ll --passes=repoll --remarks=%t/twice.yaml --verify -o - | FileCheck %t/twice.ll
; RUN: grep -B1 t5child %t/twice.yaml | FileCheck %t/twice.ll --check-prefix=REMARKS
; RUN: %async-opt %t/twice.ll --passes=completion --remarks=%t/twice.yaml --verify -o - | FileCheck %t/twice.ll
; RUN: grep -B1 t5child %t/twice.yaml | FileCheck %t/twice.ll --check-prefix=REMARKS
; RUN: %async-opt %t/boxed.ll --passes=repoll --remarks=%t/boxed.yaml --verify -o - | FileCheck %t/boxed.ll
; RUN: grep -B1 t5child %t/boxed.yaml | FileCheck %t/boxed.ll --check-prefix=REMARKS
; RUN: %async-opt %t/boxed.ll --passes=completion --remarks=%t/boxed.yaml --verify -o - | FileCheck %t/boxed.ll
; RUN: grep -B1 t5child %t/boxed.yaml | FileCheck %t/boxed.ll --check-prefix=REMARKS
; RUN: %async-opt %t/again.ll --passes=repoll --remarks=%t/again.yaml --verify -o - | FileCheck %t/again.ll
; RUN: grep -B1 t5child %t/again.yaml | FileCheck %t/again.ll --check-prefix=REMARKS
; RUN: %async-opt %t/again.ll --passes=completion --remarks=%t/again.yaml --verify -o - | FileCheck %t/again.ll
; RUN: grep -B1 t5child %t/again.yaml | FileCheck %t/again.ll --check-prefix=REMARKS
; RUN: %async-opt %t/kept.ll --passes=repoll --remarks=%t/kept.yaml --verify -o - | FileCheck %t/kept.ll
; RUN: grep -B1 t5child %t/kept.yaml | FileCheck %t/kept.ll --check-prefix=REMARKS
; RUN: %async-opt %t/kept.ll --passes=completion --remarks=%t/kept.yaml --verify -o - | FileCheck %t/kept.ll
; RUN: grep -B1 t5child %t/kept.yaml | FileCheck %t/kept.ll --check-prefix=REMARKS
; RUN: %async-opt %t/one-path.ll --passes=repoll --remarks=%t/one-path.yaml --verify -o - | FileCheck %t/one-path.ll
; RUN: grep -B1 t5child %t/one-path.yaml | FileCheck %t/one-path.ll --check-prefix=REMARKS
; RUN: %async-opt %t/one-path.ll --passes=completion --remarks=%t/one-path.yaml --verify -o - | FileCheck %t/one-path.ll
; RUN: grep -B1 t5child %t/one-path.yaml | FileCheck %t/one-path.ll --check-prefix=REMARKS
; RUN: %async-opt %t/stored-twice.ll --passes=repoll --remarks=%t/stored-twice.yaml --verify -o - | FileCheck %t/stored-twice.ll
; RUN: grep -B1 t5child %t/stored-twice.yaml | FileCheck %t/stored-twice.ll --check-prefix=REMARKS
; RUN: %async-opt %t/stored-twice.ll --passes=completion --remarks=%t/stored-twice.yaml --verify -o - | FileCheck %t/stored-twice.ll
; RUN: grep -B1 t5child %t/stored-twice.yaml | FileCheck %t/stored-twice.ll --check-prefix=REMARKS
; RUN: %async-opt %t/state-stays.ll --passes=repoll --remarks=%t/state-stays.yaml --verify -o - | FileCheck %t/state-stays.ll
; RUN: grep -B1 t5child %t/state-stays.yaml | FileCheck %t/state-stays.ll --check-prefix=REMARKS
; RUN: %async-opt %t/state-stays.ll --passes=completion --remarks=%t/state-stays.yaml --verify -o - | FileCheck %t/state-stays.ll
; RUN: grep -B1 t5child %t/state-stays.yaml | FileCheck %t/state-stays.ll --check-prefix=REMARKS
; RUN: %async-opt %t/plain-call.ll --passes=repoll --remarks=%t/plain-call.yaml --verify -o - | FileCheck %t/plain-call.ll
; RUN: grep -B1 t5child %t/plain-call.yaml | FileCheck %t/plain-call.ll --check-prefix=REMARKS
; RUN: %async-opt %t/plain-call.ll --passes=completion --remarks=%t/plain-call.yaml --verify -o - | FileCheck %t/plain-call.ll
; RUN: grep -B1 t5child %t/plain-call.yaml | FileCheck %t/plain-call.ll --check-prefix=REMARKS
; RUN: %async-opt %t/nothing.ll --passes=state-set,repoll --remarks=%t/nothing.yaml --verify -o - | FileCheck %t/nothing.ll
; RUN: grep -A2 'Pass: *repoll' %t/nothing.yaml | grep -B1 t5child | FileCheck %t/nothing.ll --check-prefix=REMARKS
; RUN: %async-opt %t/fuel.ll --passes=repoll --fuel=0 --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: grep -B1 t5child %t/fuel.yaml | FileCheck %t/fuel.ll --check-prefix=REMARKS

;--- by-hand.ll
; A function that is no coroutine polls it, as block_on or a hand-written future does.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}POLLED_OTHERWISE{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

define i1 @by_hand(ptr %frame, ptr %cx) {
start:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %frame, ptr %cx)
  ret i1 %pending
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- vtable.ll
; It is made a `dyn Future` somewhere.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}POLLED_OTHERWISE{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

@vtable.child = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] zeroinitializer, ptr @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- exported.ll
; Code that is not here can call it.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}POLLED_OTHERWISE{{$}}
define hidden i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- twice.ll
; The parent polls another one by hand, beside its await.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}POLLED_OTHERWISE{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  %other = getelementptr inbounds i8, ptr %self, i64 16
  %ignored = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %other, ptr %cx)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- boxed.ll
; It is behind a pointer, as a Pin<Box<_>> is.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}FRAME_NOT_EMBEDDED{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %box = load ptr, ptr %place, align 8
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- again.ll
; From Ready back to the poll, and no new child.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}CHILD_NOT_FRESH{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  %more = load i1, ptr %cx, align 1
  br i1 %more, label %poll, label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- kept.ll
; Resumed in another state, it polls a child that an earlier poll has finished.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}CHILD_NOT_FRESH{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
    i8 4, label %other
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

other:
  call void @effect()
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  %rest = load i1, ptr %cx, align 1
  br i1 %rest, label %suspend2, label %end

suspend2:
  store i8 4, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- one-path.ll
; A new child is moved in on one of two ways only.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}CHILD_NOT_FRESH{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %some = load i1, ptr %cx, align 1
  br i1 %some, label %make, label %poll

make:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- stored-twice.ll
; Its state is stored behind Ready as well: then the child is done.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}CHILD_NOT_FRESH{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  %rest = load i1, ptr %cx, align 1
  br i1 %rest, label %suspend2, label %end

suspend2:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- state-stays.ll
; What unwinds leaves the state as it was.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}MAY_UNWIND{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 2, label %panicked
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = invoke i1 @external(ptr %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  br label %poison

poison:
  %exception = phi { ptr, i32 } [ %caught, %cleanup ]
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %exception
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 2, label %panicked
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = invoke i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  invoke void @drop_in_place.child(ptr %place)
          to label %done unwind label %cleanup2

done:
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  invoke void @drop_in_place.child(ptr %place)
          to label %poison unwind label %terminate

cleanup2:
  %caught2 = landingpad { ptr, i32 }
          cleanup
  br label %poison

poison:
  %exception = phi { ptr, i32 } [ %caught, %cleanup ], [ %caught2, %cleanup2 ]
  resume { ptr, i32 } %exception

terminate:
  %caught3 = landingpad { ptr, i32 }
          filter [0 x ptr] zeroinitializer
  call void @panic_in_cleanup()
  unreachable
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare i32 @rust_eh_personality(...)
declare void @panic_in_cleanup() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- plain-call.ll
; A call without a landing pad.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}MAY_UNWIND{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 2, label %panicked
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = invoke i1 @external(ptr %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  br label %poison

poison:
  %exception = phi { ptr, i32 } [ %caught, %cleanup ]
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %exception
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 2, label %panicked
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  call void @effect()
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = invoke i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  invoke void @drop_in_place.child(ptr %place)
          to label %done unwind label %cleanup2

done:
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  invoke void @drop_in_place.child(ptr %place)
          to label %poison unwind label %terminate

cleanup2:
  %caught2 = landingpad { ptr, i32 }
          cleanup
  br label %poison

poison:
  %exception = phi { ptr, i32 } [ %caught, %cleanup ], [ %caught2, %cleanup2 ]
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %exception

terminate:
  %caught3 = landingpad { ptr, i32 }
          filter [0 x ptr] zeroinitializer
  call void @panic_in_cleanup()
  unreachable
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare i32 @rust_eh_personality(...)
declare void @panic_in_cleanup() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- nothing.ll
; It never returns, and state-set has taken the case for "panicked".
; CHECK-LABEL: define internal i1 @"_ZN1t5child28_
; CHECK: switch i8 %tag, label %bad [
; CHECK-NEXT: i8 0, label %first
; CHECK-NEXT: ]
; REMARKS: Name: {{ *}}NOTHING_TO_REMOVE{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 2, label %panicked
  ]

bad:
  unreachable

panicked:
  br i1 false, label %panicked, label %panic2

panic2:
  call void @panic_const34panic_const_async_fn_resumed_panic()
  unreachable

first:
  call void @effect()
  br label %first
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- fuel.ll
; Everything as it should be.
; CHECK-LABEL: define {{.*}} @"_ZN1t5child28_
; CHECK: i8 1, label %returned
; CHECK: store i8 1, ptr %self
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  %made = alloca [2 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @effect()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
