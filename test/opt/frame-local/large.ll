; More than 256 bytes go to the stack only where LLVM is sure to inline the child: where this poll
; is the only use of it.
;
; RUN: %async-opt %s --passes=never-suspends,frame-local --verify -o - | FileCheck %s
; RUN: sed -e 's/i64 1024/i64 8192/' -e 's/1024 x i8/8192 x i8/' %s >%t.ll
; RUN: %async-opt %t.ll --passes=never-suspends,frame-local --verify -o - | FileCheck %s --check-prefix=TOO
; On bare metal none does.
; RUN: sed -e '1i target triple = "thumbv7em-none-unknown-eabi"' %s >%t.bare.ll
; RUN: %async-opt %t.bare.ll --passes=never-suspends,frame-local --verify -o - | FileCheck %s --check-prefix=TOO
;
; TOO-NOT: %awaitee.local

; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t5large28_
; CHECK: %awaitee.local = alloca [1024 x i8], align 8
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %awaitee.local, ptr align 1 %made, i64 1024, i1 false)
; CHECK: call { i32, i32 } @"_ZN1t5child{{.*}}"(ptr align 1 %awaitee.local, ptr %cx)

define internal { i32, i32 } @"_ZN1t5large28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) {
start:
  %made = alloca [1024 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 1024
  %tag = load i8, ptr %self, align 8
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
  call void @"_ZN1t11into_future17h0000000000000003E"(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 1 %made, i64 1024, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr align 1 %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 8
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 8
  ret { i32, i32 } { i32 0, i32 5 }
}

define internal { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr align 1 %self, ptr %cx) {
start:
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } { i32 0, i32 42 }
}

declare void @"_ZN1t11into_future17h0000000000000003E"(ptr)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @panic_const28panic_const_async_fn_resumed()
