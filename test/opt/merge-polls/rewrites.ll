; Awaits of one child at one place of the frame share the poll; the state says which goes on.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/two.ll -O z --passes=early-state,merge-polls --verify -o - | FileCheck %t/two.ll
; RUN: %async-opt %t/two.ll -O z --passes=early-state,merge-polls --fuel=2 --verify -o - | FileCheck %t/two.ll --check-prefix=FUEL
; RUN: %async-opt %t/three.ll -O z --passes=early-state,merge-polls --verify -o - | FileCheck %t/three.ll
; RUN: %async-opt %t/result.ll -O z --passes=early-state,merge-polls --verify -o - | FileCheck %t/result.ll
; RUN: %async-opt %t/phi.ll -O z --passes=early-state,merge-polls --verify -o - | FileCheck %t/phi.ll
; RUN: %async-opt %t/two.ll -O 3 --passes=early-state,merge-polls --verify -o - | FileCheck %t/two.ll --check-prefix=FUEL
; RUN: %async-opt %t/three.ll -O s --passes=early-state,merge-polls --remarks=%t/yaml -o /dev/null --emit=ll
; RUN: FileCheck %s --check-prefix=REMARKS <%t/yaml
;
; REMARKS: polled for 3 awaits

;--- two.ll
; Both ways into the second loop lead to the first. With no fuel for it, and at 3, two polls stay.
;
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK: i8 3, label %[[RESUMED:[a-z0-9.]+]]
; CHECK-NEXT: i8 4, label %[[RESUMED]]
; CHECK: store i8 3, ptr %self
; CHECK: [[LOOP:poll3]]:
; CHECK: call {{.*}} @"_ZN1t4leaf28_
; CHECK-NEXT: br i1 %{{.*}}, label %{{.*}}, label %done
; CHECK: done:
; CHECK-NEXT: %state = load i8, ptr %self, align 1
; CHECK-NEXT: icmp eq i8 %state, 4
; CHECK: call void @t4done(i32 3)
; CHECK: store i8 4, ptr %self
; CHECK-NEXT: br label %[[LOOP]]
; CHECK: call void @t4done(i32 4)
; CHECK-NOT: call {{.*}} @"_ZN1t4leaf28_
; CHECK-LABEL: define
;
; FUEL-LABEL: define {{.*}} @"_ZN1t6parent28_
; FUEL-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
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

;--- three.ll
; Three of them. The fourth keeps its child at another place.
;
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK-COUNT-2: call {{.*}} @"_ZN1t4leaf28_
; CHECK-NOT: call {{.*}} @"_ZN1t4leaf28_
; CHECK-LABEL: define
target triple = "x86_64-unknown-linux-gnu"

define i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) nounwind {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first3
    i8 1, label %returned
    i8 3, label %resumed3
    i8 4, label %resumed4
    i8 5, label %resumed5
    i8 6, label %resumed6
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
  br label %first5

first5:
  call void @t11into_future(ptr %cx)
  %new5 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new5, align 1
  br label %poll5

resumed5:
  br label %poll5

poll5:
  %place5 = getelementptr inbounds i8, ptr %self, i64 8
  %p5 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place5, ptr %cx)
  br i1 %p5, label %suspend5, label %ready5

suspend5:
  store i8 5, ptr %self, align 1
  ret i1 true

ready5:
  call void @t4done(i32 5)
  br label %first6

first6:
  call void @t11into_future(ptr %cx)
  %new6 = getelementptr inbounds i8, ptr %self, i64 16
  store i8 0, ptr %new6, align 1
  br label %poll6

resumed6:
  br label %poll6

poll6:
  %place6 = getelementptr inbounds i8, ptr %self, i64 16
  %p6 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place6, ptr %cx)
  br i1 %p6, label %suspend6, label %ready6

suspend6:
  store i8 6, ptr %self, align 1
  ret i1 true

ready6:
  call void @t4done(i32 6)
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

;--- result.ll
; The locals into which both polls return become one.
;
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK: [[LOCAL:%.*]] = alloca i64
; CHECK-NOT: alloca
; CHECK: call {{.*}} @"_ZN1t4leaf28_{{.*}}(ptr {{.*}}[[LOCAL]], ptr
; CHECK-NOT: call {{.*}} @"_ZN1t4leaf28_
; CHECK-COUNT-2: call void @t4seen(ptr {{.*}}[[LOCAL]],
; CHECK-LABEL: define
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
  call void @t4seen(ptr %r3, i32 3)
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
  call void @t4seen(ptr %r4, i32 4)
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
declare void @t4seen(ptr, i32) nounwind

;--- phi.ll
; What a phi brings from before an await is used by its own Ready arm alone.
;
; CHECK-LABEL: define {{.*}} @"_ZN1t6parent28_
; CHECK: [[X3:%.*]] = {{.*}}call i32 @t5value()
; CHECK: {{%.*}} = phi i32
; CHECK: call {{.*}} @"_ZN1t4leaf28_
; CHECK-NOT: call {{.*}} @"_ZN1t4leaf28_
; CHECK: call i32 @t5value()
; CHECK-LABEL: define
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
  %x3 = call i32 @t5value()
  %new3 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new3, align 1
  br label %poll3

resumed3:
  br label %poll3

poll3:
  %h3 = phi i32 [ %x3, %first3 ], [ poison, %resumed3 ]
  %place3 = getelementptr inbounds i8, ptr %self, i64 8
  %p3 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place3, ptr %cx)
  br i1 %p3, label %suspend3, label %ready3

suspend3:
  store i8 3, ptr %self, align 1
  ret i1 true

ready3:
  call void @t4done(i32 %h3)
  br label %first4

first4:
  call void @t11into_future(ptr %cx)
  %x4 = call i32 @t5value()
  %new4 = getelementptr inbounds i8, ptr %self, i64 8
  store i8 0, ptr %new4, align 1
  br label %poll4

resumed4:
  br label %poll4

poll4:
  %h4 = phi i32 [ %x4, %first4 ], [ poison, %resumed4 ]
  %place4 = getelementptr inbounds i8, ptr %self, i64 8
  %p4 = call i1 @"_ZN1t4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000002E"(ptr %place4, ptr %cx)
  br i1 %p4, label %suspend4, label %ready4

suspend4:
  store i8 4, ptr %self, align 1
  ret i1 true

ready4:
  call void @t4done(i32 %h4)
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
declare i32 @t5value() nounwind

