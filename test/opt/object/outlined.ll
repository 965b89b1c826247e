; Of minsize functions, for ARM and RISC-V, LLVM puts what several functions do alike into functions of their
; own. It leaves functions with a section of their own alone, so that sections are asked for in
; another way there (src/llvm/target.c). Either way each function gets the section that
; -ffunction-sections would give it.
;
; RUN: %async-opt %s -Oz --passes= -o %t.z.o
; RUN: llvm-nm %t.z.o | FileCheck %s --check-prefix=OUTLINED
; RUN: llvm-readelf -SW %t.z.o | FileCheck %s --check-prefix=SECTIONS
; RUN: sed 's/ minsize / /' %s >%t.s.ll
; RUN: %async-opt %t.s.ll -Os --passes= -o %t.s.o
; RUN: llvm-nm %t.s.o | FileCheck %s --check-prefix=SEPARATE
; RUN: llvm-readelf -SW %t.s.o | FileCheck %s --check-prefix=SECTIONS
;
; OUTLINED: OUTLINED_FUNCTION_0
; SEPARATE-NOT: OUTLINED_FUNCTION
; SECTIONS-DAG: .text.one PROGBITS
; SECTIONS-DAG: .text.two PROGBITS
; SECTIONS-DAG: .text.three PROGBITS
; SECTIONS-DAG: .text.unlikely.rare PROGBITS
; SECTIONS-DAG: .vectors PROGBITS

target datalayout = "e-m:e-p:32:32-Fi8-i64:64-v128:64:128-a:0:32-n32-S64"
target triple = "thumbv7em-none-unknown-eabihf"

define void @one(ptr %p) #0 {
  call void @send(i32 1000, i32 2000, i32 3000, i32 4000)
  call void @send(i32 5000, i32 6000, i32 7000, i32 8000)
  store volatile i32 1, ptr %p
  ret void
}

define void @two(ptr %p) #0 {
  store volatile i32 2, ptr %p
  call void @send(i32 1000, i32 2000, i32 3000, i32 4000)
  call void @send(i32 5000, i32 6000, i32 7000, i32 8000)
  store volatile i32 3, ptr %p
  ret void
}

define void @three(ptr %p) #0 {
  store volatile i32 4, ptr %p
  call void @send(i32 1000, i32 2000, i32 3000, i32 4000)
  call void @send(i32 5000, i32 6000, i32 7000, i32 8000)
  store volatile i32 5, ptr %p
  ret void
}

define void @rare() #1 {
  call void @send(i32 1, i32 2, i32 3, i32 4)
  ret void
}

; A section that the source names stays.
define void @handler() #0 section ".vectors" {
  call void @send(i32 4, i32 3, i32 2, i32 1)
  ret void
}

declare void @send(i32, i32, i32, i32) #0

attributes #0 = { minsize optsize nounwind "target-cpu"="generic" }
attributes #1 = { cold minsize optsize nounwind "target-cpu"="generic" }
