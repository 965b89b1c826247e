/*
 * Faults on purpose. The tests provoke every failure that the linker has to survive by
 * naming it in ASYNC_OPT_FAULT ("child-segv", "child-abort,stock-fails"); each acts at
 * the place where the real one would. Four break nothing: with "save-bundle" a link that went
 * well saves its bundle too, with "poison" what a pass takes for dead is overwritten
 * (opt/poison.h), with "roundtrip" all bodies are lifted and lowered before the passes
 * (coro/lift.h), with "small-parts" code of small programs is generated in parts as well. Only
 * the linker reads the variable, and nothing that it starts gets to see it.
 */
#ifndef AO_DRIVER_FAULT_H
#define AO_DRIVER_FAULT_H

#include <stdbool.h>

#define FAULT_VARIABLE "ASYNC_OPT_FAULT"

/* Reads the variable and removes it from the environment. */
void fault_init(void);
/* Whether this fault was asked for. */
bool fault(const char *name);

#endif
