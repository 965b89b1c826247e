; States that nothing stores leave the dispatch, in the resume function and in its drop glue.
;
; RUN: %async-opt %s --passes=state-set --verify -o - | FileCheck %s
; RUN: %async-opt %s --passes=state-set -o /dev/null --emit=ll --remarks=- 2>&1 | FileCheck %s --check-prefix=REMARKS
; RUN: %async-opt %s --passes=state-set --fuel=0 -o /dev/null --emit=ll --remarks=- --stats 2>&1 | FileCheck %s --check-prefix=FUEL
; RUN: %async-opt %s --passes=state-set -o %t.once.ll
; RUN: %async-opt %t.once.ll --passes=state-set --stats -o /dev/null --emit=ll | FileCheck %s --check-prefix=IDLE
;
; FUEL: OUT_OF_FUEL
; FUEL: "rewrites":0
; IDLE: "rewrites":0

; State 3 is stored only behind itself: from the start nothing leads there.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t4dead28_
; CHECK: switch i32 %wide, label %bad [
; CHECK-NEXT: i32 0, label %first
; CHECK-NEXT: i32 1, label %returned
; CHECK-NEXT: ]
; REMARKS: Function:        '_ZN1t4dead28_
; REMARKS: 1 state that can not be reached is gone

define internal { i32, i32 } @"_ZN1t4dead28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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

; Its glue, paired by the vtable, has nothing to drop in a state that no frame is in.
; CHECK-LABEL: define internal void @drop_in_place.dead(
; CHECK: switch i32 %wide, label %done [
; CHECK-NEXT: ]
; REMARKS: Function:        'drop_in_place.dead'

define internal void @"drop_in_place.dead"(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %done [
    i32 3, label %suspended
  ]

suspended:
  call void @drop_local(ptr %frame)
  br label %done

done:
  ret void
}

@vtable.dead = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @"drop_in_place.dead", [16 x i8] zeroinitializer, ptr @"_ZN1t4dead28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E" }>

; A state that a path from the start stores stays.
; CHECK-LABEL: define internal { i32, i32 } @"_ZN1t5alive28_
; CHECK: i32 3, label %resumed
; REMARKS: Name:            NOTHING_TO_REMOVE
; REMARKS-NEXT: Function:        '_ZN1t5alive28_
; REMARKS: Name:            GLUE_UNPAIRED
; REMARKS-NEXT: Function:        '_ZN1t5alive28_

define internal { i32, i32 } @"_ZN1t5alive28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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

; Without evidence that it is this frame's, drop glue stays as it is, whatever its name.
; CHECK-LABEL: define internal void @drop_in_place.alive(
; CHECK: i32 4, label %suspended

define internal void @"drop_in_place.alive"(ptr %frame) {
start:
  %tag = load i8, ptr %frame, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %done [
    i32 4, label %suspended
  ]

suspended:
  call void @drop_local(ptr %frame)
  br label %done

done:
  ret void
}


declare void @drop_local(ptr)
declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
