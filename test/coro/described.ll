; A future that never returns, where a panic aborts, has neither of the panics that mark a
; coroutine. rustc's own name for its body does, with line tables at least:
;
;	async fn forever(n: u32) { loop { Leaf(n).await; black_box(n); } }
;
; at opt-level z. The same code without that name is not taken for one: a closure that somebody
; writes by hand can be the same, instruction by instruction, and begin in another state
; (test/counterexamples/60).
;
; RUN: %async-opt %s --stats --verify -o %t.out.ll | FileCheck %s --check-prefix=ONE
; ONE: "futures":1,"opaque":0,"never_suspend":0,
;
; Other names, and none: nothing is known, and nothing is done.
; RUN: sed 's/{async_fn#0}/{closure#0}/' %s >%t.closure.ll
; RUN: sed 's/{async_fn#0}/{async_gen_fn#0}/' %s >%t.gen.ll
; RUN: sed 's/{async_fn#0}/async_fn/' %s >%t.user.ll
; RUN: sed 's/{async_fn#0}/f<l::g::{async_fn#0}>/' %s >%t.argument.ll
; RUN: sed 's/^\(define .*forever.*\) !dbg !7 {/\1 {/; s/, !dbg !8$//' %s >%t.none.ll
; RUN: %async-opt %t.closure.ll --stats -o %t.closure.out.ll | FileCheck %s --check-prefix=NONE
; RUN: %async-opt %t.gen.ll --stats -o %t.gen.out.ll | FileCheck %s --check-prefix=NONE
; RUN: %async-opt %t.user.ll --stats -o %t.user.out.ll | FileCheck %s --check-prefix=NONE
; RUN: %async-opt %t.argument.ll --stats -o %t.argument.out.ll | FileCheck %s --check-prefix=NONE
; RUN: %async-opt %t.none.ll --stats -o %t.none.out.ll | FileCheck %s --check-prefix=NONE
; RUN: %async-opt %t.closure.ll --passes= -o %t.closure.same.ll
; RUN: cmp %t.closure.out.ll %t.closure.same.ll
; NONE: "futures":0,"opaque":0,{{.*}}"rewrites":0
;
; The name is there, and the code is not what rustc makes of an async fn: opaque.
; May it unwind? Then it would have the state "panicked": NO_MARK, as the next two.
; RUN: sed 's/^\(attributes #0 = .*\) nounwind/\1/' %s >%t.unwinds.ll
; Is there anything to do in the state "returned"?
; RUN: sed 's/i32 3, label %resumed/i32 1, label %first i32 3, label %resumed/' %s >%t.case.ll
; Or does the body store that state?
; RUN: sed 's/i8 3, ptr %%tag.now/i8 1, ptr %%tag.now/' %s >%t.store.ll
; RUN: %async-opt %t.store.ll --stats -o %t.store.out.ll | FileCheck %s --check-prefix=OPAQUE
; Was LLVM there before? NOT_RAW: it would have inlined Pin::new_unchecked.
; RUN: sed 's/= call .*new_unchecked.*(\(.*\) %%leaf).*/= getelementptr i8, ptr %%leaf, i64 0/' %s >%t.inlined.ll
; NOT_A_CLOSURE: a symbol that is not in the namespace.
; RUN: sed 's/7forever28_$u7b$$u7b$closure$u7d$$u7d$17h/7forever17h/' %s >%t.symbol.ll
; RUN: %async-opt %t.unwinds.ll --stats -o %t.unwinds.out.ll | FileCheck %s --check-prefix=OPAQUE
; RUN: %async-opt %t.case.ll --stats -o %t.case.out.ll | FileCheck %s --check-prefix=OPAQUE
; RUN: %async-opt %t.inlined.ll --stats -o %t.inlined.out.ll | FileCheck %s --check-prefix=OPAQUE
; RUN: %async-opt %t.symbol.ll --stats -o %t.symbol.out.ll | FileCheck %s --check-prefix=OPAQUE
; RUN: %async-opt %t.unwinds.ll --passes= -o %t.unwinds.same.ll
; RUN: cmp %t.unwinds.out.ll %t.unwinds.same.ll
; OPAQUE: "futures":0,"opaque":1,{{.*}}"rewrites":0

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

define internal noundef zeroext i1 @"_ZN1l7forever28_$u7b$$u7b$closure$u7d$$u7d$17h85e129d97eb04edcE"(ptr noundef nonnull align 4 %self, ptr noalias noundef align 8 dereferenceable(32) %cx) unnamed_addr #0 !dbg !7 {
start:
  %result = alloca [1 x i8], align 1
  %tag.at = getelementptr inbounds i8, ptr %self, i64 12, !dbg !8
  %tag = load i8, ptr %tag.at, align 4, !dbg !8
  %wide = zext i8 %tag to i32, !dbg !8
  switch i32 %wide, label %bad [ i32 0, label %first i32 3, label %resumed ], !dbg !8

bad:
  unreachable, !dbg !8

first:
  %n.at = getelementptr inbounds i8, ptr %self, i64 4, !dbg !8
  %captured = load i32, ptr %self, align 4, !dbg !8
  store i32 %captured, ptr %n.at, align 4, !dbg !8
  br label %again, !dbg !8

resumed:
  br label %poll, !dbg !8

again:
  %n.again = getelementptr inbounds i8, ptr %self, i64 4, !dbg !8
  %n = load i32, ptr %n.again, align 4, !dbg !8
  %made = call noundef i32 @"_ZN59_$LT$F$u20$as$u20$core..future..into_future..IntoFuture$GT$11into_future17h662d2700d89fc128E"(i32 noundef %n), !dbg !8
  %place = getelementptr inbounds i8, ptr %self, i64 8, !dbg !8
  store i32 %made, ptr %place, align 4, !dbg !8
  br label %poll, !dbg !8

poll:
  %leaf = getelementptr inbounds i8, ptr %self, i64 8, !dbg !8
  %pin = call noundef nonnull align 4 ptr @"_ZN4core3pin14Pin$LT$Ptr$GT$13new_unchecked17h38e19f9c3e4d568aE"(ptr noalias noundef align 4 dereferenceable(4) %leaf), !dbg !8
  %polled = call noundef zeroext i1 @"_ZN56_$LT$l..Leaf$u20$as$u20$core..future..future..Future$GT$4poll17hcf9f60200df62dd0E"(ptr noalias noundef align 4 dereferenceable(4) %pin, ptr noalias noundef align 8 dereferenceable(32) %cx), !dbg !8
  %byte = zext i1 %polled to i8, !dbg !8
  store i8 %byte, ptr %result, align 1, !dbg !8
  %loaded = load i8, ptr %result, align 1, !dbg !8
  %pending = trunc nuw i8 %loaded to i1, !dbg !8
  br i1 %pending, label %suspend, label %ready, !dbg !8

suspend:
  %tag.now = getelementptr inbounds i8, ptr %self, i64 12, !dbg !8
  store i8 3, ptr %tag.now, align 4, !dbg !8
  ret i1 true, !dbg !8

ready:
  %n.now = getelementptr inbounds i8, ptr %self, i64 4, !dbg !8
  %n.last = load i32, ptr %n.now, align 4, !dbg !8
  %box = call noundef i32 @_ZN4core4hint9black_box17h34962efb4dbdb4d8E(i32 noundef %n.last), !dbg !8
  br label %again, !dbg !8
}

; Something that calls it: the model asks for no more.
define i1 @_ZN1l6polled17h9c00ae781abb9764E(ptr %frame, ptr %cx) #0 {
  %polled = call i1 @"_ZN1l7forever28_$u7b$$u7b$closure$u7d$$u7d$17h85e129d97eb04edcE"(ptr %frame, ptr %cx)
  ret i1 %polled
}

define internal ptr @"_ZN4core3pin14Pin$LT$Ptr$GT$13new_unchecked17h38e19f9c3e4d568aE"(ptr %pointer) unnamed_addr #1 {
  ret ptr %pointer
}

define internal i32 @"_ZN59_$LT$F$u20$as$u20$core..future..into_future..IntoFuture$GT$11into_future17h662d2700d89fc128E"(i32 %self) unnamed_addr #0 {
  ret i32 %self
}

declare zeroext i1 @"_ZN56_$LT$l..Leaf$u20$as$u20$core..future..future..Future$GT$4poll17hcf9f60200df62dd0E"(ptr, ptr) unnamed_addr #0

declare i32 @_ZN4core4hint9black_box17h34962efb4dbdb4d8E(i32) unnamed_addr #0

attributes #0 = { minsize optsize nounwind }
attributes #1 = { alwaysinline nounwind }

!llvm.module.flags = !{!0}
!llvm.dbg.cu = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "clang LLVM (rustc version 1.95.0 (59807616e 2026-04-14))", isOptimized: true, runtimeVersion: 0, emissionKind: LineTablesOnly, splitDebugInlining: false, nameTableKind: None)
!2 = !DIFile(filename: "l.rs/@/l.4717dc0c2889b502-cgu.0", directory: "/src")
!3 = !DIFile(filename: "l.rs", directory: "/src")
!4 = !DINamespace(name: "l", scope: null)
!5 = !DINamespace(name: "forever", scope: !4)
!6 = !DISubroutineType(types: !{})
!7 = distinct !DISubprogram(name: "{async_fn#0}", linkageName: "_ZN1l7forever28_$u7b$$u7b$closure$u7d$$u7d$17h85e129d97eb04edcE", scope: !5, file: !3, line: 10, type: !6, scopeLine: 10, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !1)
!8 = !DILocation(line: 10, column: 43, scope: !7)
