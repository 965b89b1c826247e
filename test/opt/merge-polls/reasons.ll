; One body for each reason to poll in two places.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/opaque.ll -O z --passes=early-state,merge-polls --remarks=%t/opaque.yaml --verify -o - | FileCheck %t/opaque.ll
; RUN: FileCheck %t/opaque.ll --check-prefix=REMARKS <%t/opaque.yaml
; RUN: %async-opt %t/child-opaque.ll -O z --passes=early-state,merge-polls --remarks=%t/child-opaque.yaml --verify -o - | FileCheck %t/child-opaque.ll
; RUN: FileCheck %t/child-opaque.ll --check-prefix=REMARKS <%t/child-opaque.yaml
; RUN: %async-opt %t/small.ll -O z --passes=early-state,merge-polls --remarks=%t/small.yaml --verify -o - | FileCheck %t/small.ll
; RUN: FileCheck %t/small.ll --check-prefix=REMARKS <%t/small.yaml
; RUN: %async-opt %t/not-early.ll -O z --passes=merge-polls --remarks=%t/not-early.yaml --verify -o - | FileCheck %t/not-early.ll
; RUN: FileCheck %t/not-early.ll --check-prefix=REMARKS <%t/not-early.yaml
; RUN: %async-opt %t/unwinds.ll -O z --passes=early-state,merge-polls --remarks=%t/unwinds.yaml --verify -o - | FileCheck %t/unwinds.ll
; RUN: FileCheck %t/unwinds.ll --check-prefix=REMARKS <%t/unwinds.yaml
; RUN: %async-opt %t/call-between.ll -O z --passes=early-state,merge-polls --remarks=%t/call-between.yaml --verify -o - | FileCheck %t/call-between.ll
; RUN: FileCheck %t/call-between.ll --check-prefix=REMARKS <%t/call-between.yaml
; RUN: %async-opt %t/store-between.ll -O z --passes=early-state,merge-polls --remarks=%t/store-between.yaml --verify -o - | FileCheck %t/store-between.ll
; RUN: FileCheck %t/store-between.ll --check-prefix=REMARKS <%t/store-between.yaml
; RUN: %async-opt %t/other-place.ll -O z --passes=early-state,merge-polls --remarks=%t/other-place.yaml --verify -o - | FileCheck %t/other-place.ll
; RUN: FileCheck %t/other-place.ll --check-prefix=REMARKS <%t/other-place.yaml
; RUN: %async-opt %t/other-exit.ll -O z --passes=early-state,merge-polls --remarks=%t/other-exit.yaml --verify -o - | FileCheck %t/other-exit.ll
; RUN: FileCheck %t/other-exit.ll --check-prefix=REMARKS <%t/other-exit.yaml
; RUN: %async-opt %t/both-results.ll -O z --passes=early-state,merge-polls --remarks=%t/both-results.yaml --verify -o - | FileCheck %t/both-results.ll
; RUN: FileCheck %t/both-results.ll --check-prefix=REMARKS <%t/both-results.yaml
; RUN: %async-opt %t/fuel.ll -O z --passes=early-state,merge-polls --fuel=2 --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=REMARKS <%t/fuel.yaml

;--- opaque.ll
; Two ways lead to the store of the first state: what it waits for is not known.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}AWAIT_OPAQUE{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  %odd = load i1, ptr %cx, align 1
  br i1 %odd, label %suspend3, label %on3

on3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- child-opaque.ll
; What is polled is no coroutine.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @external
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}CHILD_OPAQUE{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @external(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @external(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
declare i1 @external(ptr, ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- small.ll
; A call would be as large as the body.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}SMALL{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- not-early.ll
; The state is stored at Pending: behind Ready it may be any.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}STATE_NOT_EARLY{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- unwinds.ll
; Each poll unwinds to a cleanup of its own.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: invoke {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}POLL_UNWINDS{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx) nounwind
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = invoke i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx) to label %on3 unwind label %pad3

on3:
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx) nounwind
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = invoke i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx) to label %on4 unwind label %pad4

on4:
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

pad3:
  %l3 = landingpad { ptr, i32 } cleanup
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %l3

pad4:
  %l4 = landingpad { ptr, i32 } cleanup
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %l4

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr)
declare i32 @rust_eh_personality(...)
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- call-between.ll
; Something else is called in each turn of the loop.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}LOOP_UNCLEAR{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  call void @t4turn()
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  call void @t4turn()
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @t4turn() nounwind


;--- store-between.ll
; Something is written in each turn of the loop.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}LOOP_UNCLEAR{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  store i8 3, ptr %cx
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  store i8 4, ptr %cx
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- other-place.ll
; The children lie at two places.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}NO_SUCH_AWAIT{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 16
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 16
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- other-exit.ll
; Pending is not the same.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}NO_SUCH_AWAIT{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  store i8 3, ptr %cx
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  store i8 4, ptr %cx
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()


;--- both-results.ll
; The locals of both results are used together.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}NO_SUCH_AWAIT{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %r3 = alloca i64
  %r4 = alloca i64
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  call void @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr sret(i64) %r3, ptr %place3, ptr %cx)
  %v3 = load i64, ptr %r3
  %p3 = icmp eq i64 %v3, 9
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4both(ptr %r3, ptr %r4)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  call void @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr sret(i64) %r4, ptr %place4, ptr %cx)
  %v4 = load i64, ptr %r4
  %p4 = icmp eq i64 %v4, 9
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4both(ptr %r3, ptr %r4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal void @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr sret(i64) %ret, ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  store i64 9, ptr %ret
  ret void

end:
  store i8 1, ptr %self, align 1
  store i64 7, ptr %ret
  ret void
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @t4both(ptr, ptr) nounwind


;--- fuel.ll
; Two units are spent by early-state.
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; REMARKS-NOT: polled for
; REMARKS: Pass: {{ *}}merge-polls{{[[:space:]]}}Name: {{ *}}OUT_OF_FUEL{{[[:space:]]}}Function: {{.*}}6parent
; REMARKS-NOT: polled for
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first3:
  call void @t11into_future(ptr %cx)
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 4)
  br label %end

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}
; A child that is large enough to stay a function.
define internal i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %self, ptr %cx) noinline nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
    i8 3, label %first
  ]

bad:
  unreachable

returned:
  br i1 false, label %returned, label %panic

panic:
  call void @panic_const28panic_const_async_fn_resumed()
  unreachable

first:
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  call void @t11into_future(ptr %cx)
  %ready = call i1 @t4work(ptr %cx)
  br i1 %ready, label %end, label %suspend

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

end:
  store i8 1, ptr %self, align 1
  ret i1 false
}

declare i1 @t4work(ptr) nounwind
declare void @t11into_future(ptr) nounwind
declare void @t4done(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()

