/* version.h - the version of the product: the one place where it is written. */
#pragma once

#define IISSIM_VERSION "0.1.0"
