; What is not trimmed, and why: each move fails one condition.
;
; RUN: %async-opt %s --passes=move-trim --verify -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=WHY <%t.yaml
;

target triple = "x86_64-unknown-linux-gnu"

; The address was given away before.
; CHECK-LABEL: define void @given_away(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'given_away'
define void @given_away(ptr %to) {
  %made = alloca [256 x i8], align 8
  call void @keep(ptr %made)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; It was stored.
; CHECK-LABEL: define void @stored(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'stored'
define void @stored(ptr %to) {
  %made = alloca [256 x i8], align 8
  %part = getelementptr inbounds i8, ptr %made, i64 8
  store ptr %part, ptr %to, align 8
  call void @effect()
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; The callee gives it back, and somebody may write through the result.
; CHECK-LABEL: define void @returned(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'returned'
define internal ptr @same(ptr %p) {
  ret ptr %p
}
define void @returned(ptr %to) {
  %made = alloca [256 x i8], align 8
  %q = call ptr @same(ptr %made)
  store i64 1, ptr %q, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; Where it is written depends on a value.
; CHECK-LABEL: define void @computed(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'computed'
define void @computed(ptr %to, i64 %i) {
  %made = alloca [256 x i8], align 8
  %part = getelementptr inbounds i8, ptr %made, i64 %i
  store i8 1, ptr %part, align 1
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; It is one of two locals.
; CHECK-LABEL: define void @one_of_two(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'one_of_two'
define void @one_of_two(ptr %to, i1 %c) {
  %made = alloca [256 x i8], align 8
  %other = alloca [256 x i8], align 8
  %p = select i1 %c, ptr %made, ptr %other
  store i64 1, ptr %p, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; The caller's caller has made all of it known to others; here two addresses of it are passed.
; CHECK-LABEL: define internal void @two_addresses(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'two_addresses'
define internal void @two_addresses(ptr %to, ptr %made, ptr %same) {
  store i64 1, ptr %same, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}
define void @passes_two(ptr %to) {
  %made = alloca [256 x i8], align 8
  %part = getelementptr inbounds i8, ptr %made, i64 64
  call void @two_addresses(ptr %to, ptr %made, ptr %part)
  ret void
}

; A caller hands over memory that is not its own.
; CHECK-LABEL: define internal void @of_others(
; CHECK: i64 256, i1 false)
; WHY: Name: SOURCE_SHARED
; WHY-NEXT: Function: 'of_others'
define internal void @of_others(ptr %to, ptr %made) {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}
define void @hands_over(ptr %to) {
  %made = call ptr @malloc(i64 256)
  call void @of_others(ptr %to, ptr %made)
  ret void
}

; Other modules can call it.
; CHECK-LABEL: define void @exported(
; CHECK: i64 256, i1 false)
; WHY: Name: CALLERS_UNKNOWN
; WHY-NEXT: Function: 'exported'
define void @exported(ptr %to, ptr %made) {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; Its address is known.
; CHECK-LABEL: define internal void @in_a_table(
; CHECK: i64 256, i1 false)
; WHY: Name: CALLERS_UNKNOWN
; WHY-NEXT: Function: 'in_a_table'
@table = constant ptr @in_a_table
define internal void @in_a_table(ptr %to, ptr %made) {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; All but 56 bytes were written.
; CHECK-LABEL: define void @nearly_all(
; CHECK: i64 256, i1 false)
; WHY: Name: ALL_WRITTEN
; WHY-NEXT: Function: 'nearly_all'
define void @nearly_all(ptr %to) {
  %made = alloca [256 x i8], align 8
  call void @llvm.memset.p0.i64(ptr align 8 %made, i8 1, i64 200, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; It was copied from what others know: then all of that part counts as written.
; CHECK-LABEL: define void @copied(
; CHECK: i64 256, i1 false)
; WHY: Name: ALL_WRITTEN
; WHY-NEXT: Function: 'copied'
define void @copied(ptr %to, ptr %from) {
  %made = alloca [256 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %made, ptr align 8 %from, i64 240, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 false)
  ret void
}

; A byte in each 24: six loads and stores less, six pieces.
; CHECK-LABEL: define void @scattered(
; CHECK: i64 152, i1 false)
; WHY: Name: SCATTERED
; WHY-NEXT: Function: 'scattered'
define void @scattered(ptr %to) {
  %made = alloca [152 x i8], align 8
  store i8 0, ptr %made, align 1
  %b = getelementptr inbounds i8, ptr %made, i64 24
  store i8 0, ptr %b, align 1
  %c = getelementptr inbounds i8, ptr %made, i64 48
  store i8 0, ptr %c, align 1
  %d = getelementptr inbounds i8, ptr %made, i64 72
  store i8 0, ptr %d, align 1
  %e = getelementptr inbounds i8, ptr %made, i64 96
  store i8 0, ptr %e, align 1
  %f = getelementptr inbounds i8, ptr %made, i64 120
  store i8 0, ptr %f, align 1
  %g = getelementptr inbounds i8, ptr %made, i64 144
  store i8 0, ptr %g, align 1
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 152, i1 false)
  ret void
}

; No remark: the copy is volatile, short, or of a size that is not known.
; CHECK-LABEL: define void @no_move(
; CHECK: i64 256, i1 true)
; CHECK: i64 120, i1 false)
; CHECK: i64 %n, i1 false)
; WHY-NOT: no_move
define void @no_move(ptr %to, i64 %n) {
  %made = alloca [256 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 256, i1 true)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 120, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %made, i64 %n, i1 false)
  ret void
}

declare ptr @malloc(i64)
declare void @keep(ptr)
declare void @effect()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
