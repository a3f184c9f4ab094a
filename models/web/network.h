/* network.h - responses on their way to clients.
 *
 * Modelled:   a client's own bandwidth; MaxBandwidth of a site, which takes the place of
 *             MaxGlobalBandwidth for it [MS524902], on IIS 5 for static content alone [W2KRK-BW];
 *             responses that take longer than their size over MinFileBytesPerSec are given up
 *             [CC738006] [KB820729].
 * Simplified: responses that go at a time share what their limit allows evenly, as far as each
 *             client can take it (an assumption: max-min fairness); only bodies of good answers
 *             take time; calls of a page stay on the machine; no delay of the wire, no slow start.
 * Left out:   the way in: requests have no size, so that large uploads take no time.
 *
 * There is no network unless some client or limit has a bandwidth.
 */
#pragma once
#include "models/web/request.h"

/* sent: all of it; else the client was too slow or has left, and the connection is closed. */
typedef void (*WebSent)(WebRequest *request, bool sent);

/* NULL when no response takes time. */
WebNetwork *web_network_new(WebRun *run);
void web_network_free(WebNetwork *network);

/* Whether the response that ends so is anything to send. Only where run->network is. */
bool web_network_takes_time(const WebRequest *request, WebOutcome outcome);

/* Sends the response's body, in whatever process the request is; only what takes time. */
void web_network_send(WebRequest *request, WebSent done);

/* Forgets the transfer without calling done; harmless when there is none. */
void web_network_cancel(WebRequest *request);

/* The client has left: what is on its way to it ends now, and so may the request. */
void web_network_client_left(WebRequest *request);
