int rust_double(int n);
__attribute__((weak)) int rust_weak(void);
int call_rust(int n);
int has_weak(void);

int call_rust(int n)
{
	return rust_double(n);
}

int has_weak(void)
{
	return rust_weak ? rust_weak() : 0;
}
