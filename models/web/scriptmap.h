/* scriptmap.h - which handler serves a URL: the map from file extension to ISAPI extension that
 * the metabase holds [S0]. */
#pragma once
#include "models/config.h"

/* By the extension of the last part of the path, without regard to case; what the map does not
 * name is static. */
WebHandler web_scriptmap_handler(const ModelConfig *config, const char *url);

/* Where there is a list of web service extensions: IIS 6, both modes. */
bool web_scriptmap_is_prohibited(const ModelConfig *config, const char *url);
