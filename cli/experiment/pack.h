/* pack.h - what a task found, as bytes: for a journal, or for another computer.
 *
 * Every number comes back bit for bit. The bytes may have come from a damaged file or from another
 * program: unpacking takes them for what they are, or refuses.
 */
#pragma once
#include "models/result.h"
#include <gio/gio.h>

/* result has no violation: what broke an invariant is reported, not kept. */
GBytes *pack_result(const ModelResult *result);

/* NULL, with *error set, for what is not a packed result. */
ModelResult *pack_result_again(GBytes *bytes, GError **error);
