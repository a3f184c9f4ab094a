/* textbook_answer.c - which result of theory.h is that of which queue.
 *
 * - First come, first served: birth and death chains for exponential service, users, limits, patience
 *   included; Pollaczek and Khinchine for one server; Erlang's loss where nobody may wait.
 * - Shared: as many are inside as first come, first served, with exponential service, because as many
 *   are served at a time; and as many whatever the service, where all inside share (Kelly 1979).
 * - Where there is always a server, the response is the service.
 */
#include "cli/sweep/textbook.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#define NEGLIGIBLE         1e-12 /* chance that it matters */
#define IMPATIENCE_MAX     10    /* service over patience */
#define GAMMA_MIN          0.01
#define GAMMA_MAX          1e6
#define STATES_MAX         20000 /* of a chain that gives means: milliseconds */
#define QUANTILE_MAX       300   /* of one that gives quantiles, too */
#define SHARING_LOAD_MAX   0.9   /* more takes too many states */
#define CROMMELIN_LOAD_MAX 0.85  /* more loses too many digits */

static const TextbookAnswer unknown = {NAN, NAN, NAN, NAN, NAN};

static bool is_exponential(const Textbook *textbook)
{
    return textbook->service == SIM_EXPONENTIAL;
}

static double load_of(const TheoryStation *station)
{
    return station->rate * station->service_s;
}

/* ---- the service alone ---- */

/* Its 95% quantile; NaN where the distribution has no closed one. */
static double service_p95(const Textbook *textbook)
{
    double mean = textbook->station.service_s, b = textbook->shape;

    switch (textbook->service) {
    case SIM_CONSTANT:
        return mean;
    case SIM_EXPONENTIAL:
        return mean * log(20);
    case SIM_ERLANG:
    case SIM_GAMMA: /* beyond these GSL does not find it, and ends the program */
        return b >= GAMMA_MIN && b <= GAMMA_MAX ? gsl_cdf_gamma_Pinv(0.95, b, mean / b) : NAN;
    case SIM_WEIBULL:
        return mean / tgamma(1 + 1 / b) * pow(log(20), 1 / b);
    case SIM_LOGNORMAL: {
        double variance = log(1 + textbook->scv);

        return gsl_cdf_lognormal_Pinv(0.95, log(mean) - variance / 2, sqrt(variance));
    }
    case SIM_UNIFORM:
        return mean *
               (1 + 0.9 * sqrt(3 * textbook->scv)); /* half its width is sqrt(3) deviations */
    default:
        return NAN;
    }
}

static TextbookAnswer served_at_once(const Textbook *textbook, double loss)
{
    const TheoryStation *station = &textbook->station;
    double served = station->rate * (1 - loss);

    return (TextbookAnswer){.mean_s = station->service_s,
                            .p95_s = service_p95(textbook),
                            .served_per_s = served,
                            .loss = loss,
                            .busy = served * station->service_s};
}

/* With a server for everybody the number inside is Poisson, whatever the service; there are never so
 * many. */
static bool are_never(const TheoryStation *station, uint32_t count)
{
    return gsl_cdf_poisson_Q(count - 1, load_of(station)) < NEGLIGIBLE;
}

static bool has_servers_for_all(const TheoryStation *station)
{
    return station->users == 0 && station->capacity == 0 && !(station->patience_s > 0) &&
           are_never(station, station->servers);
}

/* ---- chains ---- */

/* A room so large that it is never full is none. */
static bool is_never_full(const TheoryStation *station)
{
    double load = load_of(station), utilisation = load / station->servers;

    return utilisation < 1 && station->servers <= STATES_MAX &&
           station->capacity > station->servers &&
           theory_erlang_c(station->servers, load) *
                   pow(utilisation, station->capacity - station->servers) <
               NEGLIGIBLE;
}

static TextbookAnswer of_theory(const TheoryAnswer *answer)
{
    return (TextbookAnswer){answer->response.mean_s, answer->response.p95_s, answer->served_per_s,
                            answer->loss, answer->busy};
}

/* How many states its chain has; 0: it needs none. */
static double states_of(const TheoryStation *station)
{
    return station->users > 0        ? station->users
           : station->capacity > 0   ? station->capacity
           : station->patience_s > 0 ? station->servers + station->rate * station->patience_s
                                     : 0;
}

/* Impatience is followed in steps of whatever is fastest. */
static bool is_slow(const TheoryStation *station)
{
    return states_of(station) > QUANTILE_MAX ||
           station->service_s > IMPATIENCE_MAX * station->patience_s;
}

/* Exponential service, first come, first served. */
static TextbookAnswer birth_and_death(const TheoryStation *given, bool wants_quantile)
{
    TheoryStation station = *given;
    TheoryAnswer answer;

    if (station.capacity > 0 && is_never_full(&station))
        station.capacity = 0;
    if (states_of(&station) == 0 &&
        (load_of(&station) >= station.servers || station.servers > STATES_MAX))
        return unknown;
    if (states_of(&station) > STATES_MAX || (station.patience_s > 0 && is_slow(&station)))
        return unknown;
    answer = wants_quantile && states_of(&station) <= QUANTILE_MAX ? theory_station(&station)
                                                                   : theory_station_means(&station);
    return of_theory(&answer);
}

/* ---- first come, first served ---- */

static TextbookAnswer one_server(const Textbook *textbook)
{
    const TheoryStation *station = &textbook->station;
    double rate = station->rate, service_s = station->service_s, load = load_of(station);
    bool has_quantile = textbook->service == SIM_CONSTANT && load <= CROMMELIN_LOAD_MAX;

    if (load >= 1)
        return unknown;
    return (TextbookAnswer){
        .mean_s = theory_mg1_mean(rate, service_s, textbook->scv),
        .p95_s = has_quantile ? theory_md1(rate, service_s).p95_s : NAN,
        .served_per_s = rate,
        .busy = load,
    };
}

/* Nobody waits: Erlang's loss. */
static TextbookAnswer lost_when_full(const Textbook *textbook)
{
    const TheoryStation *station = &textbook->station;

    if (are_never(station, station->capacity))
        return served_at_once(textbook, 0);
    return station->capacity <= STATES_MAX
               ? served_at_once(textbook, theory_erlang_b(station->capacity, load_of(station)))
               : unknown;
}

static TextbookAnswer in_order(const Textbook *textbook)
{
    const TheoryStation *station = &textbook->station;

    if (is_exponential(textbook))
        return birth_and_death(station, true);
    if (station->users > 0 || station->patience_s > 0)
        return unknown;
    if (station->capacity > 0 && station->capacity <= station->servers)
        return lost_when_full(textbook);
    return station->capacity == 0 && station->servers == 1 ? one_server(textbook) : unknown;
}

/* ---- shared ---- */

/* Whoever comes in has a thread at once, and with it a share. */
static bool all_share(const Textbook *textbook)
{
    TheoryStation full = textbook->station;

    full.capacity = textbook->threads;
    return states_of(&textbook->station) > 0
               ? states_of(&textbook->station) <= textbook->threads
               : load_of(&full) < full.servers && is_never_full(&full);
}

static TextbookAnswer shared(const Textbook *textbook)
{
    const TheoryStation *station = &textbook->station;
    bool is_one_for_all = station->servers == 1 && states_of(station) == 0;
    TextbookAnswer answer;

    if (station->patience_s > 0 || !(is_exponential(textbook) || all_share(textbook)))
        return unknown;
    answer = birth_and_death(station, false);
    answer.p95_s = NAN;
    if (is_exponential(textbook) && is_one_for_all && all_share(textbook) &&
        load_of(station) <= SHARING_LOAD_MAX)
        answer.p95_s = theory_sharing(station->rate, station->service_s, 0).p95_s;
    return answer;
}

TextbookAnswer textbook_answer(const Textbook *textbook)
{
    if (has_servers_for_all(&textbook->station))
        return served_at_once(textbook, 0);
    return textbook->is_shared ? shared(textbook) : in_order(textbook);
}

bool textbook_is_solved(const Textbook *textbook)
{
    uint32_t servers = textbook->station.servers;
    bool is_overloaded = states_of(&textbook->station) == 0 &&
                         load_of(&textbook->station) >= servers &&
                         (textbook->is_shared || servers == 1 || is_exponential(textbook));

    return is_overloaded || !isnan(textbook_answer(textbook).mean_s);
}

bool textbook_is_same(const Textbook *a, const Textbook *b)
{
    return a->station.rate == b->station.rate && a->station.service_s == b->station.service_s &&
           a->station.servers == b->station.servers && a->station.capacity == b->station.capacity &&
           a->station.users == b->station.users && a->station.patience_s == b->station.patience_s &&
           a->servers == b->servers && a->is_shared == b->is_shared && a->threads == b->threads &&
           a->service == b->service && a->scv == b->scv && a->shape == b->shape;
}

Textbook textbook_at_load(const Textbook *textbook, double load)
{
    Textbook other = *textbook;

    other.load = load;
    if (textbook->station.users > 0)
        other.station.users = (uint32_t)((double)textbook->users * load + 0.5);
    else
        other.station.rate *= load / textbook->load;
    return other;
}

/* ---- its name ---- */

char *textbook_name(const Textbook *textbook)
{
    static const char *const servers[] = {
        [TEXTBOOK_THREADS] = "threads",
        [TEXTBOOK_CORES] = "cores",
        [TEXTBOOK_CONNECTIONS] = "connections",
    };
    const TheoryStation *station = &textbook->station;

    return g_strdup_printf("M/%s/c%s%s%s%s, c = %s", is_exponential(textbook) ? "M" : "G",
                           station->capacity > 0 ? "/K" : "", station->users > 0 ? "//N" : "",
                           station->patience_s > 0 ? "+M" : "", textbook->is_shared ? "-PS" : "",
                           servers[textbook->servers]);
}
