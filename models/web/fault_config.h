/* fault_config.h - changes of files, configuration and pages: actions of fault_kinds.c. */
#pragma once
#include "models/web/fault_private.h"

void web_fault_change_begin(WebFault *fault);
void web_fault_change_end(WebFault *fault);
void web_fault_appdomain_begin(WebFault *fault);
void web_fault_storm_begin(WebFault *fault); /* its first change comes at once */
void web_fault_storm_end(WebFault *fault);
