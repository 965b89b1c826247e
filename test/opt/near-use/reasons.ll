; What stays in the entry, and why: each address fails one condition.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/room.ll --passes=near-use --remarks=%t/room.yaml --verify -o - | FileCheck %t/room.ll
; RUN: FileCheck %t/room.ll --check-prefix=REMARKS <%t/room.yaml
; RUN: %async-opt %t/fuel.ll --passes=near-use --fuel=0 --remarks=%t/fuel.yaml --verify -o - | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=REMARKS <%t/fuel.yaml

;--- room.ll
; Before a catchswitch nothing can be computed.
; CHECK-LABEL: define void @resume(
; CHECK: %child = getelementptr
; CHECK: phi ptr [ %child, %caught ]
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}NO_ROOM{{$}}
; REMARKS-NOT: Passed
define void @resume(ptr %self) personality ptr @__CxxFrameHandler3 {
start:
  %child = getelementptr inbounds i8, ptr %self, i64 64
  br label %next

next:
  invoke void @may_unwind()
          to label %done unwind label %caught

caught:
  %switch = catchswitch within none [label %catch] unwind label %cleanup

catch:
  %pad = catchpad within %switch [ptr null, i32 64, ptr null]
  unreachable

cleanup:
  %place = phi ptr [ %child, %caught ]
  %cleaning = cleanuppad within none []
  store i8 2, ptr %place, align 1
  cleanupret from %cleaning unwind to caller

done:
  ret void
}

declare void @may_unwind()
declare i32 @__CxxFrameHandler3(...)

;--- fuel.ll
; CHECK-LABEL: define void @resume(
; CHECK: %child = getelementptr
; CHECK-NEXT: br label %next
; REMARKS-NOT: Passed
; REMARKS: Name: {{ *}}OUT_OF_FUEL{{$}}
; REMARKS-NOT: Passed
define void @resume(ptr %self) {
  %child = getelementptr inbounds i8, ptr %self, i64 64
  br label %next

next:
  store i8 0, ptr %child, align 1
  ret void
}
