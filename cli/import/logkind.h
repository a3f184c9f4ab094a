/* logkind.h - tells by the first bytes of a file that it is not a W3C extended log, and what the
 * user can do about it. */
#pragma once
#include <stddef.h>

/* NULL when the bytes may be the beginning of a W3C extended log; otherwise why they are not and
 * what to do, to be put behind the name of the file. */
const char *logkind_refusal(const char *head, size_t length);

/* The same for a file that has proved to be an HTTPERR log by its header. */
const char *logkind_httperr(void);
