; Two instances of a generic function, of which legacy symbols say the same: line tables tell which
; glue drops which. A glue of an instance that is not there counts for none.
;
; RUN: %async-opt %s --instrument --passes= --verify -o - | FileCheck %s

declare void @panic_const28panic_const_async_fn_resumed()
declare void @t11into_future()
declare i1 @leaf(ptr, ptr)

; CHECK: call void @ao_rt_enter(i32 3,
; CHECK: call void @ao_rt_enter(i32 1,

define internal i1 @"_ZN1t1g28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdeeE"(ptr %self, ptr %cx) !dbg !10 {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %poll
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

poll:
  %pending = call i1 @leaf(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

define internal i1 @"_ZN1t1g28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"(ptr %self, ptr %cx) !dbg !11 {
start:
  %place = getelementptr inbounds i8, ptr %self, i64 8
  %tag = load i8, ptr %self, align 1
  %wide = zext i8 %tag to i32
  switch i32 %wide, label %bad [
    i32 0, label %first
    i32 1, label %returned
    i32 3, label %poll
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

poll:
  %pending = call i1 @leaf(ptr %place, ptr %cx)
  br i1 %pending, label %suspend, label %ready

suspend:
  store i8 3, ptr %self, align 1
  ret i1 true

ready:
  store i8 1, ptr %self, align 1
  ret i1 false
}

; CHECK-LABEL: define internal void @"_ZN4core3ptr51
; CHECK: call void @ao_rt_drop(i32 1,

define internal void @"_ZN4core3ptr51drop_in_place$LT$t..g$LT$u64$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdeaE"(ptr %self) !dbg !12 {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %done [ i8 3, label %done ]

done:
  ret void
}

; CHECK-LABEL: define internal void @"_ZN4core3ptr52
; CHECK: call void @ao_rt_drop(i32 3,

define internal void @"_ZN4core3ptr52drop_in_place$LT$t..g$LT$u8$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdebE"(ptr %self) !dbg !13 {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %done [ i8 3, label %done ]

done:
  ret void
}

; CHECK-LABEL: define internal void @"_ZN4core3ptr53
; CHECK-NOT: call void @ao_rt_drop
; CHECK: ret void

define internal void @"_ZN4core3ptr53drop_in_place$LT$t..g$LT$i8$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdecE"(ptr %self) !dbg !14 {
start:
  %tag = load i8, ptr %self, align 1
  switch i8 %tag, label %done [ i8 3, label %done ]

done:
  ret void
}

!llvm.module.flags = !{!0}
!llvm.dbg.cu = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", emissionKind: LineTablesOnly)
!2 = !DIFile(filename: "t.rs", directory: "/")
!3 = !DISubroutineType(types: !4)
!4 = !{}
!5 = !DINamespace(name: "g", scope: !6)
!6 = !DINamespace(name: "t", scope: null)
!7 = !DINamespace(name: "ptr", scope: !8)
!8 = !DINamespace(name: "core", scope: null)
!10 = distinct !DISubprogram(name: "{async_fn#0}<u8>", scope: !5, file: !2, line: 1, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!11 = distinct !DISubprogram(name: "{async_fn#0}<u64>", scope: !5, file: !2, line: 1, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!12 = distinct !DISubprogram(name: "drop_in_place<t::g::{async_fn_env#0}<u64>>", scope: !7, file: !2, line: 1, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!13 = distinct !DISubprogram(name: "drop_in_place<t::g::{async_fn_env#0}<u8>>", scope: !7, file: !2, line: 1, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!14 = distinct !DISubprogram(name: "drop_in_place<t::g::{async_fn_env#0}<i8>>", scope: !7, file: !2, line: 1, type: !3, spFlags: DISPFlagDefinition, unit: !1)
