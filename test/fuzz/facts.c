/* What a link left about its futures, as `cargo async-opt report` reads it. */
#include "report/facts.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = make_text(data, size);
	struct err err = {0};
	struct facts facts;

	if (!facts_read(text, &facts, &err)) {
		if (!err.message)
			abort();
	} else {
		struct str json = {0};

		facts_write(&facts, &json);
		err_clear(&err);
		facts_named(&facts, "main", &err);
		str_free(&json);
		facts_free(&facts);
	}
	err_clear(&err);
	free(text);
	return 0;
}
