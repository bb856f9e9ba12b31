/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What comes into the log, and how often.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/log.h"
#include "tests/unit/tap.h"

static char path[] = "/tmp/anycastip-test-XXXXXX";

/* How many lines of the log hold the text. */
static unsigned int count_lines(const char *text)
{
	FILE *file = fopen(path, "re");
	unsigned int count = 0;
	char line[1200];

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while (fgets(line, sizeof(line), file))
		count += strstr(line, text) != NULL;
	fclose(file);
	return count;
}

static void alternating_complaints(void)
{
	int i;

	for (i = 0; i < 10; i++) {
		log_once(LOG_ERR, "first complaint\n");
		log_once(LOG_ERR, "second complaint\n");
		log_once(LOG_ERR, "first of another kind\n");
	}
	CU_ASSERT_EQUAL(count_lines("first complaint"), 1);
	CU_ASSERT_EQUAL(count_lines("second complaint"), 1);
	CU_ASSERT_EQUAL(count_lines("first of another kind"), 1);
	log_news();
	log_once(LOG_ERR, "second complaint\n");
	CU_ASSERT_EQUAL(count_lines("first complaint"), 1);
	CU_ASSERT_EQUAL(count_lines("second complaint"), 2);
}

/* More different ones than anybody wants to remember: none is lost. */
static void many_complaints(void)
{
	char text[40], longest[1100];
	int i;

	for (i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "complaint number %d.", i);
		log_once(LOG_ERR, text);
	}
	CU_ASSERT_EQUAL(count_lines("complaint number"), 1000);
	/* One that is longer than what is remembered of it. */
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	log_once(LOG_ERR, longest);
	log_once(LOG_ERR, longest);
	CU_ASSERT_EQUAL(count_lines("xxxxx"), 1);
}

static void debug_shows_all(void)
{
	log_news();
	log_enable_debug();
	log_once(LOG_ERR, "said twice");
	log_once(LOG_ERR, "said twice");
	CU_ASSERT_EQUAL(count_lines("said twice"), 2);
}

static void control_characters(void)
{
	log_message(LOG_ERR, "interface %s is strange\n\n", "a\x1b[1m\nb");
	CU_ASSERT_EQUAL(count_lines("interface a\\x1b[1m\\x0ab is strange\n"),
			1);
}

static int open_log(void)
{
	char target[sizeof(path) + 5];
	int fd = mkstemp(path);

	if (fd == -1)
		return 1;
	close(fd);
	snprintf(target, sizeof(target), "file:%s", path);
	return log_open(target) ? 0 : 1;
}

static int close_log(void)
{
	log_close();
	return unlink(path);
}

int main(int argc, char **argv)
{
	static CU_TestInfo tests[] = {
		{"complaints that alternate", alternating_complaints},
		{"many complaints", many_complaints},
		{"control characters", control_characters},
		{"with debugging, all is shown", debug_shows_all},
		CU_TEST_INFO_NULL,
	};
	static CU_SuiteInfo suites[] = {
		{"log", open_log, close_log, NULL, NULL, tests},
		CU_SUITE_INFO_NULL,
	};

	return tap_run_suites(argc, argv, suites);
}
