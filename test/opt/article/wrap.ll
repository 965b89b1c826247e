; What rustc 1.95 makes of the README's example, polled through dyn Future, with unwinding:
;
;	async fn wrap() -> i32 { let x = async { 42 }.await; x }
;
; With all passes and LLVM's pipelines: one load of its own discriminant, one test, one store,
; Ready(42), and the panic that the language promises for a second poll.
;
; RUN: %async-opt %s -O3 --verify -o - | FileCheck %s
; RUN: %async-opt %s --verify -o /dev/null --emit=ll --remarks=- --stats 2>&1 | FileCheck %s --check-prefix=REMARKS
;
; CHECK-LABEL: define internal { i32, i32 } @{{.*}}wrap28_{{.*}}closure
; CHECK-NEXT: start:
; CHECK-NEXT: %[[TAG:.*]] = load i8, ptr %_1
; CHECK-NEXT: %[[FIRST:.*]] = icmp eq i8 %[[TAG]], 0
; CHECK-NEXT: br i1 %[[FIRST]], label %[[READY:.*]], label %[[OVER:.*]]
; CHECK: [[OVER]]:
; CHECK-NEXT: {{(tail )?}}call void @{{.*}}panic_const_async_fn_resumed(
; CHECK-NEXT: unreachable
; CHECK: [[READY]]:
; CHECK-NEXT: store i8 1, ptr %_1
; CHECK-NEXT: ret { i32, i32 } { i32 0, i32 42 }
; CHECK-NEXT: }
; CHECK-LABEL: define internal void @{{.*}}drop_in_place{{.*}}closure
; CHECK-NEXT: start:
; CHECK-NEXT: ret void
;
; REMARKS-DAG: {{.*}}closure{{.*}}closure{{.*}} is never Pending: state 3 is not entered here
; REMARKS-DAG: the frame of {{.*}}, 1 bytes, is a local here
; REMARKS-DAG: 1 state that can not be reached is gone
; REMARKS-DAG: "futures":2,"opaque":0,"never_suspend":2
;
; Without a pass, and without fuel for one, the module stays as it is; two runs agree.
;
; RUN: %async-opt %s --passes= -o %t.none.ll
; RUN: %async-opt %s --fuel=0 --passes=never-suspends,state-set -o %t.fuel.ll
; RUN: cmp %t.none.ll %t.fuel.ll
; RUN: %async-opt %s -O3 -o %t.first.bc
; RUN: %async-opt %s -O3 -o %t.second.bc
; RUN: cmp %t.first.bc %t.second.bc
;
; Once more over what came out: nothing is left to do.
;
; RUN: %async-opt %s -o %t.once.ll
; RUN: %async-opt %t.once.ll -o %t.twice.ll --stats | FileCheck %s --check-prefix=IDLE
; IDLE: "rewrites":0
source_filename = "art.812c9e4518c95277-cgu.0"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@alloc_ab1384e0245b1692be77b4b8ae1970d4 = private unnamed_addr constant [7 x i8] c"art.rs\00", align 1
@alloc_a8d8fa90016e68dd4e746d7b1c376645 = private unnamed_addr constant <{ ptr, [16 x i8] }> <{ ptr @alloc_ab1384e0245b1692be77b4b8ae1970d4, [16 x i8] c"\06\00\00\00\00\00\00\00\03\00\00\00\18\00\00\00" }>, align 8
@alloc_03842980e637b42d5e0738550a75a604 = private unnamed_addr constant <{ ptr, [16 x i8] }> <{ ptr @alloc_ab1384e0245b1692be77b4b8ae1970d4, [16 x i8] c"\06\00\00\00\00\00\00\00\03\00\00\00\22\00\00\00" }>, align 8
@vtable.0 = private unnamed_addr constant <{ ptr, [16 x i8], ptr }> <{ ptr @"_ZN4core3ptr59drop_in_place$LT$art..wrap..$u7b$$u7b$closure$u7d$$u7d$$GT$17hdfab4bcfbb309bd7E", [16 x i8] c"\02\00\00\00\00\00\00\00\01\00\00\00\00\00\00\00", ptr @"_ZN3art4wrap28_$u7b$$u7b$closure$u7d$$u7d$17h332919dcdc581e77E" }>, align 8

; art::wrap::{{closure}}
; Function Attrs: inlinehint nonlazybind uwtable
define internal { i32, i32 } @"_ZN3art4wrap28_$u7b$$u7b$closure$u7d$$u7d$17h332919dcdc581e77E"(ptr noundef nonnull align 1 %_1, ptr noalias noundef align 8 dereferenceable(32) %_task_context) unnamed_addr #0 personality ptr @rust_eh_personality {
start:
  %0 = alloca [1 x i8], align 1
  %1 = alloca [16 x i8], align 8
  %2 = alloca [1 x i8], align 1
  %_4 = alloca [1 x i8], align 1
  %_3 = alloca [1 x i8], align 1
  %_0 = alloca [8 x i8], align 4
  %3 = load i8, ptr %_1, align 1, !range !3, !noundef !4
  %_9 = zext i8 %3 to i32
  switch i32 %_9, label %bb6 [
    i32 0, label %bb1
    i32 1, label %bb15
    i32 2, label %bb14
    i32 3, label %bb13
  ]

bb6:                                              ; preds = %start
  unreachable

bb1:                                              ; preds = %start
  call void @llvm.lifetime.start.p0(ptr %_3)
  call void @llvm.lifetime.start.p0(ptr %_4)
  store i8 0, ptr %_4, align 1
  call void @llvm.lifetime.start.p0(ptr %2)
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %2, ptr align 1 %_4, i64 1, i1 false)
  %4 = load i8, ptr %2, align 1
  call void @llvm.lifetime.end.p0(ptr %2)
; invoke <F as core::future::into_future::IntoFuture>::into_future
  %5 = invoke i8 @"_ZN59_$LT$F$u20$as$u20$core..future..into_future..IntoFuture$GT$11into_future17h4bddaa37bb67bfadE"(i8 %4)
          to label %bb2 unwind label %cleanup

bb15:                                             ; preds = %bb15, %start
  br i1 false, label %bb15, label %panic

bb14:                                             ; preds = %bb14, %start
  br i1 false, label %bb14, label %panic1

bb13:                                             ; preds = %start
  call void @llvm.lifetime.start.p0(ptr %_3)
  br label %bb3

bb11:                                             ; preds = %cleanup
  call void @llvm.lifetime.end.p0(ptr %_4)
  br label %bb12

cleanup:                                          ; preds = %bb1
  %6 = landingpad { ptr, i32 }
          cleanup
  %7 = extractvalue { ptr, i32 } %6, 0
  %8 = extractvalue { ptr, i32 } %6, 1
  call void @llvm.lifetime.start.p0(ptr %1)
  store ptr %7, ptr %1, align 8
  %9 = getelementptr inbounds i8, ptr %1, i64 8
  store i32 %8, ptr %9, align 8
  br label %bb11

bb2:                                              ; preds = %bb1
  call void @llvm.lifetime.start.p0(ptr %0)
  store i8 %5, ptr %0, align 1
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %_3, ptr align 1 %0, i64 1, i1 false)
  call void @llvm.lifetime.end.p0(ptr %0)
  call void @llvm.lifetime.end.p0(ptr %_4)
  %10 = getelementptr inbounds i8, ptr %_1, i64 1
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %10, ptr align 1 %_3, i64 1, i1 false)
  br label %bb3

bb3:                                              ; preds = %bb13, %bb2
  %_6 = getelementptr inbounds i8, ptr %_1, i64 1
; invoke core::pin::Pin<Ptr>::new_unchecked
  %_5 = invoke noundef nonnull align 1 ptr @"_ZN4core3pin14Pin$LT$Ptr$GT$13new_unchecked17hcaafd4c04ecb05e2E"(ptr noundef nonnull align 1 %_6)
          to label %bb4 unwind label %cleanup2

bb12:                                             ; preds = %bb10, %cleanup3, %bb11
  call void @llvm.lifetime.end.p0(ptr %_3)
  store i8 2, ptr %_1, align 1
  %11 = load ptr, ptr %1, align 8, !noundef !4
  %12 = getelementptr inbounds i8, ptr %1, i64 8
  %13 = load i32, ptr %12, align 8, !noundef !4
  call void @llvm.lifetime.end.p0(ptr %1)
  %14 = insertvalue { ptr, i32 } poison, ptr %11, 0
  %15 = insertvalue { ptr, i32 } %14, i32 %13, 1
  resume { ptr, i32 } %15

panic:                                            ; preds = %bb15
; call core::panicking::panic_const::panic_const_async_fn_resumed
  call void @_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const28panic_const_async_fn_resumed(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_a8d8fa90016e68dd4e746d7b1c376645) #8
  unreachable

panic1:                                           ; preds = %bb14
; call core::panicking::panic_const::panic_const_async_fn_resumed_panic
  call void @_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const34panic_const_async_fn_resumed_panic(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_a8d8fa90016e68dd4e746d7b1c376645) #8
  unreachable

bb10:                                             ; preds = %cleanup2
  %16 = getelementptr inbounds i8, ptr %_1, i64 1
; invoke core::ptr::drop_in_place<art::wrap::{{closure}}::{{closure}}>
  invoke void @"_ZN4core3ptr88drop_in_place$LT$art..wrap..$u7b$$u7b$closure$u7d$$u7d$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h441f25e6bb4943ffE"(ptr noundef nonnull align 1 %16) #9
          to label %bb12 unwind label %terminate

cleanup2:                                         ; preds = %bb4, %bb3
  %17 = landingpad { ptr, i32 }
          cleanup
  %18 = extractvalue { ptr, i32 } %17, 0
  %19 = extractvalue { ptr, i32 } %17, 1
  call void @llvm.lifetime.start.p0(ptr %1)
  store ptr %18, ptr %1, align 8
  %20 = getelementptr inbounds i8, ptr %1, i64 8
  store i32 %19, ptr %20, align 8
  br label %bb10

bb4:                                              ; preds = %bb3
; invoke art::wrap::{{closure}}::{{closure}}
  %21 = invoke { i32, i32 } @"_ZN3art4wrap28_$u7b$$u7b$closure$u7d$$u7d$28_$u7b$$u7b$closure$u7d$$u7d$17h83dbe799e1d5fce4E"(ptr noundef nonnull align 1 %_5, ptr noalias noundef align 8 dereferenceable(32) %_task_context)
          to label %bb5 unwind label %cleanup2

bb5:                                              ; preds = %bb4
  %22 = extractvalue { i32, i32 } %21, 0
  %23 = extractvalue { i32, i32 } %21, 1
  store i32 %22, ptr %_0, align 4
  %24 = getelementptr inbounds i8, ptr %_0, i64 4
  store i32 %23, ptr %24, align 4
  %25 = load i32, ptr %_0, align 4, !range !5, !noundef !4
  %26 = getelementptr inbounds i8, ptr %_0, i64 4
  %27 = load i32, ptr %26, align 4
  %_7 = zext i32 %25 to i64
  %28 = trunc nuw i64 %_7 to i1
  br i1 %28, label %bb7, label %bb8

bb7:                                              ; preds = %bb5
  store i32 1, ptr %_0, align 4
  call void @llvm.lifetime.end.p0(ptr %_3)
  store i8 3, ptr %_1, align 1
  %29 = load i32, ptr %_0, align 4, !range !5, !noundef !4
  %30 = getelementptr inbounds i8, ptr %_0, i64 4
  %31 = load i32, ptr %30, align 4
  %32 = insertvalue { i32, i32 } poison, i32 %29, 0
  %33 = insertvalue { i32, i32 } %32, i32 %31, 1
  ret { i32, i32 } %33

bb8:                                              ; preds = %bb5
  %34 = getelementptr inbounds i8, ptr %_0, i64 4
  %x = load i32, ptr %34, align 4, !noundef !4
  %35 = getelementptr inbounds i8, ptr %_1, i64 1
; invoke core::ptr::drop_in_place<art::wrap::{{closure}}::{{closure}}>
  invoke void @"_ZN4core3ptr88drop_in_place$LT$art..wrap..$u7b$$u7b$closure$u7d$$u7d$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h441f25e6bb4943ffE"(ptr noundef nonnull align 1 %35)
          to label %bb9 unwind label %cleanup3

cleanup3:                                         ; preds = %bb8
  %36 = landingpad { ptr, i32 }
          cleanup
  %37 = extractvalue { ptr, i32 } %36, 0
  %38 = extractvalue { ptr, i32 } %36, 1
  call void @llvm.lifetime.start.p0(ptr %1)
  store ptr %37, ptr %1, align 8
  %39 = getelementptr inbounds i8, ptr %1, i64 8
  store i32 %38, ptr %39, align 8
  br label %bb12

bb9:                                              ; preds = %bb8
  call void @llvm.lifetime.end.p0(ptr %_3)
  store i8 1, ptr %_1, align 1
  %40 = load i32, ptr %_0, align 4, !range !5, !noundef !4
  %41 = getelementptr inbounds i8, ptr %_0, i64 4
  %42 = load i32, ptr %41, align 4
  %43 = insertvalue { i32, i32 } poison, i32 %40, 0
  %44 = insertvalue { i32, i32 } %43, i32 %42, 1
  ret { i32, i32 } %44

terminate:                                        ; preds = %bb10
  %45 = landingpad { ptr, i32 }
          filter [0 x ptr] zeroinitializer
; call core::panicking::panic_in_cleanup
  call void @_RNvNtCsgEmfK2I1SDS_4core9panicking16panic_in_cleanup() #10
  unreachable
}

; art::wrap::{{closure}}::{{closure}}
; Function Attrs: inlinehint nonlazybind uwtable
define internal { i32, i32 } @"_ZN3art4wrap28_$u7b$$u7b$closure$u7d$$u7d$28_$u7b$$u7b$closure$u7d$$u7d$17h83dbe799e1d5fce4E"(ptr noundef nonnull align 1 %_1, ptr noalias noundef align 8 dereferenceable(32) %_task_context) unnamed_addr #0 {
start:
  %0 = load i8, ptr %_1, align 1, !range !6, !noundef !4
  %_3 = zext i8 %0 to i32
  %1 = trunc nuw i32 %_3 to i1
  br i1 %1, label %bb2, label %bb1

bb2:                                              ; preds = %bb2, %start
  br i1 false, label %bb2, label %panic

bb1:                                              ; preds = %start
  store i8 1, ptr %_1, align 1
  ret { i32, i32 } { i32 0, i32 42 }

panic:                                            ; preds = %bb2
; call core::panicking::panic_const::panic_const_async_fn_resumed
  call void @_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const28panic_const_async_fn_resumed(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24) @alloc_03842980e637b42d5e0738550a75a604) #8
  unreachable

bb3:                                              ; No predecessors!
  unreachable
}

; core::pin::Pin<Ptr>::new_unchecked
; Function Attrs: alwaysinline nonlazybind uwtable
define internal noundef nonnull align 1 ptr @"_ZN4core3pin14Pin$LT$Ptr$GT$13new_unchecked17hcaafd4c04ecb05e2E"(ptr noundef nonnull align 1 %pointer) unnamed_addr #1 {
start:
  ret ptr %pointer
}

; core::ptr::drop_in_place<art::wrap::{{closure}}>
; Function Attrs: nonlazybind uwtable
define internal void @"_ZN4core3ptr59drop_in_place$LT$art..wrap..$u7b$$u7b$closure$u7d$$u7d$$GT$17hdfab4bcfbb309bd7E"(ptr noundef nonnull align 1 %_1) unnamed_addr #2 personality ptr @rust_eh_personality {
start:
  %0 = alloca [16 x i8], align 8
  %1 = load i8, ptr %_1, align 1, !range !3, !noundef !4
  %_22 = zext i8 %1 to i32
  switch i32 %_22, label %bb13 [
    i32 0, label %bb9
    i32 3, label %bb12
  ]

bb13:                                             ; preds = %start
  ret void

bb9:                                              ; preds = %start
  ret void

bb12:                                             ; preds = %start
  %2 = getelementptr inbounds i8, ptr %_1, i64 1
; invoke core::ptr::drop_in_place<art::wrap::{{closure}}::{{closure}}>
  invoke void @"_ZN4core3ptr88drop_in_place$LT$art..wrap..$u7b$$u7b$closure$u7d$$u7d$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h441f25e6bb4943ffE"(ptr noundef nonnull align 1 %2)
          to label %bb2 unwind label %cleanup

bb6:                                              ; preds = %cleanup
  %3 = load ptr, ptr %0, align 8, !noundef !4
  %4 = getelementptr inbounds i8, ptr %0, i64 8
  %5 = load i32, ptr %4, align 8, !noundef !4
  call void @llvm.lifetime.end.p0(ptr %0)
  %6 = insertvalue { ptr, i32 } poison, ptr %3, 0
  %7 = insertvalue { ptr, i32 } %6, i32 %5, 1
  resume { ptr, i32 } %7

cleanup:                                          ; preds = %bb12
  %8 = landingpad { ptr, i32 }
          cleanup
  %9 = extractvalue { ptr, i32 } %8, 0
  %10 = extractvalue { ptr, i32 } %8, 1
  call void @llvm.lifetime.start.p0(ptr %0)
  store ptr %9, ptr %0, align 8
  %11 = getelementptr inbounds i8, ptr %0, i64 8
  store i32 %10, ptr %11, align 8
  br label %bb6

bb2:                                              ; preds = %bb12
  ret void
}

; core::ptr::drop_in_place<art::wrap::{{closure}}::{{closure}}>
; Function Attrs: nonlazybind uwtable
define internal void @"_ZN4core3ptr88drop_in_place$LT$art..wrap..$u7b$$u7b$closure$u7d$$u7d$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h441f25e6bb4943ffE"(ptr noundef nonnull align 1 %_1) unnamed_addr #2 {
start:
  %0 = load i8, ptr %_1, align 1, !range !6, !noundef !4
  %_4 = zext i8 %0 to i32
  %1 = icmp eq i32 %_4, 0
  br i1 %1, label %bb2, label %bb4

bb2:                                              ; preds = %start
  ret void

bb4:                                              ; preds = %start
  ret void
}

; <F as core::future::into_future::IntoFuture>::into_future
; Function Attrs: nonlazybind uwtable
define internal i8 @"_ZN59_$LT$F$u20$as$u20$core..future..into_future..IntoFuture$GT$11into_future17h4bddaa37bb67bfadE"(i8 %0) unnamed_addr #2 {
start:
  %_0 = alloca [1 x i8], align 1
  %1 = alloca [1 x i8], align 1
  %self = alloca [1 x i8], align 1
  call void @llvm.lifetime.start.p0(ptr %1)
  store i8 %0, ptr %1, align 1
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %self, ptr align 1 %1, i64 1, i1 false)
  call void @llvm.lifetime.end.p0(ptr %1)
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %_0, ptr align 1 %self, i64 1, i1 false)
  %2 = load i8, ptr %_0, align 1
  ret i8 %2
}

; Function Attrs: nonlazybind uwtable
define { ptr, ptr } @as_dyn(ptr noundef %f) unnamed_addr #2 {
start:
  %0 = insertvalue { ptr, ptr } poison, ptr %f, 0
  %1 = insertvalue { ptr, ptr } %0, ptr @vtable.0, 1
  ret { ptr, ptr } %1
}

; Function Attrs: nounwind nonlazybind uwtable
declare noundef range(i32 0, 10) i32 @rust_eh_personality(i32 noundef, i32 noundef, i64 noundef, ptr noundef, ptr noundef) unnamed_addr #3

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.start.p0(ptr captures(none)) #4

; Function Attrs: nocallback nofree nounwind willreturn memory(argmem: readwrite)
declare void @llvm.memcpy.p0.p0.i64(ptr noalias writeonly captures(none), ptr noalias readonly captures(none), i64, i1 immarg) #5

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.end.p0(ptr captures(none)) #4

; core::panicking::panic_const::panic_const_async_fn_resumed
; Function Attrs: cold noinline noreturn nonlazybind uwtable
declare void @_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const28panic_const_async_fn_resumed(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24)) unnamed_addr #6

; core::panicking::panic_const::panic_const_async_fn_resumed_panic
; Function Attrs: cold noinline noreturn nonlazybind uwtable
declare void @_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const34panic_const_async_fn_resumed_panic(ptr noalias noundef readonly align 8 captures(address, read_provenance) dereferenceable(24)) unnamed_addr #6

; core::panicking::panic_in_cleanup
; Function Attrs: cold minsize noinline noreturn nounwind nonlazybind optsize uwtable
declare void @_RNvNtCsgEmfK2I1SDS_4core9panicking16panic_in_cleanup() unnamed_addr #7

attributes #0 = { inlinehint nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #1 = { alwaysinline nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #2 = { nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #3 = { nounwind nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #4 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #5 = { nocallback nofree nounwind willreturn memory(argmem: readwrite) }
attributes #6 = { cold noinline noreturn nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #7 = { cold minsize noinline noreturn nounwind nonlazybind optsize uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" }
attributes #8 = { noinline noreturn }
attributes #9 = { cold }
attributes #10 = { cold noreturn nounwind }

!llvm.module.flags = !{!0, !1}
!llvm.ident = !{!2}

!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{!"rustc version 1.95.0 (59807616e 2026-04-14)"}
!3 = !{i8 0, i8 4}
!4 = !{}
!5 = !{i32 0, i32 2}
!6 = !{i8 0, i8 3}
