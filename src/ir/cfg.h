/* Ways between blocks. */
#ifndef AO_IR_CFG_H
#define AO_IR_CFG_H

#include <stdbool.h>

#include "llvm/ll.h"

/* The only predecessor of bb besides itself; NULL where there are none or several. */
LLVMBasicBlockRef single_predecessor(LLVMBasicBlockRef bb);
/* Is there a way from `from` to `to`? A block leads to itself. */
bool block_leads_to(LLVMBasicBlockRef from, LLVMBasicBlockRef to);

#endif
