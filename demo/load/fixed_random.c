/*
 * fixed_random: preloaded into a measured program, gives every run the same random bytes.
 *
 * Rust's hash maps take their keys from getrandom(). With other keys axum walks its table of
 * routes in another order at start-up, the heap gets another shape, and the allocator then
 * needs up to 1.4 % more or fewer instructions per request: more than some of what is to be
 * measured. Nothing here is for use outside of a measurement.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) ssize_t getrandom(
	void *buffer, size_t length, unsigned int flags)
{
	(void)flags;
	memset(buffer, 0x5a, length);
	return (ssize_t)length;
}

/* The crate getrandom 0.2 asks the kernel itself, and on it ring's keys and nonces depend. */
__attribute__((visibility("default"))) long syscall(long number, ...)
{
	long (*next)(long, ...);
	long arg[6];
	va_list ap;

	va_start(ap, number);
	for (size_t i = 0; i < sizeof(arg) / sizeof(arg[0]); i++)
		arg[i] = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_getrandom)
		return getrandom((void *)arg[0], (size_t)arg[1], (unsigned int)arg[2]);
	*(void **)&next = dlsym(RTLD_NEXT, "syscall");
	return next(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}
