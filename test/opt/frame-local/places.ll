; The frame of a child that never suspends goes to the stack; and one await for each reason why
; it has to stay in the parent's frame.
;
; RUN: %async-opt %s --passes=never-suspends,frame-local --verify -o - | FileCheck %s
; RUN: %async-opt %s --passes=never-suspends,frame-local -o /dev/null --emit=ll --remarks=%t.yaml
; RUN: grep -A4 'Pass: *frame-local' %t.yaml | FileCheck %s --check-prefix=REMARKS
; RUN: %async-opt %s --passes=never-suspends,frame-local --stats -o %t.once.ll | FileCheck %s --check-prefix=STATS
; RUN: %async-opt %t.once.ll --passes=never-suspends,frame-local --stats -o /dev/null --emit=ll | FileCheck %s --check-prefix=IDLE
;
; STATS: "frames_local":2
; IDLE: "frames_local":0

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

; Not a straight line, or it would be inlined before the pass looks.
define internal void @drop_in_place.child(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  %unresumed = icmp eq i8 %tag, 0
  br i1 %unresumed, label %drop, label %done

drop:
  br label %done

done:
  ret void
}

; Move, poll and drop, all of them on the local.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t5plain28_
; CHECK: %awaitee.local = alloca [1 x i8], align 8
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr %awaitee.local, ptr %made, i64 1, i1 false)
; CHECK: %result = call { i32, i32 } @"_ZN1t5child{{.*}}"(ptr %awaitee.local, ptr %cx)
; CHECK: call void @drop_in_place.child(ptr %awaitee.local)
; REMARKS: Function:        '_ZN1t5plain28_
; REMARKS: 1 bytes, is a local here

define internal { i32, i32 } @"_ZN1t5plain28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; A real await behind it, and glue that does not look at the place: still a local.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t6behind28_
; CHECK: %awaitee.local = alloca [1 x i8], align 8
; REMARKS: Function:        '_ZN1t6behind28_
; REMARKS: 1 bytes, is a local here

define internal { i32, i32 } @"_ZN1t6behind28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
    i32 4, label %resumed2
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
  call void @drop_in_place.child(ptr %place)
  br label %poll2

resumed2:
  br label %poll2

poll2:
  %other = call { i32, i32 } @external(ptr %self, ptr %cx)
  %variant2 = extractvalue { i32, i32 } %other, 0
  %pending2 = trunc i32 %variant2 to i1
  br i1 %pending2, label %suspend2, label %ready2

suspend2:
  store i8 4, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready2:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %other
}

define internal void @"drop_in_place.behind"(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %done [
    i32 4, label %suspended
  ]

suspended:
  %there = getelementptr inbounds i8, ptr %frame, i64 16
  call void @drop_local(ptr %there)
  br label %done

done:
  ret void
}

@vtable.behind = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @"drop_in_place.behind", [16 x i8] zeroinitializer, ptr @"_ZN1t6behind28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

; Behind a pointer, as a Pin<Box<_>> is.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t12not_embedded28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            FRAME_NOT_EMBEDDED
; REMARKS-NEXT: Function:        '_ZN1t12not_embedded28_

define internal { i32, i32 } @"_ZN1t12not_embedded28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  %box = load ptr, ptr %place, align 8
  %result = call { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %box, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  call void @drop_in_place.child(ptr %box)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; No move into the place says how large the child is.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t12size_unknown28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            FRAME_SIZE_UNKNOWN
; REMARKS-NEXT: Function:        '_ZN1t12size_unknown28_

define internal { i32, i32 } @"_ZN1t12size_unknown28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  store i8 0, ptr %place, align 1
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
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; More than may go to the stack.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t9too_large28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            FRAME_TOO_LARGE
; REMARKS-NEXT: Function:        '_ZN1t9too_large28_

define internal { i32, i32 } @"_ZN1t9too_large28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [512 x i8], align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 512, i1 false)
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
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; Somebody else is told where the child is.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t7escapes28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            FRAME_USED_OTHERWISE
; REMARKS-NEXT: Function:        '_ZN1t7escapes28_

define internal { i32, i32 } @"_ZN1t7escapes28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  call void @tell(ptr %place)
  %result = call { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; Another local lies over a part of the same bytes.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t6shared28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            FRAME_SHARED
; REMARKS-NEXT: Function:        '_ZN1t6shared28_

define internal { i32, i32 } @"_ZN1t6shared28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [8 x i8], align 1
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
  call void @llvm.memcpy.p0.p0.i64(ptr %place, ptr %made, i64 8, i1 false)
  br label %poll

resumed:
  br label %poll

poll:
  %inside = getelementptr inbounds i8, ptr %self, i64 12
  store i8 7, ptr %inside, align 1
  %result = call { i32, i32 } @"_ZN1t5child28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %place, ptr %cx)
  %variant = extractvalue { i32, i32 } %result, 0
  %pending = trunc i32 %variant to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  call void @drop_in_place.child(ptr %place)
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

; Resumed from a real await, it drops the child that an earlier poll made.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t4live28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            FRAME_LIVE_AT_RESUME
; REMARKS-NEXT: Function:        '_ZN1t4live28_

define internal { i32, i32 } @"_ZN1t4live28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
    i32 4, label %resumed2
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
  call void @drop_in_place.child(ptr %place)
  br label %poll2

resumed2:
  call void @drop_in_place.child(ptr %place)
  br label %poll2

poll2:
  %other = call { i32, i32 } @external(ptr %self, ptr %cx)
  %variant2 = extractvalue { i32, i32 } %other, 0
  %pending2 = trunc i32 %variant2 to i1
  br i1 %pending2, label %suspend2, label %ready2

suspend2:
  store i8 4, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready2:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %other
}

; It can rest suspended, and what is dropped then is not known.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t12glue_unknown28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            GLUE_UNPAIRED
; REMARKS-NEXT: Function:        '_ZN1t12glue_unknown28_

define internal { i32, i32 } @"_ZN1t12glue_unknown28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
    i32 4, label %resumed2
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
  call void @drop_in_place.child(ptr %place)
  br label %poll2

resumed2:
  br label %poll2

poll2:
  %other = call { i32, i32 } @external(ptr %self, ptr %cx)
  %variant2 = extractvalue { i32, i32 } %other, 0
  %pending2 = trunc i32 %variant2 to i1
  br i1 %pending2, label %suspend2, label %ready2

suspend2:
  store i8 4, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready2:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %other
}

; Suspended at the other await, its glue looks at the place.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t10glue_looks28_
; CHECK-NOT: %awaitee.local
; REMARKS: Name:            GLUE_USES_FRAME
; REMARKS-NEXT: Function:        '_ZN1t10glue_looks28_

define internal { i32, i32 } @"_ZN1t10glue_looks28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %resumed
    i32 4, label %resumed2
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
  call void @drop_in_place.child(ptr %place)
  br label %poll2

resumed2:
  br label %poll2

poll2:
  %other = call { i32, i32 } @external(ptr %self, ptr %cx)
  %variant2 = extractvalue { i32, i32 } %other, 0
  %pending2 = trunc i32 %variant2 to i1
  br i1 %pending2, label %suspend2, label %ready2

suspend2:
  store i8 4, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready2:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %other
}

define internal void @"drop_in_place.glue_looks"(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %done [
    i32 4, label %suspended
  ]

suspended:
  %there = getelementptr inbounds i8, ptr %frame, i64 8
  call void @drop_in_place.child(ptr %there)
  br label %done

done:
  ret void
}

@vtable.glue_looks = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @"drop_in_place.glue_looks", [16 x i8] zeroinitializer, ptr @"_ZN1t10glue_looks28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

declare void @tell(ptr)
declare void @drop_local(ptr)
declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
