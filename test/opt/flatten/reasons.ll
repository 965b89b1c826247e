; One child for each reason to leave it a function of its own. The other reasons for which a future
; is not closed are in test/opt/repoll/reasons.ll.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/otherwise.ll --passes=flatten --remarks=%t/otherwise.yaml --verify -o - | FileCheck %t/otherwise.ll
; RUN: grep -A1 -E 'Name:' %t/otherwise.yaml | grep -B1 t5child | FileCheck %t/otherwise.ll --check-prefix=REMARKS
; RUN: %async-opt %t/twice.ll -O s --passes=flatten --remarks=%t/twice.yaml --verify --emit=ll -o - | FileCheck %t/twice.ll
; RUN: grep -A1 -E 'Name:' %t/twice.yaml | grep -B1 t5child | FileCheck %t/twice.ll --check-prefix=REMARKS
; RUN: %async-opt %t/unpaired.ll --passes=flatten --remarks=%t/unpaired.yaml --verify -o - | FileCheck %t/unpaired.ll
; RUN: grep -A1 -E 'Name:' %t/unpaired.yaml | grep -B1 t5child | FileCheck %t/unpaired.ll --check-prefix=REMARKS
; RUN: %async-opt %t/size.ll --passes=flatten --remarks=%t/size.yaml --verify -o - | FileCheck %t/size.ll
; RUN: grep -A1 -E 'Name:' %t/size.yaml | grep -B1 t5child | FileCheck %t/size.ll --check-prefix=REMARKS
; RUN: %async-opt %t/never.ll --passes=never-suspends,state-set,flatten --remarks=%t/never.yaml --verify -o - | FileCheck %t/never.ll
; RUN: grep -A1 -E 'Name:' %t/never.yaml | grep -B1 t5child | FileCheck %t/never.ll --check-prefix=REMARKS
; RUN: %async-opt %t/noinline.ll --passes=flatten --remarks=%t/noinline.yaml --verify -o - | FileCheck %t/noinline.ll
; RUN: grep -A1 -E 'Name:' %t/noinline.yaml | grep -B1 t5child | FileCheck %t/noinline.ll --check-prefix=REMARKS
; RUN: %async-opt %t/features.ll --passes=flatten --remarks=%t/features.yaml --verify -o - | FileCheck %t/features.ll
; RUN: grep -A1 -E 'Name:' %t/features.yaml | grep -B1 t5child | FileCheck %t/features.ll --check-prefix=REMARKS
; RUN: %async-opt %t/unwind.ll --passes=flatten --remarks=%t/unwind.yaml --verify -o - | FileCheck %t/unwind.ll
; RUN: grep -A1 -E 'Name:' %t/unwind.yaml | grep -B1 t5child | FileCheck %t/unwind.ll --check-prefix=REMARKS
; RUN: %async-opt %t/unclear.ll --passes=flatten --remarks=%t/unclear.yaml --verify -o - | FileCheck %t/unclear.ll
; RUN: grep -A1 -E 'Name:' %t/unclear.yaml | grep -B1 t5child | FileCheck %t/unclear.ll --check-prefix=REMARKS
; RUN: %async-opt %t/fuel.ll --fuel=0 --passes=flatten --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: grep -A1 -E 'Name:' %t/fuel.yaml | grep -B1 t5child | FileCheck %t/fuel.ll --check-prefix=REMARKS
; RUN: sed -e 's/MANY/A@A@A@A@A@A@A@A@A@A@/' -e 's/A@/B@B@B@B@B@/g' -e 's/B@/C@C@C@C@C@C@/g' -e 's/C@/E@E@E@E@E@E@E@E@E@E@/g' -e 's/E@/  call void @effect()\n/g' %t/large.ll >%t/large-grown.ll
; RUN: %async-opt %t/large-grown.ll --passes=flatten --remarks=%t/large.yaml --verify --emit=ll -o - | FileCheck %t/large.ll
; RUN: FileCheck %t/large.ll --check-prefix=REMARKS <%t/large.yaml
; RUN: sed -e 's/MANY/A@A@A@A@/' -e 's/A@/B@B@B@B@B@B@B@B@B@B@/g' -e 's/B@/  store i8 1, ptr %%place\n  call void @effect()\n/g' %t/far.ll >%t/far-grown.ll
; RUN: %async-opt %t/far-grown.ll -O s --passes=flatten,keep-shared --remarks=%t/fars.yaml --verify --emit=ll -o /dev/null
; RUN: FileCheck %t/far.ll --check-prefix=MOVED <%t/fars.yaml
; RUN: %async-opt %t/far-grown.ll -O z --passes=flatten,keep-shared --remarks=%t/farz.yaml --verify --emit=ll -o /dev/null
; RUN: FileCheck %t/far.ll --check-prefix=FAR <%t/farz.yaml
; RUN: %async-opt %t/far-grown.ll -O 3 --passes=flatten,keep-shared --remarks=%t/far3.yaml --verify --emit=ll -o /dev/null
; RUN: FileCheck %t/far.ll --check-prefix=MOVED <%t/far3.yaml
; RUN: sed -e 's/MANY/A@A@A@/' -e 's/A@/B@B@B@B@B@B@B@B@B@B@B@B@B@/g' -e 's/B@/  store i8 1, ptr %%place\n  call void @effect()\n/g' %t/far.ll >%t/near.ll
; RUN: %async-opt %t/near.ll -O z --passes=flatten,keep-shared --remarks=%t/near.yaml --verify --emit=ll -o /dev/null
; RUN: FileCheck %t/far.ll --check-prefix=MOVED <%t/near.yaml
; RUN: sed -e 's/MANY/A@A@A@A@A@A@A@A@A@A@/' -e 's/A@/B@B@B@B@B@/g' -e 's/B@/C@C@C@C@C@C@/g' -e 's/C@/  call void @effect()\n/g' %t/near.ll >%t/near-grown.ll
; RUN: %async-opt %t/near-grown.ll -O z --passes=flatten --remarks=%t/nearz.yaml --verify --emit=ll -o /dev/null
; RUN: FileCheck %t/near.ll --check-prefix=MOVED <%t/nearz.yaml

;--- otherwise.ll
; Its vtable lets anybody poll the child.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}POLLED_OTHERWISE{{$}}
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
@vtable.child = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.child, [16 x i8] zeroinitializer, ptr @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- twice.ll
; Two parents await it, and size counts: see copies.ll.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}POLLED_TWICE{{$}}
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

;--- unpaired.ll
; Nothing drops the child, so its drop glue is not found.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}GLUE_UNPAIRED{{$}}
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
  store i8 1, ptr %self, align 1
  ret i1 false
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr null, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- size.ll
; Bytes of a number that is not constant are moved into the place.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}FRAME_SIZE_UNKNOWN{{$}}
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
  %made = call ptr @make()
  %size = call i64 @size()
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 %size, i1 false)
  %place.tag = getelementptr inbounds i8, ptr %place, i64 4
  store i8 0, ptr %place.tag, align 1
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
declare ptr @make() nounwind
declare i64 @size() nounwind

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- never.ll
; The Pending arm of its await is cut.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}CHILD_NEVER_SUSPENDS{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %self, i64 4
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %bad [
    i8 0, label %first
    i8 1, label %returned
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

poll:
  br label %ready

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

declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- noinline.ll
; The user wants a function.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}NOT_INLINABLE{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) noinline nounwind {
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

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- features.ll
; Its code is for other processors than the parent's.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}NOT_INLINABLE{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint nounwind "target-features"="+avx2" {
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

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- unwind.ll
; What unwinds out of its first poll leaves the state as it was: unresumed, in a frame that would not say so.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}MAY_UNWIND{{$}}
target triple = "x86_64-unknown-linux-gnu"

define internal i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) inlinehint {
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

define internal i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) personality ptr @rust_eh_personality {
start:
  %made = alloca [16 x i8], align 8
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
  store i32 42, ptr %made, align 8
  %made.tag = getelementptr inbounds i8, ptr %made, i64 4
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 16, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = invoke i1 @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
          to label %polled unwind label %cleanup

polled:
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  call void @drop_in_place.child(ptr %place)
  store i8 2, ptr %self, align 1
  resume { ptr, i32 } %caught
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

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32)
declare void @effect() nounwind
declare i32 @rust_eh_personality(...)
declare void @panic_in_cleanup() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @panic_const34panic_const_async_fn_resumed_panic()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- unclear.ll
; The resumption branches before it comes to the loop.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}LOOP_UNCLEAR{{$}}
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
  %again = call i1 @again()
  br i1 %again, label %loop, label %once

once:
  call void @effect()
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
declare i1 @again() nounwind

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- fuel.ll
; No rewrite is left.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
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

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- large.ll
; LLVM would take minutes over a program of such bodies.
; CHECK-NOT: %tag.local
; REMARKS: Name: {{ *}}TOO_LARGE{{$}}
; REMARKS-NEXT: Function: {{.*}}5child
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
MANY
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

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- far.ll
; At z a child stays a function with 41 accesses whose offsets would be long inside the parent's
; frame of what nothing awaits, and the inliner is kept from changing that; with 40, at s, and at
; 3, it moves.
; FAR: Pass: {{ *}}flatten
; FAR-NEXT: Name: {{ *}}FAR_AWAY{{$}}
; FAR-NEXT: Function: {{.*}}5child
; FAR: Pass: {{ *}}keep-shared
; FAR-NEXT: Name: {{ *}}Applied{{$}}
; FAR-NEXT: Function: {{.*}}5child
; FAR: stays a function; polled from 1 place'
; MOVED: Pass: {{ *}}flatten
; MOVED-NEXT: Name: {{ *}}Applied{{$}}
; MOVED: 5child{{.*}} becomes a part of it
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
MANY
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
  %place = getelementptr inbounds i8, ptr %self, i64 120
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
  %place = getelementptr inbounds i8, ptr %frame, i64 120
  call void @drop_in_place.child(ptr %place)
  br label %done

done:
  ret void
}

@vtable.parent = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.parent, [16 x i8] zeroinitializer, ptr @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}

;--- near.ll
; The same child within the reach of short offsets moves at z, too.
; MOVED: Name: {{ *}}Applied{{$}}
; MOVED: 5child{{.*}} becomes a part of it
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
MANY
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

declare i1 @external(ptr, ptr) nounwind
declare void @take(i32) nounwind
declare void @effect() nounwind
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future(ptr %future) nounwind {
  ret void
}
