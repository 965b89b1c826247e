; The state is stored where the await begins, and not where it is Pending.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/abort.ll --passes=early-state --verify -o - | FileCheck %t/abort.ll
; RUN: %async-opt %t/unwind.ll --passes=early-state --verify -o - | FileCheck %t/unwind.ll
; RUN: %async-opt %t/wide.ll --passes=early-state --verify -o - | FileCheck %t/wide.ll
; RUN: %async-opt %t/two.ll --passes=early-state --verify -o - | FileCheck %t/two.ll
; RUN: %async-opt %t/loop.ll --passes=early-state --verify -o - | FileCheck %t/loop.ll
; RUN: %async-opt %t/two.ll --passes=early-state --fuel=1 --verify -o - | FileCheck %t/two.ll --check-prefix=FUEL
; RUN: %async-opt %t/two.ll --passes=early-state --remarks=%t/yaml -o /dev/null --emit=ll
; RUN: FileCheck %s --check-prefix=REMARKS <%t/yaml
;
; REMARKS: state 3 is stored when the await begins
; REMARKS: state 4 is stored when the await begins

;--- abort.ll
;
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: first:
; CHECK: call void @llvm.memcpy
; CHECK-NEXT: [[TAG:%.*]] = getelementptr inbounds i8, ptr %self, i64 0
; CHECK-NEXT: store i8 3, ptr [[TAG]], align 1
; CHECK-NEXT: br label %poll
; CHECK: resumed:
; CHECK-NEXT: br label %poll
; CHECK: suspend:
; CHECK-NEXT: ret i1 true
; CHECK: store i8 1, ptr %self
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

;--- unwind.ll
; Unwinding still stores 2 on its way out.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: first:
; CHECK: call void @llvm.memcpy
; CHECK-NEXT: [[TAG:%.*]] = getelementptr inbounds i8, ptr %self, i64 0
; CHECK-NEXT: store i8 3, ptr [[TAG]], align 1
; CHECK-NEXT: br label %poll
; CHECK: resumed:
; CHECK-NEXT: br label %poll
; CHECK: suspend:
; CHECK-NEXT: ret i1 true
; CHECK: store i8 1, ptr %self
; CHECK: store i8 2, ptr %self
; CHECK-NEXT: resume
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
  %pending = invoke i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
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
declare i32 @rust_eh_personality(...)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- wide.ll
; A tag of 16 bits, with the alignment of the store that it replaces.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: first:
; CHECK: call void @llvm.memcpy
; CHECK-NEXT: [[TAG:%.*]] = getelementptr inbounds i8, ptr %self, i64 0
; CHECK-NEXT: store i16 3, ptr [[TAG]], align 2
; CHECK-NEXT: br label %poll
; CHECK: resumed:
; CHECK-NEXT: br label %poll
; CHECK: suspend:
; CHECK-NEXT: ret i1 true
; CHECK: store i16 1, ptr %self
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i16, ptr %self, align 2
  switch i16 %tag, label %bad [
    i16 0, label %first
    i16 1, label %returned
    i16 3, label %resumed
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
  store i16 3, ptr %self, align 2
  ret i1 true

ready:
  store i16 1, ptr %self, align 2
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

;--- two.ll
; The second await of a body begins where the first is Ready.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: store i8 3
; CHECK-NEXT: br label %poll
; CHECK: suspend:
; CHECK-NEXT: ret i1 true
; CHECK: ready:
; CHECK: store i8 4
; CHECK-NEXT: br label %poll2
; CHECK: suspend2:
; CHECK-NEXT: ret i1 true
; FUEL: suspend:
; FUEL-NEXT: ret i1 true
; FUEL: suspend2:
; FUEL-NEXT: store i8 4, ptr %self
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %made = alloca [2 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %resumed
    i8 4, label %resumed2
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 2, i1 false)
  br label %poll2

resumed2:
  br label %poll2

poll2:
  %pending2 = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending2, label %suspend2, label %ready2

suspend2:
  store i8 4, ptr %self, align 1
  ret i1 true

ready2:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- loop.ll
; An await in a loop begins anew for each child.
; CHECK-LABEL: define internal i1 @"_ZN1t3one28_
; CHECK: first:
; CHECK: call void @llvm.memcpy
; CHECK-NEXT: [[TAG:%.*]] = getelementptr inbounds i8, ptr %self, i64 0
; CHECK-NEXT: store i8 3, ptr [[TAG]], align 1
; CHECK-NEXT: br label %poll
; CHECK: resumed:
; CHECK-NEXT: br label %poll
; CHECK: suspend:
; CHECK-NEXT: ret i1 true
; CHECK: store i8 1, ptr %self
define internal i1 @"_ZN1t3one28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %made = alloca [2 x i8], align 1
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
  %more = load i1, ptr %cx, align 1
  br i1 %more, label %first, label %end

end:
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
