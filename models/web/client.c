#include "models/web/client.h"
#include "models/web/connection.h"
#include "sim/elementary.h"

/* A visitor who loses the session again and again gives up some time: an assumption. */
#define CLIENT_RESTARTS_MAX 10

static void arrival_due(void *self);

static SimStream user_stream(const WebClients *clients, uint32_t user, uint64_t ordinal,
                             WebDraw draw)
{
    return sim_stream(clients->run->seed, clients->source, ordinal, (uint64_t)user << 32 | draw);
}

/* ---- pages ---- */

static uint32_t choose_page(const WebClients *clients, uint32_t user, uint64_t ordinal)
{
    const WebClientsConfig *config = clients->config;
    SimStream stream;
    double at;

    if (config->page_count == 1)
        return config->pages[0].page;
    stream = user_stream(clients, user, ordinal, DRAW_PAGE);
    at = sim_stream_uniform(&stream) * clients->weights[config->page_count - 1];
    for (uint32_t i = 0; i + 1 < config->page_count; i++) {
        if (at < clients->weights[i])
            return config->pages[i].page;
    }
    return config->pages[config->page_count - 1].page;
}

/* ---- users and visitors ---- */

/* The last page of the step that begins there: frames are asked for together. */
static uint32_t end_of_step(const WebClientsConfig *config, uint32_t index)
{
    while (config->pages[index].with_next)
        index++;
    return index;
}

/* All are awaited before the first is issued: it may have its outcome at once. */
static void issue_step(WebUser *user, uint64_t ordinal)
{
    WebClients *clients = user->group;
    const ClientPage *pages = clients->config->pages;
    uint32_t first = user->path_index;
    uint32_t last = end_of_step(clients->config, first);

    user->awaited = last - first + 1;
    user->ordinal += last - first;
    for (uint32_t i = first; i <= last; i++)
        web_request_issue(clients, user, user->number, ordinal + i - first, pages[i].page);
}

static void user_issue(void *self)
{
    WebUser *user = self;
    WebClients *clients = user->group;
    const WebClientsConfig *config = clients->config;
    uint64_t ordinal = user->ordinal++;

    user->issued_ns = clients->run->engine.now_ns;
    if (config->is_path)
        issue_step(user, ordinal);
    else
        web_request_issue(clients, user, user->number, ordinal,
                          choose_page(clients, user->number, ordinal));
}

/* Who neither thinks nor had to wait (refused at once, say) would ask without end at one instant:
 * such a user takes a millisecond, an assumption. */
static void user_think(WebUser *user, const SimVariate *think)
{
    WebClients *clients = user->group;
    SimEngine *engine = &clients->run->engine;
    SimStream stream = user_stream(clients, user->number, user->ordinal, DRAW_THINK);
    int64_t think_ns = sim_variate_draw_whole(think, &stream);

    if (think_ns == 0 && !user->is_visitor && user->issued_ns == engine->now_ns)
        think_ns = SIM_MS;
    sim_engine_after(engine, think_ns, user_issue, user);
}

/* False when the path is at its end. */
static bool user_advance(WebUser *user)
{
    const WebClientsConfig *config = user->group->config;

    if (!config->is_path)
        return true;
    if (++user->path_done < config->pages[user->path_index].repeat)
        return true;
    user->path_done = 0;
    user->path_index = end_of_step(config, user->path_index) + 1;
    if (user->path_index < config->page_count)
        return true;
    user->path_index = 0;
    return false;
}

/* It is there until the server has done with its requests. */
static void visitor_leaves(WebUser *visitor)
{
    web_connection_user_leaves(visitor);
    visitor->has_left = true;
}

/* What an answer that shows an empty session makes of the path. False: the user leaves. */
static bool user_finds_loss(WebUser *user)
{
    const WebClientsConfig *config = user->group->config;

    user->has_lost = false;
    if (config->on_session_lost == SESSION_LOST_LEAVE ||
        (user->is_visitor && user->restarts == CLIENT_RESTARTS_MAX)) {
        user->path_index = user->path_done = 0;
        return false;
    }
    user->restarts++;
    user->path_index = user->path_done = 0;
    return true;
}

void web_clients_resolved(WebClients *clients, WebUser *user, const WebRequest *request)
{
    const WebClientsConfig *config = clients->config;
    bool more;

    if (user->is_replayed)
        return;
    if (config->is_path) {
        user->has_lost |= request->session_gone && request->status != 0; /* it was answered */
        if (--user->awaited > 0)
            return;
    }
    if (user->has_lost && config->on_session_lost != SESSION_LOST_GO_ON)
        more = user_finds_loss(user);
    else
        more = user_advance(user);
    if (!user->is_visitor)
        user_think(user, &config->arrivals.think);
    else if (more)
        user_think(user, &config->think);
    else
        visitor_leaves(user);
}

/* A visitor's sessions stay behind until they time out. */
void web_clients_freed(WebClients *clients, WebUser *user)
{
    user->requests--;
    if (!user->has_left || user->requests > 0)
        return;
    web_cookies_forget(clients->run, &user->cookies);
    sim_pool_give(clients->visitors, user);
}

static void start_users(WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    double count = (double)arrivals->users * clients->run->config->load;
    uint32_t users = (uint32_t)(count + 0.5);

    clients->users = g_new0(WebUser, users);
    for (uint32_t i = 0; i < users; i++) {
        clients->users[i] = (WebUser){.group = clients, .number = i, .issued_ns = INT64_MIN};
        user_think(&clients->users[i], &arrivals->think);
    }
}

/* ---- open arrivals ---- */

static void issue_one(WebClients *clients)
{
    uint64_t ordinal = clients->ordinal++;

    if (clients->config->is_path) {
        WebUser *visitor = sim_pool_take(clients->visitors);

        *visitor = (WebUser){.group = clients, .number = (uint32_t)ordinal, .is_visitor = true};
        user_issue(visitor);
        return;
    }
    web_request_issue(clients, NULL, 0, ordinal, choose_page(clients, 0, ordinal));
}

static int64_t whole_ns(double ns)
{
    return ns < 9e18 ? (int64_t)(ns + 0.5) : SIM_NEVER / 2;
}

static int64_t exponential_ns(WebClients *clients, double rate_per_ns)
{
    SimVariate gap = {.kind = SIM_EXPONENTIAL, .a = 1 / rate_per_ns};

    return whole_ns(sim_variate_draw(&gap, &clients->arrivals));
}

static double ramp_rate_per_s(const ClientArrivals *arrivals, int64_t time_ns)
{
    const ClientRampPoint *points = arrivals->ramp;
    uint32_t last = arrivals->ramp_count - 1;

    if (time_ns <= points[0].time_ns)
        return points[0].rate_per_s;
    for (uint32_t i = 1; i <= last; i++) {
        double share;

        if (time_ns >= points[i].time_ns)
            continue;
        share = (double)(time_ns - points[i - 1].time_ns) /
                (double)(points[i].time_ns - points[i - 1].time_ns);
        return points[i - 1].rate_per_s + share * (points[i].rate_per_s - points[i - 1].rate_per_s);
    }
    return points[last].rate_per_s;
}

static double rate_per_ns(const WebClients *clients, int64_t time_ns)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    double load = clients->run->config->load / 1e9;
    double angle;

    if (arrivals->kind == ARRIVALS_RAMP)
        return ramp_rate_per_s(arrivals, time_ns) * load;
    angle = (double)(time_ns % arrivals->period_ns) / (double)arrivals->period_ns;
    return arrivals->rate_per_s * load *
           (1 + arrivals->amplitude * sim_sin(angle * 6.283185307179586));
}

/* Thinning (Lewis and Shedler 1979): arrivals at the peak rate, each kept with the chance that the
 * rate has to the peak. */
static int64_t next_thinned_ns(WebClients *clients)
{
    int64_t at_ns = clients->last_ns;
    int64_t end_ns = clients->run->config->duration_ns + clients->run->config->drain_ns;

    if (clients->peak_rate_per_ns <= 0)
        return SIM_NEVER;
    do {
        at_ns += exponential_ns(clients, clients->peak_rate_per_ns);
        if (at_ns > end_ns)
            return SIM_NEVER;
    } while (sim_stream_uniform(&clients->arrivals) * clients->peak_rate_per_ns >=
             rate_per_ns(clients, at_ns));
    return at_ns;
}

/* The gap is drawn anew at each change of phase: it has no memory. */
static int64_t next_mmpp_ns(WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    double load = clients->run->config->load;
    int64_t at_ns = clients->last_ns;
    int64_t end_ns = clients->run->config->duration_ns + clients->run->config->drain_ns;

    while (at_ns <= end_ns) {
        const ClientPhase *phase = &arrivals->phases[clients->phase];
        double rate = phase->rate_per_s * load / 1e9;
        int64_t next_ns = rate > 0 ? at_ns + exponential_ns(clients, rate) : SIM_NEVER;

        if (next_ns <= clients->phase_end_ns)
            return next_ns;
        at_ns = clients->phase_end_ns;
        clients->phase = (clients->phase + 1) % arrivals->phase_count;
        clients->phase_end_ns =
            at_ns + MAX(1, sim_variate_draw_whole(&arrivals->phases[clients->phase].holding,
                                                  &clients->arrivals));
    }
    return SIM_NEVER;
}

/* Entries of a replay and bursts count from time 0. */
static int64_t next_listed_ns(const WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    double load = clients->run->config->load;

    if (arrivals->kind == ARRIVALS_AT)
        return clients->burst_index < arrivals->burst_count
                   ? arrivals->bursts[clients->burst_index].time_ns
                   : SIM_NEVER;
    return clients->replay_index < arrivals->replay_count
               ? whole_ns((double)arrivals->replay[clients->replay_index].time_ns / load)
               : SIM_NEVER;
}

/* SIM_NEVER: no more. */
static int64_t next_arrival_ns(WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    double load = clients->run->config->load;
    double rate = arrivals->rate_per_s * load / 1e9;

    switch (arrivals->kind) {
    case ARRIVALS_POISSON:
        return rate > 0 ? clients->last_ns + exponential_ns(clients, rate) : SIM_NEVER;
    case ARRIVALS_BATCHES:
        if (rate > 0)
            return clients->last_ns + exponential_ns(clients, rate);
        G_GNUC_FALLTHROUGH;
    case ARRIVALS_EVERY:
        return clients->last_ns +
               MAX(1, whole_ns(sim_variate_draw(&arrivals->interval, &clients->arrivals) / load));
    case ARRIVALS_RAMP:
    case ARRIVALS_SINE:
        return next_thinned_ns(clients);
    case ARRIVALS_MMPP:
        return next_mmpp_ns(clients);
    case ARRIVALS_REPLAY:
    case ARRIVALS_AT:
        return next_listed_ns(clients);
    case ARRIVALS_USERS:
        break;
    }
    return SIM_NEVER;
}

static void schedule_next(WebClients *clients)
{
    int64_t next_ns = next_arrival_ns(clients);
    const ModelConfig *config = clients->run->config;

    if (next_ns >= config->duration_ns + config->drain_ns)
        return;
    clients->last_ns = next_ns;
    sim_engine_at(&clients->run->engine, MAX(next_ns, clients->run->engine.now_ns), arrival_due,
                  clients);
}

static void issue_replayed(WebClients *clients)
{
    uint32_t index = clients->replay_index++;
    const ClientReplayEntry *entry = &clients->config->arrivals.replay[index];
    uint32_t user = clients->replay_users[index];

    web_request_issue(clients, user != MODEL_NONE ? &clients->users[user] : NULL, entry->client,
                      clients->ordinal++, entry->page);
}

static int64_t arrivals_at_once(WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;

    if (arrivals->kind == ARRIVALS_BATCHES)
        return sim_variate_draw_whole(&arrivals->size, &clients->arrivals);
    if (arrivals->kind == ARRIVALS_AT) {
        double count = (double)arrivals->bursts[clients->burst_index++].count;

        return whole_ns(count * clients->run->config->load);
    }
    return 1;
}

/* The next arrival is scheduled before this one is issued: among equal times, arrivals come before
 * what they set off. */
static void arrival_due(void *self)
{
    WebClients *clients = self;
    int64_t count = arrivals_at_once(clients);

    if (clients->config->arrivals.kind == ARRIVALS_REPLAY) {
        issue_replayed(clients);
        schedule_next(clients);
        return;
    }
    schedule_next(clients);
    for (int64_t i = 0; i < count; i++)
        issue_one(clients);
}

/* ---- set-up ---- */

static double peak_rate(const WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    double load = clients->run->config->load / 1e9;
    double peak = 0;

    if (arrivals->kind == ARRIVALS_SINE)
        return arrivals->rate_per_s * (1 + arrivals->amplitude) * load;
    for (uint32_t i = 0; i < arrivals->ramp_count; i++)
        peak = MAX(peak, arrivals->ramp[i].rate_per_s * load);
    return peak;
}

/* Same client, same session; a line that names none is of somebody new. */
static void find_replay_users(WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;
    g_autoptr(GHashTable) known = g_hash_table_new(g_direct_hash, g_direct_equal);
    uint32_t count = 0;

    clients->replay_users = g_new(uint32_t, arrivals->replay_count);
    for (uint32_t i = 0; i < arrivals->replay_count; i++) {
        gpointer client = GUINT_TO_POINTER(arrivals->replay[i].client);
        gpointer user = g_hash_table_lookup(known, client);

        if (client != NULL && user == NULL) {
            user = GUINT_TO_POINTER(++count);
            g_hash_table_insert(known, client, user);
        }
        clients->replay_users[i] = client != NULL ? GPOINTER_TO_UINT(user) - 1 : MODEL_NONE;
    }
    clients->users = g_new0(WebUser, count);
    for (uint32_t i = 0; i < count; i++)
        clients->users[i] = (WebUser){.group = clients, .is_replayed = true};
}

void web_clients_init(WebClients *clients, WebRun *run, uint32_t index)
{
    const WebClientsConfig *config = &run->config->clients[index];
    double sum = 0;

    *clients = (WebClients){.run = run, .config = config, .index = index};
    clients->source = sim_stream_source(config->name);
    clients->arrivals = sim_stream(run->seed, clients->source, 0, DRAW_ARRIVAL);
    clients->weights = g_new0(double, config->page_count);
    for (uint32_t i = 0; i < config->page_count; i++)
        clients->weights[i] = sum += config->pages[i].weight;
    clients->peak_rate_per_ns = peak_rate(clients);
    clients->last_ns = run->engine.now_ns;
    if (config->is_path)
        clients->visitors = sim_pool_new(sizeof(WebUser));
    if (config->arrivals.kind == ARRIVALS_REPLAY)
        find_replay_users(clients);
    sim_deadline_list_init(&clients->timeouts, &run->engine, config->timeout_ns,
                           web_request_timed_out);
}

void web_clients_start(WebClients *clients)
{
    const ClientArrivals *arrivals = &clients->config->arrivals;

    if (arrivals->kind == ARRIVALS_USERS) {
        start_users(clients);
        return;
    }
    if (arrivals->kind == ARRIVALS_MMPP)
        clients->phase_end_ns =
            clients->last_ns +
            MAX(1, sim_variate_draw_whole(&arrivals->phases[0].holding, &clients->arrivals));
    schedule_next(clients);
}

void web_clients_clear(WebClients *clients)
{
    g_free(clients->weights);
    g_free(clients->users);
    g_free(clients->replay_users);
    g_clear_pointer(&clients->visitors, sim_pool_free);
}
