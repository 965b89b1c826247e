; A child with a single await, of which 41 or 161 accesses would need the long form of an offset in
; the frame of its parent, which nothing awaits. With 41 it stays a function at z, not at s; with 161
; at s, too, but on x86, where LLVM may inline it; not at 2. On x86 it does not stay one where the
; parent is awaited itself.
;
; RUN: split-file %s %t
; RUN: sed -e 's/MANY/A@A@A@A@/' -e 's/A@/B@B@B@B@B@B@B@B@B@B@/g' -e 's/B@/  store i8 1, ptr %%place\n  call void @effect()\n/g' %t/far.ll >%t.41.ll
; RUN: sed -e 's/MANY/A@A@A@A@A@A@A@A@A@A@A@A@A@A@A@A@/' -e 's/A@/B@B@B@B@B@B@B@B@B@B@/g' -e 's/B@/  store i8 1, ptr %%place\n  call void @effect()\n/g' %t/far.ll >%t.161.ll
; RUN: sed -e 's/x86_64-unknown-linux-gnu/thumbv7em-none-eabi/' %t.161.ll >%t.thumb.ll
; RUN: sed -e '/^@vtable/d' %t.41.ll >%t.awaited.ll
; RUN: cat %t/awaited.ll >>%t.awaited.ll
; RUN: sed -e 's/x86_64-unknown-linux-gnu/thumbv7em-none-eabi/' %t.awaited.ll >%t.thumb-awaited.ll
; RUN: %async-opt %t.thumb.ll -O s --passes=keep-shared --remarks=%t.s.yaml --verify -o - | FileCheck %s
; RUN: %async-opt %t.41.ll -O z --passes=keep-shared --verify -o - | FileCheck %s
; RUN: %async-opt %t.thumb-awaited.ll -O z --passes=keep-shared --verify -o - | FileCheck %s
; RUN: %async-opt %t.41.ll -O s --passes=keep-shared --verify --remarks=%t.41.yaml -o /dev/null --emit=ll
; RUN: %async-opt %t.161.ll -O s --passes=keep-shared --verify --remarks=%t.161.yaml -o /dev/null --emit=ll
; RUN: %async-opt %t.awaited.ll -O z --passes=keep-shared --verify --remarks=%t.awaited.yaml -o /dev/null --emit=ll
; RUN: %async-opt %t.161.ll -O 2 --passes=keep-shared --verify --remarks=%t.2.yaml -o /dev/null --emit=ll
; RUN: FileCheck %s --check-prefix=REMARKS <%t.s.yaml
; RUN: grep -A1 Name: %t.41.yaml | FileCheck %s --check-prefix=ONCE
; RUN: grep -A1 Name: %t.161.yaml | FileCheck %s --check-prefix=ONCE
; RUN: grep -A1 Name: %t.awaited.yaml | FileCheck %s --check-prefix=ONCE
; RUN: grep -A1 Name: %t.2.yaml | FileCheck %s --check-prefix=SPEED
;
; CHECK: define internal {{.*}}i1 @"_ZN1t5child28_{{.*}} [[ATTRS:#[0-9]+]]
; CHECK: call {{.*}}i1 @"_ZN1t5child28_
; CHECK: attributes [[ATTRS]] = { {{.*}}noinline
; REMARKS: stays a function; polled from 1 place'
; ONCE: POLLED_ONCE
; ONCE-NEXT: 5child
; SPEED: SPEED_COUNTS
; SPEED-NEXT: 5child

;--- far.ll
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

;--- awaited.ll
define internal i1 @"_ZN1t5grand28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %self, ptr %cx) nounwind {
start:
  %made = alloca [136 x i8], align 8
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
  %made.tag = getelementptr inbounds i8, ptr %made, i64 0
  store i8 0, ptr %made.tag, align 1
  call void @t11into_future(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %place, ptr align 8 %made, i64 136, i1 false)
  br label %loop

resumed:
  br label %loop

loop:
  %pending = call i1 @"_ZN1t6parent28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr align 8 %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  call void @drop_in_place.parent(ptr %place)
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal void @drop_in_place.grand(ptr %frame) nounwind {
start:
  %tag.place = getelementptr inbounds i8, ptr %frame, i64 0
  %tag = load i8, ptr %tag.place, align 1
  switch i8 %tag, label %done [
    i8 3, label %suspended
  ]

suspended:
  %place = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.parent(ptr %place)
  br label %done

done:
  ret void
}

@vtable.grand = constant <{ ptr, [16 x i8], ptr }> <{ ptr @drop_in_place.grand, [16 x i8] zeroinitializer, ptr @"_ZN1t5grand28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>
