/* cmocka wants these four headers before its own. */
#ifndef AO_TEST_UNIT_UNIT_H
#define AO_TEST_UNIT_UNIT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
