/*
 * load: starts the demo's server, sends it a fixed number of requests, and sees that each
 * response is the right one.
 *
 *	load ROUTE COUNT -- COMMAND [ARGUMENT...]      ROUTE: hello, echo or shelf
 *
 * COMMAND is the server, or a measuring tool with the server as argument; its first line of
 * output must end in ":PORT". The load goes over four connections in turn, one request at a
 * time: the connection that was answered last is never the next to ask, so the server finds
 * it empty each time, and the same load takes the same path through the server. At the end
 * it asks for /quit, closes the connections and waits for the server to exit by itself.
 *
 * Exits 0 if everything was as it must be. Else it says what was not, the server is killed,
 * and it exits 1; 2 for wrong usage.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECTIONS 4
#define COUNT_MAX 1000000L
#define WAIT_SECONDS 60

struct route {
	const char *name;
	const char *request;
	const char *status_line;
	const char *header; /* must be among the headers; NULL for none */
	const char *body;
};

#define ORDER "{\"item\":\"lamp\",\"count\":3,\"notes\":[\"green\",\"no hurry\"]}"

static const struct route routes[] = {
	{
		.name = "hello",
		.request = "GET /hello HTTP/1.1\r\nhost: demo\r\n\r\n",
		.status_line = "HTTP/1.1 200 OK\r\n",
		.body = "hello",
	},
	{
		.name = "echo",
		.request = "POST /echo HTTP/1.1\r\nhost: demo\r\ncontent-type: "
			   "application/json\r\n"
			   "content-length: 54\r\n\r\n" ORDER,
		.status_line = "HTTP/1.1 200 OK\r\n",
		.header = "\r\ncontent-type: application/json\r\n",
		.body = ORDER,
	},
	{
		.name = "shelf",
		.request = "GET /shelf/5 HTTP/1.1\r\nhost: demo\r\n"
			   "authorization: Bearer demo\r\n\r\n",
		.status_line = "HTTP/1.1 200 OK\r\n",
		.header = "\r\nserver: demo\r\n",
		.body = "Volume 5, 105 pages",
	},
};

/* What the middleware must refuse, and what is not there: asked once in each load. */
static const struct route refused = {
	.request = "GET /shelf/5 HTTP/1.1\r\nhost: demo\r\n\r\n",
	.status_line = "HTTP/1.1 401 Unauthorized\r\n",
	.header = "\r\nserver: demo\r\n",
	.body = "",
};
static const struct route missing = {
	.request = "GET /shelf/99 HTTP/1.1\r\nhost: demo\r\nauthorization: Bearer demo\r\n\r\n",
	.status_line = "HTTP/1.1 404 Not Found\r\n",
	.body = "",
};
static const struct route quit = {
	.request = "GET /quit HTTP/1.1\r\nhost: demo\r\n\r\n",
	.status_line = "HTTP/1.1 200 OK\r\n",
	.body = "bye",
};

static pid_t server;

_Static_assert(sizeof(ORDER) - 1 == 54, "the echo request states the length of its body");

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("load: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	if (server > 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	exit(1);
}

/* Also what a server gets that does not answer: see alarm() in main. */
static void on_signal(int number)
{
	static const char text[] = "load: stopped, or the server took too long\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)ignored;
	(void)number;
	if (server > 0)
		kill(server, SIGKILL);
	_exit(1);
}

/* Starts the command and returns the port that it says it listens on. */
static int start(char **command)
{
	pid_t parent = getpid();
	char line[256];
	FILE *output;
	char *colon;
	int ends[2];

	if (pipe(ends))
		fail("pipe: %s", strerror(errno));
	server = fork();
	if (server < 0)
		fail("fork: %s", strerror(errno));
	if (!server) {
		/* Whatever happens to us, no server stays behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(127);
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(command[0], command);
		fprintf(stderr, "load: %s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	close(ends[1]);
	output = fdopen(ends[0], "r");
	if (!output || !fgets(line, sizeof(line), output))
		fail("the server ended before it listened");
	colon = strrchr(line, ':');
	if (!colon)
		fail("no port in the server's first line: %s", line);
	/* The pipe stays open: a server that prints more must not be killed for it. */
	return (int)strtol(colon + 1, NULL, 10);
}

static int connect_to(int port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	if (fd < 0)
		fail("socket: %s", strerror(errno));
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)))
		fail("TCP_NODELAY: %s", strerror(errno));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		fail("port %d: %s", port, strerror(errno));
	return fd;
}

/* Where the body begins in the response read so far and how long it will be, if known. */
static char *find_body(char *response, size_t *ret_length)
{
	static const char name[] = "\r\ncontent-length: ";
	char *end = strstr(response, "\r\n\r\n");
	char *length = strstr(response, name);

	if (!end)
		return NULL;
	if (!length || length > end)
		fail("a response without content-length:\n%s", response);
	*ret_length = strtoul(length + sizeof(name) - 1, NULL, 10);
	return end + 4;
}

/* One request, one response, which must be the expected one. */
static void ask(int fd, const struct route *route)
{
	size_t request_length = strlen(route->request);
	size_t have = 0, body_length = 0;
	char response[4096];
	char *body = NULL;

	if (send(fd, route->request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length)
		fail("send: %s", strerror(errno));
	while (!body || have < (size_t)(body - response) + body_length) {
		ssize_t got = recv(fd, response + have, sizeof(response) - 1 - have, 0);

		if (got <= 0)
			fail("%s in the middle of a response", got ? "error" : "end");
		have += (size_t)got;
		response[have] = '\0';
		body = find_body(response, &body_length);
	}
	if (strncmp(response, route->status_line, strlen(route->status_line)))
		fail("asked:\n%sexpected %sgot:\n%s", route->request, route->status_line,
			response);
	if (strcmp(body, route->body) || body_length != strlen(route->body))
		fail("asked:\n%sexpected body: %s\ngot:\n%s", route->request, route->body,
			response);
	if (route->header && !strstr(response, route->header))
		fail("asked:\n%sno header%sin:\n%s", route->request, route->header, response);
}

static void run(const struct route *route, long count, int port)
{
	int fd[CONNECTIONS];

	for (int i = 0; i < CONNECTIONS; i++)
		fd[i] = connect_to(port);
	ask(fd[0], &refused);
	ask(fd[1], &missing);
	for (long i = 0; i < count; i++)
		ask(fd[(i + 2) % CONNECTIONS], route);
	ask(fd[(count + 2) % CONNECTIONS], &quit);
	for (int i = 0; i < CONNECTIONS; i++)
		close(fd[i]);
}

static void wait_for_exit(void)
{
	int status;

	if (waitpid(server, &status, 0) != server)
		fail("waitpid: %s", strerror(errno));
	server = 0;
	if (WIFSIGNALED(status))
		fail("the server was killed by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status))
		fail("the server exited with %d", WEXITSTATUS(status));
}

static const struct route *find_route(const char *name)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (!strcmp(routes[i].name, name))
			return &routes[i];
	}
	return NULL;
}

int main(int argc, char **argv)
{
	const struct route *route = argc > 4 ? find_route(argv[1]) : NULL;
	char *end = NULL;
	long count = route ? strtol(argv[2], &end, 10) : 0;

	if (!route || *end || count < 1 || count > COUNT_MAX || strcmp(argv[3], "--")) {
		fputs("usage: load hello|echo|shelf COUNT -- COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	signal(SIGALRM, on_signal);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	/* Bounded: a request under a measuring tool takes well below 10 ms. */
	alarm((unsigned)(WAIT_SECONDS + count / 100));
	run(route, count, start(argv + 4));
	wait_for_exit();
	return 0;
}
