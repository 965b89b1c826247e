; One await for each reason to store its state where it was.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/opaque.ll --passes=early-state --remarks=%t/opaque.yaml --verify -o - | FileCheck %t/opaque.ll
; RUN: FileCheck %t/opaque.ll --check-prefix=REMARKS <%t/opaque.yaml
; RUN: %async-opt %t/stored-twice.ll --passes=early-state --remarks=%t/stored-twice.yaml --verify -o - | FileCheck %t/stored-twice.ll
; RUN: FileCheck %t/stored-twice.ll --check-prefix=REMARKS <%t/stored-twice.yaml
; RUN: %async-opt %t/unwinds.ll --passes=early-state --remarks=%t/unwinds.yaml --verify -o - | FileCheck %t/unwinds.ll
; RUN: FileCheck %t/unwinds.ll --check-prefix=REMARKS <%t/unwinds.yaml
; RUN: %async-opt %t/resumed-stores.ll --passes=early-state --remarks=%t/resumed-stores.yaml --verify -o - | FileCheck %t/resumed-stores.ll
; RUN: FileCheck %t/resumed-stores.ll --check-prefix=REMARKS <%t/resumed-stores.yaml
; RUN: %async-opt %t/resumed-twice.ll --passes=early-state --remarks=%t/resumed-twice.yaml --verify -o - | FileCheck %t/resumed-twice.ll
; RUN: FileCheck %t/resumed-twice.ll --check-prefix=REMARKS <%t/resumed-twice.yaml
; RUN: %async-opt %t/not-resumed.ll --passes=early-state --remarks=%t/not-resumed.yaml --verify -o - | FileCheck %t/not-resumed.ll
; RUN: FileCheck %t/not-resumed.ll --check-prefix=REMARKS <%t/not-resumed.yaml
; RUN: %async-opt %t/conditional.ll --passes=early-state --remarks=%t/conditional.yaml --verify -o - | FileCheck %t/conditional.ll
; RUN: FileCheck %t/conditional.ll --check-prefix=REMARKS <%t/conditional.yaml
; RUN: %async-opt %t/between.ll --passes=early-state --remarks=%t/between.yaml --verify -o - | FileCheck %t/between.ll
; RUN: FileCheck %t/between.ll --check-prefix=REMARKS <%t/between.yaml
; RUN: %async-opt %t/alone.ll --passes=early-state --remarks=%t/alone.yaml --verify -o - | FileCheck %t/alone.ll
; RUN: FileCheck %t/alone.ll --check-prefix=REMARKS <%t/alone.yaml
; RUN: %async-opt %t/fuel.ll --passes=early-state --fuel=0 --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=REMARKS <%t/fuel.yaml

;--- opaque.ll
; Two ways lead to the block that stores the state: which poll it waits for is not known.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}AWAIT_OPAQUE{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  %odd = load i1, ptr %cx, align 1
  br i1 %odd, label %suspend, label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- stored-twice.ll
; Another await stores the same state.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}STATE_STORED_TWICE{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  %odd = load i1, ptr %cx, align 1
  br i1 %odd, label %suspend2, label %end

suspend2:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- unwinds.ll
; What unwinds leaves the state as it was: it has to be the old one.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}MAY_UNWIND{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
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
  resume { ptr, i32 } %exception
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare i32 @rust_eh_personality(...)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- resumed-stores.ll
; Who is resumed in state 3 does not hold a 3 any more.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}LOOP_UNCLEAR{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  store i8 1, ptr %self, align 1
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

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- resumed-twice.ll
; Another state is resumed there as well.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}LOOP_UNCLEAR{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
    i8 4, label %resumed
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
  %odd = load i1, ptr %cx, align 1
  br i1 %odd, label %suspend2, label %end

suspend2:
  store i8 4, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- not-resumed.ll
; The state is resumed elsewhere.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}LOOP_UNCLEAR{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  store i8 1, ptr %self, align 1
  ret i1 false

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

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- conditional.ll
; From the block that begins the await one may also go elsewhere.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}LOOP_UNCLEAR{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  %no = load i1, ptr %cx, align 1
  br i1 %no, label %done, label %poll

done:
  store i8 1, ptr %self, align 1
  ret i1 false

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

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- between.ll
; Another store of a state lies on the way to the Pending exit.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}LOOP_UNCLEAR{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  store i8 0, ptr %self, align 1
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- alone.ll
; The only await, of what is no coroutine, in a body that stays one: nothing to gain.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}AWAIT_ALONE{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- fuel.ll
; Everything as it should be.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: suspend:
; CHECK-NEXT: store i8 3, ptr %self
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
; REMARKS-NOT: Passed
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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
  %pending = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

; What is awaited is a coroutine, too.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
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

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
