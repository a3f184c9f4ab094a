/* nearest.h - what did they mean? The known name that a mistyped one is nearest to. */
#pragma once

/* names ends with NULL; letter case does not count. NULL when none is near. */
const char *cli_nearest(const char *text, const char *const *names);
