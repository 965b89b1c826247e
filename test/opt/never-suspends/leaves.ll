; A poll that is written by hand, too, can be seen never to return Pending: by the constants
; that reach the test of its result. What is not understood counts as Pending.
;
; RUN: %async-opt %s --passes=never-suspends --verify -o - | FileCheck %s
; RUN: %async-opt %s --passes=never-suspends -o /dev/null --emit=ll --remarks=- 2>&1 | FileCheck %s --check-prefix=REMARKS

; Ready(value) and nothing else; it may panic.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t5ready28_
; CHECK: label %never, label %ready
; REMARKS: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t5ready28_
define internal { i64, i64 } @"_ZN1t5ready28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @ready(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @ready(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
  %value = load i64, ptr %self, align 8
  %taken = icmp eq i64 %value, 0
  br i1 %taken, label %panic, label %some

panic:
  call void @panic()
  unreachable

some:
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  store i64 0, ptr %result, align 8
  %variant = load i64, ptr %result, align 8
  %again = load i64, ptr %payload, align 8
  %half = insertvalue { i64, i64 } poison, i64 %variant, 0
  %whole = insertvalue { i64, i64 } %half, i64 %again, 1
  ret { i64, i64 } %whole
}

; It gives back what another one returned.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t5wraps28_
; CHECK: label %never, label %ready
; REMARKS: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t5wraps28_
define internal { i64, i64 } @"_ZN1t5wraps28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @wraps(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @wraps(ptr %self, ptr %cx) personality ptr @panic {
start:
  %pair = invoke { i64, i64 } @ready(ptr %self, ptr %cx)
          to label %next unwind label %cleanup

next:
  ret { i64, i64 } %pair

cleanup:
  %pad = landingpad { ptr, i32 }
          cleanup
  resume { ptr, i32 } %pad
}

; Poll<Option<u64>>: whatever the option's own variant is, it is not Pending's 2.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t6option28_
; CHECK: label %never, label %ready
; REMARKS: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t6option28_
define internal { i64, i64 } @"_ZN1t6option28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @option(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = icmp eq i64 %is, 2
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @option(ptr %self, ptr %cx) {
start:
  %variant = load i64, ptr %self, align 8, !range !0
  %half = insertvalue { i64, i64 } undef, i64 %variant, 0
  ret { i64, i64 } %half
}

; A result behind a pointer, copied there from a local.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t6behind28_
; CHECK: label %never, label %ready
; REMARKS: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t6behind28_
define internal { i64, i64 } @"_ZN1t6behind28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  call void @behind(ptr sret([16 x i8]) %result, ptr %place, ptr %cx)
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal void @behind(ptr sret([16 x i8]) %result, ptr %self, ptr %cx) {
start:
  %local = alloca [24 x i8], align 8
  %inside = getelementptr inbounds i8, ptr %local, i64 8
  store i64 0, ptr %inside, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %result, ptr %inside, i64 16, i1 false)
  ret void
}

; Poll<()> is one bit.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t4unit28_
; CHECK: label %never, label %ready
; REMARKS: Name:            Applied
; REMARKS-NEXT: Function:        '_ZN1t4unit28_
define internal { i64, i64 } @"_ZN1t4unit28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %bit = call zeroext i1 @unit(ptr %place, ptr %cx)
  %byte = zext i1 %bit to i8
  store i8 %byte, ptr %result, align 1
  %is = load i8, ptr %result, align 1
  %pending = trunc i8 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal zeroext i1 @unit(ptr %self, ptr %cx) {
start:
  %result = alloca [1 x i8], align 1
  store i8 0, ptr %result, align 1
  %byte = load i8, ptr %result, align 1
  %bit = trunc i8 %byte to i1
  ret i1 %bit
}

; Pending on one way.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t9sometimes28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t9sometimes28_
define internal { i64, i64 } @"_ZN1t9sometimes28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @sometimes(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @sometimes(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
  %left = load i64, ptr %self, align 8
  %done = icmp eq i64 %left, 0
  br i1 %done, label %ready, label %pending

pending:
  store i64 1, ptr %result, align 8
  br label %end

ready:
  store i64 0, ptr %result, align 8
  br label %end

end:
  %variant = load i64, ptr %result, align 8
  %half = insertvalue { i64, i64 } poison, i64 %variant, 0
  ret { i64, i64 } %half
}

; Who knows what is written through the pointer to its result.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t7escapes28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t7escapes28_
define internal { i64, i64 } @"_ZN1t7escapes28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @escapes(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @escapes(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
  store i64 0, ptr %result, align 8
  call void @look_at(ptr %result)
  %variant = load i64, ptr %result, align 8
  %half = insertvalue { i64, i64 } poison, i64 %variant, 0
  ret { i64, i64 } %half
}

; Its variant is part of a wider store.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t4wide28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t4wide28_
define internal { i64, i64 } @"_ZN1t4wide28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @wide(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @wide(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
  store i128 1, ptr %result, align 8
  %variant = load i64, ptr %result, align 8
  %half = insertvalue { i64, i64 } poison, i64 %variant, 0
  ret { i64, i64 } %half
}

; Another definition may take its place when the program is linked.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t8replaced28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t8replaced28_
define internal { i64, i64 } @"_ZN1t8replaced28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @replaced(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define weak { i64, i64 } @replaced(ptr %self, ptr %cx) {
start:
  ret { i64, i64 } { i64 0, i64 0 }
}

; No body.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t8declared28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t8declared28_
define internal { i64, i64 } @"_ZN1t8declared28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @declared(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

; Undefined is no constant.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t9undecided28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t9undecided28_
define internal { i64, i64 } @"_ZN1t9undecided28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @undecided(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @undecided(ptr %self, ptr %cx) {
start:
  ret { i64, i64 } undef
}

; A result that is never stored tells nothing.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t9unwritten28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t9unwritten28_
define internal { i64, i64 } @"_ZN1t9unwritten28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @unwritten(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @unwritten(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
  %variant = load i64, ptr %result, align 8
  %half = insertvalue { i64, i64 } poison, i64 %variant, 0
  ret { i64, i64 } %half
}

; A chain without an end is given up.
; CHECK-LABEL: define internal { i64, i64 } @"_ZN1t7forever28_
; CHECK: label %suspend, label %ready
; REMARKS: Name:            CHILD_OPAQUE
; REMARKS-NEXT: Function:        '_ZN1t7forever28_
define internal { i64, i64 } @"_ZN1t7forever28_$u7b$$u7b$closure$u7d$$u7d$17h0000000000000001E"(ptr %self, ptr %cx) {
start:
  %result = alloca [16 x i8], align 8
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
  call void @t11into_future()
  store i64 42, ptr %place, align 8
  br label %poll

resumed:
  br label %poll

poll:
  %pair = call { i64, i64 } @forever(ptr %place, ptr %cx)
  %variant = extractvalue { i64, i64 } %pair, 0
  %value = extractvalue { i64, i64 } %pair, 1
  store i64 %variant, ptr %result, align 8
  %payload = getelementptr inbounds i8, ptr %result, i64 8
  store i64 %value, ptr %payload, align 8
  %is = load i64, ptr %result, align 8
  %pending = trunc i64 %is to i1
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret { i64, i64 } { i64 1, i64 0 }

ready:
  store i8 1, ptr %self, align 1
  ret { i64, i64 } { i64 0, i64 0 }
}

define internal { i64, i64 } @forever(ptr %self, ptr %cx) {
start:
  %pair = call { i64, i64 } @forever(ptr %self, ptr %cx)
  ret { i64, i64 } %pair
}

declare { i64, i64 } @declared(ptr, ptr)
declare void @look_at(ptr)
declare void @panic()
declare void @panic_const28panic_const_async_fn_resumed()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define internal void @t11into_future() {
  ret void
}

!0 = !{i64 0, i64 2}
