; Events to a ring in memory. An event has its number from one instruction where the processor
; has such a one; elsewhere while interrupts are kept off. The table is not loaded.
;
; RUN: split-file %s %t
; RUN: sed 's/TRIPLE/thumbv7em-none-eabihf/' %t/in.ll >%t/7.ll
; RUN: sed 's/TRIPLE/thumbv6m-none-eabi/' %t/in.ll >%t/6.ll
; RUN: sed 's/TRIPLE/riscv32-unknown-none-elf/;s/target-features"="/&+m,+a,/' %t/in.ll >%t/a.ll
; RUN: sed 's/TRIPLE/riscv32-unknown-none-elf/' %t/in.ll >%t/c.ll
; RUN: sed 's/TRIPLE/s390x-unknown-none/' %t/in.ll >%t/other.ll
; RUN: cat %t/7.ll %t/clock.ll >%t/clocked.ll
; RUN: cat %t/7.ll %t/wrong.ll >%t/wrong-clock.ll
; RUN: %async-opt %t/7.ll --instrument --ring 100 --passes= -O 2 --verify --emit ll -o - | FileCheck %s --check-prefixes=ALL,ATOMIC
; RUN: %async-opt %t/a.ll --instrument --ring 100 --passes= -O 2 --verify --emit ll -o - | FileCheck %s --check-prefixes=ALL,ATOMIC
; RUN: %async-opt %t/6.ll --instrument --ring 100 --passes= -O 2 --verify --emit ll -o - | FileCheck %s --check-prefixes=ALL,PRIMASK
; RUN: %async-opt %t/c.ll --instrument --ring 100 --passes= -O 2 --verify --emit ll -o - | FileCheck %s --check-prefixes=ALL,MSTATUS
; RUN: %async-opt %t/clocked.ll --instrument --ring 100 --passes= -O 2 --verify --emit ll -o - | FileCheck %s --check-prefix=CLOCK
; RUN: not %async-opt %t/wrong-clock.ll --instrument --ring 100 --passes= -O 2 --emit ll -o %t/out 2>&1 | FileCheck %s --check-prefix=WRONG
; RUN: not %async-opt %t/other.ll --instrument --ring 100 --passes= -O 2 --emit ll -o %t/out 2>&1 | FileCheck %s --check-prefix=OTHER
; RUN: not %async-opt %t/7.ll --instrument --ring 3 --passes= -O 2 --emit ll -o %t/out 2>&1 | FileCheck %s --check-prefix=SMALL

; ALL: module asm ".section .async_opt_ring,\22\22"
; ALL: module asm ".ascii \22async-opt ring 1, id {{[0-9a-f]+}}, events 16, words 1, points 1\\n\22"
; ALL: @async_opt_ring = global [18 x i32] zeroinitializer
; ALL: @async_opt_ring_bytes = constant i32 72

; ALL-LABEL: define void @program(
; ALL: call void @async_opt_record(i32 1073741832)
; ALL: call void @ao_rt_enter(i32 3, i32 %tag)
; ALL: call void @async_opt_record(i32 -2147483644)
; ALL: call void @async_opt_record(i32 1342177288)
; ALL: ret void

; ALL-LABEL: define internal void @async_opt_record(i32 %event)
; ATOMIC: atomicrmw add {{.*}} i32 1 monotonic
; PRIMASK: asm sideeffect "mrs $0, primask\0Acpsid i"
; PRIMASK: store i32
; PRIMASK: asm sideeffect "msr primask, $0"
; MSTATUS: asm sideeffect "csrrci $0, mstatus, 8"
; MSTATUS: store i32
; MSTATUS: asm sideeffect "csrs mstatus, $0"
; ALL: and i32 %i, 15
; ALL: ret void

; CLOCK: events 8, words 2
; CLOCK-LABEL: define internal void @async_opt_record(i32 %event)
; CLOCK: call i32 @async_opt_ticks()
; CLOCK: atomicrmw

; WRONG: async_opt_ticks has to be an extern "C" fn() -> u32
; OTHER: there is no ring for s390x
; SMALL: a ring of 3 bytes has no room for an event

;--- in.ll
target triple = "TRIPLE"

declare void @ao_rt_begin(i32)
declare void @ao_rt_enter(i32, i32)
declare void @ao_rt_leave(i32, i32)
declare void @ao_rt_ready(i32)
declare void @unknown()

define void @program(i32 %tag) "target-features"="+c" {
  call void @ao_rt_begin(i32 8)
  call void @unknown()
  call void @ao_rt_enter(i32 3, i32 %tag)
  call void @unknown()
  call void @ao_rt_leave(i32 3, i32 3)
  call void @unknown()
  call void @ao_rt_ready(i32 8)
  ret void
}
;--- clock.ll
define i32 @async_opt_ticks() {
  ret i32 1
}
;--- wrong.ll
define i64 @async_opt_ticks() {
  ret i64 1
}
