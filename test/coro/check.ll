; --verify compares the model with the IR after each pass, and names the one that got it wrong:
; here a store of a state is put in on purpose that the model knows nothing of.
;
; RUN: not %async-opt %S/../opt/never-suspends/awaits.ll --passes=never-suspends --break-after=never-suspends -o /dev/null --emit=ll 2>&1 | FileCheck %s
; RUN: not %async-opt %S/../opt/never-suspends/awaits.ll --break-after=state-set -o /dev/null --emit=ll 2>&1 | FileCheck %s --check-prefix=OTHER
;
; CHECK: after never-suspends the model of {{.*}} is wrong: a state is stored where the model knows of no store
; OTHER: after state-set the model of {{.*}} is wrong: a state is stored where the model knows of no store
