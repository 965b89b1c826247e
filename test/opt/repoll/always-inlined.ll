; A hand-written future around a coroutine, whose poll is always inlined: it polls the coroutine
; again after it was Ready. What then stands in the parent is no poll of the parent's own await.
;
; RUN: %async-opt %s --passes=repoll --verify -o - | FileCheck %s
;
; CHECK-LABEL: define internal i1 @"_ZN1t5child28_
; CHECK: switch i8 %tag, label %bad [
; CHECK-NEXT: i8 0, label %first
; CHECK-NEXT: i8 1, label %returned

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
  call void @t16other11into_future(ptr %made)
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
  %made = alloca [8 x i8], align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 8, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @wrapper_poll(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @wrapper_poll(ptr %frame, ptr %cx) alwaysinline nounwind {
start:
  %ignored = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %frame, ptr %cx)
  %at = getelementptr inbounds i8, ptr %frame, i64 4
  %left = load i8, ptr %at, align 1
  %less = sub i8 %left, 1
  store i8 %less, ptr %at, align 1
  %pending = icmp ne i8 %less, 0
  ret i1 %pending
}

define internal void @t11into_future(ptr %made) nounwind {
start:
  store i8 0, ptr %made, align 1
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t16other11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
