; What bears a coroutine's marks and is not understood is counted and left alone: one body for
; each reason.
;
; near-use is about any address of any function.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/not-a-closure.ll --no-pass=near-use --stats --verify -o %t/not-a-closure.out.ll | FileCheck %s
; RUN: %async-opt %t/not-a-closure.ll --passes= -o %t/not-a-closure.same.ll
; RUN: cmp %t/not-a-closure.out.ll %t/not-a-closure.same.ll
; RUN: %async-opt %t/not-a-poll.ll --no-pass=near-use --stats --verify -o %t/not-a-poll.out.ll | FileCheck %s
; RUN: %async-opt %t/not-a-poll.ll --passes= -o %t/not-a-poll.same.ll
; RUN: cmp %t/not-a-poll.out.ll %t/not-a-poll.same.ll
; RUN: %async-opt %t/not-raw.ll --no-pass=near-use --stats --verify -o %t/not-raw.out.ll | FileCheck %s
; RUN: %async-opt %t/not-raw.ll --passes= -o %t/not-raw.same.ll
; RUN: cmp %t/not-raw.out.ll %t/not-raw.same.ll
; RUN: %async-opt %t/no-dispatch.ll --no-pass=near-use --stats --verify -o %t/no-dispatch.out.ll | FileCheck %s
; RUN: %async-opt %t/no-dispatch.ll --passes= -o %t/no-dispatch.same.ll
; RUN: cmp %t/no-dispatch.out.ll %t/no-dispatch.same.ll
; RUN: %async-opt %t/no-dispatch-width.ll --no-pass=near-use --stats --verify -o %t/no-dispatch-width.out.ll | FileCheck %s
; RUN: %async-opt %t/no-dispatch-width.ll --passes= -o %t/no-dispatch-width.same.ll
; RUN: cmp %t/no-dispatch-width.out.ll %t/no-dispatch-width.same.ll
; RUN: %async-opt %t/no-dispatch-value.ll --no-pass=near-use --stats --verify -o %t/no-dispatch-value.out.ll | FileCheck %s
; RUN: %async-opt %t/no-dispatch-value.ll --passes= -o %t/no-dispatch-value.same.ll
; RUN: cmp %t/no-dispatch-value.out.ll %t/no-dispatch-value.same.ll
; RUN: %async-opt %t/tag-written-oddly.ll --no-pass=near-use --stats --verify -o %t/tag-written-oddly.out.ll | FileCheck %s
; RUN: %async-opt %t/tag-written-oddly.ll --passes= -o %t/tag-written-oddly.same.ll
; RUN: cmp %t/tag-written-oddly.out.ll %t/tag-written-oddly.same.ll
; RUN: %async-opt %t/return-without-state.ll --no-pass=near-use --stats --verify -o %t/return-without-state.out.ll | FileCheck %s
; RUN: %async-opt %t/return-without-state.ll --passes= -o %t/return-without-state.same.ll
; RUN: cmp %t/return-without-state.out.ll %t/return-without-state.same.ll
; RUN: %async-opt %t/inlined-into.ll --no-pass=near-use --stats --verify -o %t/inlined-into.out.ll | FileCheck %s
; RUN: %async-opt %t/inlined-into.ll --passes= -o %t/inlined-into.same.ll
; RUN: cmp %t/inlined-into.out.ll %t/inlined-into.same.ll
; RUN: %async-opt %t/tag-by-choice.ll --no-pass=near-use --stats --verify -o %t/tag-by-choice.out.ll | FileCheck %s
; RUN: %async-opt %t/tag-by-choice.ll --passes= -o %t/tag-by-choice.same.ll
; RUN: cmp %t/tag-by-choice.out.ll %t/tag-by-choice.same.ll
; RUN: %async-opt %t/always-inlined.ll --no-pass=near-use --stats --verify -o %t/always-inlined.out.ll | FileCheck %s
; RUN: %async-opt %t/always-inlined.ll --passes= -o %t/always-inlined.same.ll
; RUN: cmp %t/always-inlined.out.ll %t/always-inlined.same.ll
; CHECK: "futures":0,"opaque":1,"never_suspend":0,"states_removed":0,"frames_local":0,"rewrites":0
; RUN: %async-opt %t/understood.ll --stats -o /dev/null --emit=ll | FileCheck %s --check-prefix=UNDERSTOOD
; UNDERSTOOD: "futures":1,"opaque":0
;
; What all of the others are but for one thing.
;--- understood.ll
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- not-a-closure.ll
; NOT_A_CLOSURE: The marks in a function that is none of rustc's coroutines by its symbol.
define internal { i32, i32 } @"_ZN1t1f17h0000000000000001E"(ptr %self, ptr %cx) {
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

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- not-a-poll.ll
; NOT_A_POLL: A poll has a frame and a context, both pointers.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, i64 %cx) {
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
  %result = call { i32, i32 } @external(ptr %place, ptr %self)
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

;--- not-raw.ll
; NOT_RAW: The self loop of the marked arm is gone, so LLVM has been here.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  br label %panic

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

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- no-dispatch.ll
; NO_DISPATCH: The entry does not branch on what it loads from the frame.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr @elsewhere, align 1
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

@elsewhere = external global i8

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- no-dispatch-width.ll
; NO_DISPATCH: rustc has no tags of this width.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i24, ptr %self, align 1
  %wide = zext i24 %tag to i32
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
  store i24 3, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i24 1, ptr %self, align 1
  ret { i32, i32 } %result
}

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- no-dispatch-value.ll
; NO_DISPATCH: The marked arm is where an unresumed frame goes, too.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %made = alloca [1 x i8], align 1
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %returned
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

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- tag-written-oddly.ll
; TAG_WRITTEN_ODDLY: A value that is not known is stored over the tag.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  %any = trunc i32 %variant to i8
  store i8 %any, ptr %self, align 1
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- return-without-state.ll
; RETURN_WITHOUT_STATE: It returns from a place that stores no state.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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
  ret { i32, i32 } { i32 1, i32 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- inlined-into.ll
; INLINED_INTO: It suspends without a call of IntoFuture::into_future: a closure that a coroutine
; was inlined into.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
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

declare { i32, i32 } @external(ptr, ptr)
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- tag-by-choice.ll
; TAG_WRITTEN_ODDLY: It may be the tag that a store behind a select of addresses writes.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx, i1 %chosen) {
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
  %where = select i1 %chosen, ptr %self, ptr %place
  store i8 4, ptr %where, align 1
  store i8 1, ptr %self, align 1
  ret { i32, i32 } %result
}

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

;--- always-inlined.ll
; ALWAYS_INLINED: LLVM would delete it.
define internal { i32, i32 } @"_ZN1t1f28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) alwaysinline {
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

declare { i32, i32 } @external(ptr, ptr)
declare void @t11into_future()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
