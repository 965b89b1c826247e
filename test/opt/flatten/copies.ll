; At levels for speed a child that two awaits poll becomes a part of both parents.
;
; RUN: %async-opt %s --passes=flatten --remarks=%t.yaml --verify -o - | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml
; RUN: %async-opt %s --passes=flatten --fuel=1 --verify -o - | FileCheck %s --check-prefix=FUEL

; REMARKS: Name: {{ *}}Applied{{$}}
; REMARKS: Name: {{ *}}Applied{{$}}
; One unit of fuel is one copy: the other parent polls as before.
; FUEL-COUNT-1: call i1 @"_ZN1t5child28_
; FUEL-NOT: call i1 @"_ZN1t5child28_

; CHECK-NOT: call i1 @"_ZN1t5child28_
; CHECK-LABEL: define internal i1 @"_ZN1t6parent28_
; CHECK: store i8 0, ptr %tag.local
; CHECK: store i8 3, ptr %tag.local
; CHECK: switch i8 %tag.i
; CHECK-NOT: call i1 @"_ZN1t5child28_
; CHECK-LABEL: define internal i1 @"_ZN1t6second28_
; CHECK: store i8 0, ptr %tag.local
; CHECK: store i8 3, ptr %tag.local
; CHECK: switch i8 %tag.i
; CHECK-NOT: call i1 @"_ZN1t5child28_

target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
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
  %x = load i32, ptr %self, align 8
  call void @take(i32 %x)
  call void @t11into_future(ptr %place)
  store i8 0, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pending = call i1 @external(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %tag.place, align 1
  ret i1 true

ready:
  store i8 1, ptr %tag.place, align 1
  ret i1 false
}

define internal void @drop_in_place.child(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 4
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  call void @effect()
  br label %done

done:
  ret void
}

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
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
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.parent(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
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
define internal i1 @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [16 x i8], align 8
  %place = getelementptr inbounds i8, ptr %self, i64 24
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
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.second(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 24
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.second = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.second, [16 x i8] zeroinitializer, ptr @"_ZN1t6second28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}
