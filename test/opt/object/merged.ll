; Local variables get no section of their own on a bare ARM or RISC-V machine: LLVM's GlobalMerge
; puts those together that functions use together, so that one address does for all of them, and
; leaves alone what has a section. What the linker may have to drop keeps one.
;
; RUN: %async-opt %s -Oz --passes= -o %t.o
; RUN: llvm-readelf -SW %t.o | FileCheck %s --check-prefix=SECTIONS
; RUN: llvm-readelf -SW %t.o | FileCheck %s --check-prefix=NONE
; RUN: llvm-readelf -rW %t.o | FileCheck %s --check-prefix=ADDRESSES
;
; SECTIONS-DAG: .bss NOBITS
; SECTIONS-DAG: .bss.shared NOBITS
; SECTIONS-DAG: .rodata.table PROGBITS
; NONE-NOT: .bss.first
;
; One address for both, in each function.
; ADDRESSES: section '.rel.text.put'
; ADDRESSES: R_ARM_ABS32
; ADDRESSES-NOT: R_ARM_ABS32
; ADDRESSES: section '.rel.text.sum'

target datalayout = "e-m:e-p:32:32-Fi8-i64:64-v128:64:128-a:0:32-n32-S64"
target triple = "thumbv7em-none-unknown-eabihf"

@first = internal global i32 0
@second = internal global i32 0
@shared = global i32 0
@table = constant [3 x i32] [i32 1, i32 2, i32 3]

define void @put(i32 %v) #0 {
  store volatile i32 %v, ptr @first
  store volatile i32 %v, ptr @second
  ret void
}

define i32 @sum() #0 {
  %a = load volatile i32, ptr @first
  %b = load volatile i32, ptr @second
  %s = add i32 %a, %b
  ret i32 %s
}

define i32 @get(i32 %i) #0 {
  %at = getelementptr i32, ptr @table, i32 %i
  %v = load i32, ptr %at
  store volatile i32 %v, ptr @shared
  ret i32 %v
}

attributes #0 = { minsize optsize nounwind "target-cpu"="generic" }
