# SPDX-License-Identifier: BSD-2-Clause
#
# cmd: the command; built without the flags of either.

bin_PROGRAMS = cmd/anycastip
cmd_anycastip_SOURCES = \
	cmd/arguments.c cmd/arguments.h \
	cmd/check.c \
	cmd/commands.h \
	cmd/data.c cmd/data.h \
	cmd/die.c cmd/die.h \
	cmd/explain.c \
	cmd/json.c cmd/json.h \
	cmd/list.c \
	cmd/main.c \
	cmd/prometheus.c \
	cmd/quote.c cmd/quote.h \
	cmd/text.c cmd/text.h \
	cmd/watch.c
cmd_anycastip_CPPFLAGS = $(product_cppflags)
cmd_anycastip_CFLAGS = $(product_cflags) $(JANSSON_CFLAGS)
cmd_anycastip_LDFLAGS = $(product_ldflags)
cmd_anycastip_LDADD = core/libanycastip.la $(JANSSON_LIBS)
dist_man_MANS += man/anycastip.1

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/completion/anycastip
