; One child for each reason to leave the choice to the inliner.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/speed.ll -O 3 --passes=keep-shared --remarks=%t/speed.yaml --verify -o - | FileCheck %t/speed.ll
; RUN: grep -B1 t5child %t/speed.yaml | FileCheck %t/speed.ll --check-prefix=REMARKS
; RUN: %async-opt %t/once.ll -O s --passes=keep-shared --remarks=%t/once.yaml --verify -o - | FileCheck %t/once.ll
; RUN: grep -B1 t5child %t/once.yaml | FileCheck %t/once.ll --check-prefix=REMARKS
; RUN: %async-opt %t/dead.ll -O s --passes=keep-shared --remarks=%t/dead.yaml --verify -o - | FileCheck %t/dead.ll
; RUN: grep -B1 t5child %t/dead.yaml | FileCheck %t/dead.ll --check-prefix=REMARKS
; RUN: %async-opt %t/small.ll -O s --passes=keep-shared --remarks=%t/small.yaml --verify -o - | FileCheck %t/small.ll
; RUN: grep -B1 t5child %t/small.yaml | FileCheck %t/small.ll --check-prefix=REMARKS
; RUN: %async-opt %t/noinline.ll -O s --passes=keep-shared --remarks=%t/noinline.yaml --verify -o - | FileCheck %t/noinline.ll
; RUN: grep -B1 t5child %t/noinline.yaml | FileCheck %t/noinline.ll --check-prefix=REMARKS
; RUN: %async-opt %t/fuel.ll -O s --fuel=0 --passes=keep-shared --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: grep -B1 t5child %t/fuel.yaml | FileCheck %t/fuel.ll --check-prefix=REMARKS

;--- speed.ll
; At O3 the inliner decides.
; CHECK-NOT: noinline
; REMARKS: Name: {{ *}}SPEED_COUNTS{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) inlinehint nounwind {
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 16
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>
@vtable.second = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- once.ll
; One caller: inlining it makes nothing larger.
; CHECK-NOT: noinline
; REMARKS: Name: {{ *}}POLLED_ONCE{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) inlinehint nounwind {
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- dead.ll
; And where the only other poll is in a function without callers.
; CHECK-NOT: noinline
; REMARKS: Name: {{ *}}POLLED_ONCE{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) inlinehint nounwind {
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; What devirt inlined a call of: nobody calls it any more.
define internal i1 @"_ZN4core3pin4poll17h0000000000000001E"(ptr %pin, ptr %cx) {
  %frame = load ptr, ptr %pin, align 8
  %r = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %frame, ptr %cx)
  ret i1 %r
}

;--- small.ll
; Not worth a call.
; CHECK-NOT: noinline
; REMARKS: Name: {{ *}}SMALL{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %done = trunc i8 %tag to i1
  br i1 %done, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 16
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>
@vtable.second = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- noinline.ll
; Its own attribute says what to do.
; CHECK: attributes {{.*}}noinline
; REMARKS: Name: {{ *}}SMALL{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) noinline nounwind {
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 16
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>
@vtable.second = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- fuel.ll
; Everything as it should be.
; CHECK-NOT: noinline
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) inlinehint nounwind {
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 16
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>
@vtable.second = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr)
declare void @t11into_future(ptr) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
