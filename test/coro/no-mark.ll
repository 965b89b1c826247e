; What debug information calls a coroutine and has none of its panics: nothing else tells it from
; other code, so it is left alone, and counted as NO_MARK. Here a future that never returns, with
; panic = "abort":
;
;	async fn forever(n: u32) { loop { Leaf.await; black_box(n); } }
;
; RUN: %async-opt %s --stats --verify -o %t.ll | FileCheck %s
; RUN: %async-opt %s --passes= -o %t.same.ll
; RUN: cmp %t.ll %t.same.ll
;
; CHECK: "futures":0,"opaque":1,

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; Function Attrs: inlinehint nounwind nonlazybind uwtable
define hidden noundef zeroext i1 @"_ZN1l7forever28_$u7b$$u7b$closure$u7d$$u7d$17h85e129d97eb04edcE"(ptr noundef nonnull align 4 %_1, ptr noalias noundef align 8 dereferenceable(32) %_task_context) unnamed_addr #0 !dbg !7 {
start:
  %_13.dbg.spill = alloca [8 x i8], align 8
  %result.dbg.spill = alloca [0 x i8], align 1
  %_task_context.dbg.spill = alloca [8 x i8], align 8
  %_1.dbg.spill = alloca [8 x i8], align 8
  %_4 = alloca [1 x i8], align 1
  store ptr %_1, ptr %_1.dbg.spill, align 8
  store ptr %_task_context, ptr %_task_context.dbg.spill, align 8
  store ptr %_1, ptr %_13.dbg.spill, align 8
  %0 = getelementptr inbounds i8, ptr %_1, i64 8
  %1 = load i8, ptr %0, align 4, !range !47, !noundef !6
  %_12 = zext i8 %1 to i32
  switch i32 %_12, label %bb7 [
    i32 0, label %bb1
    i32 3, label %bb11
  ]

bb7:                                              ; preds = %start
  unreachable

bb1:                                              ; preds = %start
  %2 = getelementptr inbounds i8, ptr %_1, i64 4
  %3 = load i32, ptr %_1, align 4, !noundef !6
  store i32 %3, ptr %2, align 4
  br label %bb2

bb11:                                             ; preds = %start
  br label %bb4

bb2:                                              ; preds = %bb9, %bb1
  call void @"_ZN59_$LT$F$u20$as$u20$core..future..into_future..IntoFuture$GT$11into_future17he512d6bcb51f2584E"() #4
  %4 = getelementptr inbounds i8, ptr %_1, i64 9
  br label %bb4

bb4:                                              ; preds = %bb2, %bb11
  call void @llvm.lifetime.start.p0(ptr %_4)
  %_6 = getelementptr inbounds i8, ptr %_1, i64 9
  %_5 = call noundef nonnull align 1 ptr @"_ZN4core3pin14Pin$LT$Ptr$GT$13new_unchecked17h38828793d3f54d82E"(ptr noalias noundef nonnull align 1 %_6) #5
  %5 = call noundef zeroext i1 @"_ZN56_$LT$l..Leaf$u20$as$u20$core..future..future..Future$GT$4poll17h79e0eb9844f18722E"(ptr noalias noundef nonnull align 1 %_5, ptr noalias noundef align 8 dereferenceable(32) %_task_context) #4
  %6 = zext i1 %5 to i8
  store i8 %6, ptr %_4, align 1
  %7 = load i8, ptr %_4, align 1, !range !48, !noundef !6
  %8 = trunc nuw i8 %7 to i1
  %_8 = zext i1 %8 to i64
  %9 = trunc nuw i64 %_8 to i1
  br i1 %9, label %bb8, label %bb9

bb8:                                              ; preds = %bb4
  call void @llvm.lifetime.end.p0(ptr %_4)
  %10 = getelementptr inbounds i8, ptr %_1, i64 8
  store i8 3, ptr %10, align 4
  ret i1 true

bb9:                                              ; preds = %bb4
  call void @llvm.lifetime.end.p0(ptr %_4)
  %11 = getelementptr inbounds i8, ptr %_1, i64 4
  %_11 = load i32, ptr %11, align 4, !noundef !6
  %_10 = call noundef i32 @_ZN4core4hint9black_box17h34962efb4dbdb4d8E(i32 noundef %_11) #6
  br label %bb2
}

; Function Attrs: alwaysinline nounwind nonlazybind uwtable
declare hidden noundef nonnull align 1 ptr @"_ZN4core3pin14Pin$LT$Ptr$GT$13new_unchecked17h38828793d3f54d82E"(ptr noalias noundef nonnull align 1) unnamed_addr #1

; Function Attrs: inlinehint nounwind nonlazybind uwtable
declare hidden noundef i32 @_ZN4core4hint9black_box17h34962efb4dbdb4d8E(i32 noundef) unnamed_addr #0

; Function Attrs: nounwind nonlazybind uwtable
declare hidden noundef zeroext i1 @"_ZN56_$LT$l..Leaf$u20$as$u20$core..future..future..Future$GT$4poll17h79e0eb9844f18722E"(ptr noalias noundef nonnull align 1, ptr noalias noundef align 8 dereferenceable(32)) unnamed_addr #2

; Function Attrs: nounwind nonlazybind uwtable
declare hidden void @"_ZN59_$LT$F$u20$as$u20$core..future..into_future..IntoFuture$GT$11into_future17he512d6bcb51f2584E"() unnamed_addr #2

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.start.p0(ptr captures(none)) #3

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
declare void @llvm.lifetime.end.p0(ptr captures(none)) #3

attributes #0 = { inlinehint nounwind nonlazybind uwtable }
attributes #1 = { alwaysinline nounwind nonlazybind uwtable }
attributes #2 = { nounwind nonlazybind uwtable }
attributes #3 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #4 = { nounwind }
attributes #5 = { alwaysinline nounwind }
attributes #6 = { inlinehint nounwind }

!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!4}

!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !5, producer: "clang LLVM (rustc version 1.95.0 (59807616e 2026-04-14))", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, globals: !6, splitDebugInlining: false, nameTableKind: None)
!5 = !DIFile(filename: "l.rs/@/l.4717dc0c2889b502-cgu.0", directory: "/src")
!6 = !{}
!7 = distinct !DISubprogram(name: "{async_fn#0}", linkageName: "_ZN1l7forever28_$u7b$$u7b$closure$u7d$$u7d$17h85e129d97eb04edcE", scope: !9, file: !8, line: 8, type: !11, scopeLine: 8, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !4, templateParams: !6, retainedNodes: !6)
!8 = !DIFile(filename: "l.rs", directory: "/src")
!9 = !DINamespace(name: "forever", scope: !10)
!10 = !DINamespace(name: "l", scope: null)
!11 = !DISubroutineType(types: !12)
!12 = !{null, !13}
!13 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "Pin<&mut l::forever::{async_fn_env#0}>", scope: !15, file: !14, size: 64, align: 64, flags: DIFlagPublic, elements: !17, templateParams: !45, identifier: "cf4a4a84f579dbbdd2df6eb1991f97ac")
!14 = !DIFile(filename: "<unknown>", directory: "")
!15 = !DINamespace(name: "pin", scope: !16)
!16 = !DINamespace(name: "core", scope: null)
!17 = !{!18}
!18 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !13, file: !14, baseType: !19, size: 64, align: 64, flags: DIFlagPrivate)
!19 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&mut l::forever::{async_fn_env#0}", baseType: !20, size: 64, align: 64, dwarfAddressSpace: 0)
!20 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "{async_fn_env#0}", scope: !9, file: !14, size: 96, align: 32, elements: !21, templateParams: !6, identifier: "4f22c0568300c7cf745d4eb10f265d0e")
!21 = !{!22}
!22 = distinct !DICompositeType(tag: DW_TAG_variant_part, scope: !20, file: !14, size: 96, align: 32, elements: !23, templateParams: !6, identifier: "971e1dad5dc1711c65596f1524e26d13", discriminator: !43)
!23 = !{!24, !29, !33, !37}
!24 = !DIDerivedType(tag: DW_TAG_member, name: "0", scope: !22, file: !8, line: 8, baseType: !25, size: 96, align: 32, extraData: i8 0)
!25 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "Unresumed", scope: !20, file: !14, size: 96, align: 32, elements: !26, templateParams: !6, identifier: "fd74c22a72e34fa6e9ab063cda8a8715")
!26 = !{!27}
!27 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !25, file: !14, baseType: !28, size: 32, align: 32)
!28 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!29 = !DIDerivedType(tag: DW_TAG_member, name: "1", scope: !22, file: !8, line: 8, baseType: !30, size: 96, align: 32, extraData: i8 1)
!30 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "Returned", scope: !20, file: !14, size: 96, align: 32, elements: !31, templateParams: !6, identifier: "a668b48b48468767927aef72ebeb18a1")
!31 = !{!32}
!32 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !30, file: !14, baseType: !28, size: 32, align: 32)
!33 = !DIDerivedType(tag: DW_TAG_member, name: "2", scope: !22, file: !8, line: 8, baseType: !34, size: 96, align: 32, extraData: i8 2)
!34 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "Panicked", scope: !20, file: !14, size: 96, align: 32, elements: !35, templateParams: !6, identifier: "d9f1c80b0221f9225081a50d7324d10b")
!35 = !{!36}
!36 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !34, file: !14, baseType: !28, size: 32, align: 32)
!37 = !DIDerivedType(tag: DW_TAG_member, name: "3", scope: !22, file: !8, line: 8, baseType: !38, size: 96, align: 32, extraData: i8 3)
!38 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "Suspend0", scope: !20, file: !14, size: 96, align: 32, elements: !39, templateParams: !6, identifier: "eea1a3be7f4e9f9b22b5bf88b9488024")
!39 = !{!40, !41, !40}
!40 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !38, file: !14, baseType: !28, size: 32, align: 32, offset: 32)
!41 = !DIDerivedType(tag: DW_TAG_member, name: "__awaitee", scope: !38, file: !14, baseType: !42, align: 8, offset: 72)
!42 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "Leaf", scope: !10, file: !14, align: 8, flags: DIFlagPublic, elements: !6, identifier: "c8a93ec451851a0c796110eaee8b2d18")
!43 = !DIDerivedType(tag: DW_TAG_member, name: "__state", scope: !20, file: !14, baseType: !44, size: 8, align: 8, offset: 64, flags: DIFlagArtificial)
!44 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!45 = !{!46}
!46 = !DITemplateTypeParameter(name: "Ptr", type: !19)
!47 = !{i8 0, i8 4}
!48 = !{i8 0, i8 2}
