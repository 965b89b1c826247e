#include <stdio.h>

int shared_answer(void);
int shared_calls(void);
extern int SHARED_VERSION;

int main(void)
{
	shared_answer();
	printf("rust says %d", shared_answer());
	printf(" and counts %d, version %d\n", shared_calls(), SHARED_VERSION);
	return 0;
}
