; An await whose child can not be Pending loses its Pending arm, level by level; and one await
; for each reason not to.
;
; RUN: %async-opt %s --passes=never-suspends --verify -o - | FileCheck %s
; RUN: %async-opt %s --passes=never-suspends -o /dev/null --emit=ll --remarks=- 2>&1 | FileCheck %s --check-prefix=REMARKS
; RUN: %async-opt %s --passes=never-suspends --fuel=1 -o /dev/null --emit=ll --remarks=- 2>&1 | FileCheck %s --check-prefix=FUEL
; RUN: %async-opt %s --passes=never-suspends --stats -o %t.once.ll | FileCheck %s --check-prefix=STATS
; RUN: %async-opt %t.once.ll --passes=never-suspends --stats -o /dev/null --emit=ll | FileCheck %s --check-prefix=IDLE
;
; STATS: "futures":7,"opaque":0,"never_suspend":4,{{.*}}"rewrites":2
; IDLE: "rewrites":0

; FUEL: Name:            Applied
; FUEL: Name:            OUT_OF_FUEL
; FUEL-NOT: Name:            Applied

define internal { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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

; The only suspend of the parent is gone, so the parent never suspends either.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t6parent28_
; CHECK: br i1 %pending, label %never, label %ready
; CHECK: never:
; CHECK-NEXT: unreachable
; REMARKS-DAG: _ZN1t5child{{.*}} is never Pending: state 3 is not entered here

define internal { i32, i32 } @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 1, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t11grandparent28_
; CHECK: br i1 %pending, label %never, label %ready
; REMARKS-DAG: _ZN1t6parent{{.*}} is never Pending: state 3 is not entered here

define internal { i32, i32 } @"_ZN1t11grandparent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 1, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; What is not a coroutine may return anything.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t12opaque_child28_
; CHECK: br i1 %pending, label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t12opaque_child28_

define internal { i32, i32 } @"_ZN1t12opaque_child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 1, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @external(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; A child that can be Pending, although its own await has none of the marks of ours.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t14child_suspends28_
; CHECK: br i1 %pending, label %suspend, label %ready
; REMARKS: Name:            CHILD_SUSPENDS
; REMARKS-NEXT: Function:        '_ZN1t14child_suspends28_

define internal { i32, i32 } @"_ZN1t14child_suspends28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 1, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @"_ZN1t12opaque_child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; A state that two places lead to: which of them is the Pending arm is not clear.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t12opaque_await28_
; CHECK: br i1 %pending, label %suspend, label %ready
; REMARKS: Name:            AWAIT_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t12opaque_await28_

define internal { i32, i32 } @"_ZN1t12opaque_await28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 1, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  %value = extractvalue { i32, i32 } %result, 1
  %odd = trunc i32 %value to i1
  br i1 %odd, label %suspend, label %done

done:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; A store of 3 that only state 3 leads to: the set of states is a fixpoint from {0}.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t11unreachable28_

define internal { i32, i32 } @"_ZN1t11unreachable28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
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
  store i8 1, ptr %self, align 1
  ret { i32, i32 } { i32 0, i32 5 }

resumed:
  br label %poll

poll:
  %result = call { i32, i32 } @external(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
