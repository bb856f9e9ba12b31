# SPDX-License-Identifier: BSD-2-Clause
#
# cmd: the command; built without the flags of either.

bin_PROGRAMS = cmd/anycastip
cmd_anycastip_SOURCES = \
	cmd/check.c \
	cmd/cmd.h \
	cmd/data.c \
	cmd/explain.c \
	cmd/json.c \
	cmd/list.c \
	cmd/main.c \
	cmd/prometheus.c \
	cmd/quote.c \
	cmd/text.c \
	cmd/watch.c
cmd_anycastip_CPPFLAGS = $(product_cppflags)
cmd_anycastip_CFLAGS = $(product_cflags) $(JANSSON_CFLAGS)
cmd_anycastip_LDFLAGS = $(product_ldflags)
cmd_anycastip_LDADD = core/libanycastip.la $(JANSSON_LIBS)
dist_man_MANS += man/anycastip.1

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/completion/anycastip
