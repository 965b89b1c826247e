/* So many bytes, or so many percent, more than before. */
#include <stdlib.h>
#include <string.h>

#include "report/budget.h"

bool growth_read(const char *text, struct growth *ret, struct err *err)
{
	bool is_number = *text >= '0' && *text <= '9';
	char *end = NULL;
	double number = is_number ? strtod(text, &end) : 0;

	if (is_number && !strcmp(end, "%") && number <= 1e6) {
		*ret = (struct growth){.percent = number};
		return true;
	}
	ret->percent = -1;
	ret->bytes = is_number ? strtoull(text, &end, 10) : 0;
	if (is_number && !*end)
		return true;
	return err_set(
		err, "growth is a number of bytes (64) or percent (10%%), not \"%s\"", text);
}

bool growth_is_beyond(const struct growth *most, uint64_t before, uint64_t now)
{
	if (now <= before)
		return false;
	if (most->percent < 0)
		return now - before > most->bytes;
	return (double)(now - before) * 100 > most->percent * (double)before;
}

void growth_text(const struct growth *most, struct str *ret)
{
	if (most->percent < 0)
		str_addf(ret, "%llu bytes", (unsigned long long)most->bytes);
	else
		str_addf(ret, "%g %%", most->percent);
}
