/* urlkind.h - what the path of a URL says: which handler, and how a scenario can name it. */
#pragma once
#include "models/config.h"

#define URLKIND_NAME_MAX 48 /* characters of a page's name, before it is made unique */

typedef enum {
    URLKIND_BY_EXTENSION, /* decided */
    URLKIND_DIRECTORY,    /* ends with '/': the default document answers */
    URLKIND_BARE,         /* no extension: a directory without its '/', or code that routes URLs */
} UrlKindCertainty;

/* path: lower case, begins with '/'. Also finds an extension before further path ('/a.dll/b').
 * *handler is HANDLER_STATIC unless the certainty is URLKIND_BY_EXTENSION. */
UrlKindCertainty urlkind_of(const char *path, WebHandler *handler);

/* The same path in the characters that a scenario can hold, ending so that the documented script
 * map, or the lines that urlkind_scriptmap() gives, picks the handler. The caller frees it. */
char *urlkind_url(const char *path, WebHandler handler);

/* The extension with its dot when the handler is not that of the documented script map, else NULL:
 * then the scenario's [scriptmap] needs it. */
const char *urlkind_scriptmap(const char *url);

/* 'shop-cart-aspx' for '/shop/cart.aspx'. The caller frees it. */
char *urlkind_page_name(const char *path);

const char *urlkind_handler_name(WebHandler handler); /* as [scriptmap] writes it */
