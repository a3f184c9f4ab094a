/* compile.h - compiling the pages of an application, and JIT: what a page needs before it executes.
 *
 * Modelled:   a lock per application that all processes share: it is a named mutex of the machine
 *             [RS:CompilationLock.cs]; batch: the first hit on a folder compiles all its pages that
 *             are not up to date, maxBatchSize of them; without batch, or under debug, one page at a
 *             time [RS:CompilationSection.cs] [KB893660]; what was compiled stays on disk for all
 *             processes and for later AppDomains; JIT of a page once per AppDomain; a page that
 *             changes is compiled anew, its JIT and its entries in the output cache are gone, and
 *             so many of them restart the AppDomain (appdomain.h).
 * Assumption: a compilation that is under way has the change that comes meanwhile.
 * Left out:   batchTimeout, maxBatchGeneratedFileSize; the memory of assemblies that were replaced.
 */
#pragma once
#include "models/aspnet/runtime.h"

void aspnet_compile_init(AspnetShared *shared);
void aspnet_compile_clear(AspnetShared *shared);

/* As if all had been used. */
void aspnet_compile_warm(AspnetDomain *domain);

/* Nothing of the application is up to date. */
void aspnet_compile_all_anew(AspnetShared *shared, uint32_t app);

/* On the request's thread: compiles and JITs what it needs, or waits for who does, and then calls
 * done(request). */
void aspnet_compile(AspnetRequest *extra, SimHandler done);
