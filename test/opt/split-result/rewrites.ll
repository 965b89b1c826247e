; A result of two members is merged member by member.
;
; RUN: %async-opt %s --passes=split-result --verify -o - --remarks %t.yaml | FileCheck %s
; RUN: FileCheck %s --check-prefix=REMARKS <%t.yaml

; REMARKS: Pass: {{ *}}split-result
; REMARKS: Function: {{ *}}'poll'
; REMARKS: a result is merged member by member

; What an inlined poll leaves where its returns met.
; CHECK-LABEL: define i8 @poll(
; CHECK: exit:
; CHECK-NEXT: [[BYTE:%.*]] = phi i8 [ undef, %pending ], [ %byte, %ready ]
; CHECK-NEXT: [[VARIANT:%.*]] = phi i8 [ 2, %pending ], [ 0, %ready ]
; CHECK-NEXT: phi { i8, i8 }
; CHECK-NEXT: %is.pending = icmp eq i8 [[VARIANT]], 2
; CHECK-NEXT: select i1 %is.pending, i8 7, i8 [[BYTE]]
define i8 @poll(i1 %waits, i8 %byte) {
  br i1 %waits, label %pending, label %ready

pending:
  br label %exit

ready:
  %r0 = insertvalue { i8, i8 } poison, i8 0, 0
  %r1 = insertvalue { i8, i8 } %r0, i8 %byte, 1
  br label %exit

exit:
  %r = phi { i8, i8 } [ { i8 2, i8 undef }, %pending ], [ %r1, %ready ]
  %variant = extractvalue { i8, i8 } %r, 0
  %is.pending = icmp eq i8 %variant, 2
  %value = extractvalue { i8, i8 } %r, 1
  %given = select i1 %is.pending, i8 7, i8 %value
  ret i8 %given
}

; Of a call's result the member is taken where it comes from; a block with two edges gives one
; value on both; who asks for the whole gets it as before.
; CHECK-LABEL: define { i64, i64 } @called(
; CHECK: call { i64, i64 } @other()
; CHECK-NEXT: [[M:%.*]] = extractvalue { i64, i64 } %c, 0
; CHECK-NEXT: switch
; CHECK: exit:
; CHECK-NEXT: [[MEMBER:%.*]] = phi i64 [ 1, %start ], [ [[M]], %asked ], [ [[M]], %asked ]
; CHECK-NEXT: %r = phi { i64, i64 }
; CHECK-NEXT: call void @use(i64 [[MEMBER]])
; CHECK-NEXT: ret { i64, i64 } %r
define { i64, i64 } @called(i1 %which, i64 %x) {
start:
  %known = insertvalue { i64, i64 } { i64 1, i64 undef }, i64 %x, 1
  br i1 %which, label %asked, label %exit

asked:
  %c = call { i64, i64 } @other()
  switch i64 %x, label %none [
    i64 0, label %exit
    i64 1, label %exit
  ]

none:
  unreachable

exit:
  %r = phi { i64, i64 } [ %known, %start ], [ %c, %asked ], [ %c, %asked ]
  %variant = extractvalue { i64, i64 } %r, 0
  call void @use(i64 %variant)
  ret { i64, i64 } %r
}

; One merged result that goes to another, in a loop: each has its member once.
; CHECK-LABEL: define void @nested(
; CHECK: head:
; CHECK-NEXT: [[OUTER:%.*]] = phi i8 [ 2, %start ], [ [[INNER:%.*]], %next ]
; CHECK: next:
; CHECK-NEXT: [[INNER]] = phi i8 [ [[OUTER]], %head ], [ 0, %ready ]
; CHECK-NOT: extractvalue
define void @nested(i1 %which, i8 %x) {
start:
  br label %head

head:
  %outer = phi { i8, i8 } [ { i8 2, i8 undef }, %start ], [ %inner, %next ]
  %variant = extractvalue { i8, i8 } %outer, 0
  call void @take(i8 %variant)
  br i1 %which, label %ready, label %next

ready:
  %r = insertvalue { i8, i8 } { i8 0, i8 undef }, i8 %x, 1
  br label %next

next:
  %inner = phi { i8, i8 } [ %outer, %head ], [ %r, %ready ]
  br label %head
}

declare { i64, i64 } @other()
declare void @use(i64)
declare void @take(i8)
