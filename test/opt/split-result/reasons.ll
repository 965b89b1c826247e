; What stays merged as a whole, and why: each result fails one condition.
;
; RUN: split-file %s %t
; RUN: %async-opt %t/whole.ll --passes=split-result --verify -o - --remarks %t/whole.yaml | FileCheck %t/whole.ll
; RUN: FileCheck %t/whole.ll --check-prefix=WHY <%t/whole.yaml
; RUN: %async-opt %t/fuel.ll --passes=split-result --fuel=0 --verify -o - --remarks %t/fuel.yaml | FileCheck %t/fuel.ll
; RUN: FileCheck %t/fuel.ll --check-prefix=WHY <%t/fuel.yaml

;--- whole.ll
; Behind a call that may unwind there is no place to take its result apart, before the merging.
; CHECK-LABEL: define i8 @invoked(
; CHECK: exit:
; CHECK-NEXT: %r = phi { i8, i8 }
; CHECK-NEXT: extractvalue
; WHY: Name: {{ *}}RESULT_OF_INVOKE{{$}}
; WHY-NEXT: Function: {{ *}}'invoked'
define i8 @invoked(i1 %waits) personality ptr @rust_eh_personality {
  br i1 %waits, label %pending, label %ready

pending:
  br label %exit

ready:
  %c = invoke { i8, i8 } @other()
          to label %exit unwind label %cleanup

exit:
  %r = phi { i8, i8 } [ { i8 2, i8 undef }, %pending ], [ %c, %ready ]
  %variant = extractvalue { i8, i8 } %r, 0
  ret i8 %variant

cleanup:
  %caught = landingpad { ptr, i32 }
          cleanup
  resume { ptr, i32 } %caught
}

; Nothing is known of either result: no way would be shorter.
; CHECK-LABEL: define i8 @unknown(
; CHECK: exit:
; CHECK-NEXT: %r = phi { i8, i8 }
; CHECK-NEXT: extractvalue
; WHY: Name: {{ *}}RESULT_NOT_CONSTANT{{$}}
; WHY-NEXT: Function: {{ *}}'unknown'
define i8 @unknown(i1 %waits) {
  br i1 %waits, label %a, label %b

a:
  %ra = call { i8, i8 } @other()
  br label %exit

b:
  %rb = call { i8, i8 } @other()
  br label %exit

exit:
  %r = phi { i8, i8 } [ %ra, %a ], [ %rb, %b ]
  %variant = extractvalue { i8, i8 } %r, 0
  ret i8 %variant
}

declare { i8, i8 } @other()
declare i32 @rust_eh_personality(...)

;--- fuel.ll
; CHECK-LABEL: define i8 @poll(
; CHECK: extractvalue
; WHY: Name: {{ *}}OUT_OF_FUEL{{$}}
define i8 @poll(i1 %waits, i8 %x) {
  br i1 %waits, label %pending, label %ready

pending:
  br label %exit

ready:
  %c = insertvalue { i8, i8 } { i8 0, i8 undef }, i8 %x, 1
  br label %exit

exit:
  %r = phi { i8, i8 } [ { i8 2, i8 undef }, %pending ], [ %c, %ready ]
  %variant = extractvalue { i8, i8 } %r, 0
  ret i8 %variant
}
