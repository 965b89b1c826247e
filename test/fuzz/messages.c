/* Lines from the wrappers, as they come through the pipe. */
#include "driver/messages.c"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct messages m = {.fd = -1};
	int ends[2];

	log_init(size % 2 == 0);
	if (size > 60000 || pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
		return 0;
	m.fd = ends[0];
	if (write(ends[1], data, size) != (ssize_t)size)
		abort();
	close(ends[1]);
	messages_close(&m);
	return 0;
}
