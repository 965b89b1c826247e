; Constructors and glue of a straight line are taken into a coroutine's body before it is read;
; not one whose code another processor, a sanitizer or its own wish keeps apart.
;
; RUN: %async-opt %s --passes=never-suspends,frame-local --verify -o - | FileCheck %s

define internal void @plain(ptr %p) {
  store i32 1, ptr %p, align 4
  ret void
}

define internal void @wide(ptr %p) #0 {
  store i32 2, ptr %p, align 4
  ret void
}

define internal void @checked(ptr %p) sanitize_address {
  store i32 3, ptr %p, align 4
  ret void
}

define internal void @apart(ptr %p) noinline {
  store i32 4, ptr %p, align 4
  ret void
}

; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t1f28_
; CHECK-NOT: call void @plain
; CHECK: store i32 1, ptr %out
; CHECK: call void @wide(ptr %out)
; CHECK: call void @checked(ptr %out)
; CHECK: call void @apart(ptr %out)
; CHECK: ret
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %out = alloca i32, align 4
  %tag = load i8, ptr %self, align 1
  %once = trunc i8 %tag to i1
  br i1 %once, label %returned, label %first

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @plain(ptr %out)
  call void @wide(ptr %out)
  call void @checked(ptr %out)
  call void @apart(ptr %out)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } { i32 0, i32 42 }
}

declare void @panic_const28panic_const_async_fn_resumed()

attributes #0 = { "target-features"="+avx2" }
