/* theory_queues.c - one station: Erlang, Palm, Pollaczek and Khinchine, and those who followed.
 *
 * A customer that is followed through a chain of its own (how many are ahead of it) gives the whole
 * distribution of its time; who it finds on arrival is the stationary distribution of the station, as
 * Poisson arrivals see time averages (Wolff 1982), and users see the station without themselves
 * (the arrival theorem, Sevcik and Mitrani 1981).
 */
#include "cli/verify/theory.h"
#include <complex.h>
#include <math.h>
#include <stdbool.h>

#define CHANCE_LEFT_OUT 1e-16 /* of states beyond the last one */

TheoryTimes theory_times_of_exponential(double mean_s)
{
    return (TheoryTimes){
        .mean_s = mean_s,
        .p50_s = mean_s * log(2),
        .p90_s = mean_s * log(10),
        .p95_s = mean_s * log(20),
        .p99_s = mean_s * log(100),
    };
}

TheoryTimes theory_times_of_chain(const ChainTime *time)
{
    return (TheoryTimes){
        .mean_s = chain_time_mean(time),
        .p50_s = chain_time_quantile(time, 0.50),
        .p90_s = chain_time_quantile(time, 0.90),
        .p95_s = chain_time_quantile(time, 0.95),
        .p99_s = chain_time_quantile(time, 0.99),
    };
}

double theory_erlang_b(uint32_t servers, double load)
{
    double loss = 1;

    for (uint32_t c = 1; c <= servers; c++)
        loss = load * loss / (c + load * loss);
    return loss;
}

double theory_erlang_c(uint32_t servers, double load)
{
    double loss = theory_erlang_b(servers, load);
    double utilisation = load / servers;

    return loss / (1 - utilisation * (1 - loss));
}

/* ---- birth and death ---- */

/* How many states are enough when each beyond the servers is less likely by the utilisation. */
static uint32_t states_of(double utilisation)
{
    g_assert_cmpfloat(utilisation, <, 1);
    return (uint32_t)ceil(log(CHANCE_LEFT_OUT) / log(utilisation));
}

static double birth_rate(const TheoryStation *station, uint32_t n)
{
    return station->users > 0 ? station->rate * (station->users - n) : station->rate;
}

static double death_rate(const TheoryStation *station, uint32_t n)
{
    double served = MIN(n, station->servers) / station->service_s;

    return station->patience_s > 0 && n > station->servers
               ? served + (n - station->servers) / station->patience_s
               : served;
}

/* The last state that matters where who waits too long leaves: from there on each is less than half as
 * likely as the one before. */
static uint32_t last_patient(const TheoryStation *station)
{
    double chance = 1, most = 1;
    uint32_t n = 0;

    while (chance > CHANCE_LEFT_OUT * most || station->rate > death_rate(station, n + 1) / 2) {
        chance *= station->rate / death_rate(station, n + 1);
        most = MAX(most, chance);
        if (most > 1e200) { /* only their ratio counts */
            chance /= most;
            most = 1;
        }
        n++;
    }
    return n;
}

static uint32_t last_state(const TheoryStation *station)
{
    if (station->users > 0)
        return station->users;
    return station->capacity > 0 ? station->capacity : last_patient(station);
}

/* Probabilities of 0..last customers. */
static double *stationary(const TheoryStation *station, uint32_t last)
{
    g_autoptr(Chain) chain = chain_new(last + 1);

    for (uint32_t n = 0; n < last; n++) {
        chain_add(chain, n, n + 1, birth_rate(station, n));
        chain_add(chain, n + 1, n, death_rate(station, n + 1));
    }
    return chain_stationary(chain);
}

/* The time of one that finds n others with weight found[n], n <= last. State 0 is being served, state
 * k waiting with k - 1 ahead that wait as well. */
static ChainTime *follow(const TheoryStation *station, const double *found, uint32_t last)
{
    uint32_t servers = station->servers;
    uint32_t states = 2 + (last > servers ? last - servers : 0);
    double leave = station->patience_s > 0 ? 1 / station->patience_s : 0;
    g_autoptr(Chain) chain = chain_new(states);
    g_autofree double *start = g_new0(double, states);

    chain_add(chain, 0, CHAIN_DONE, 1 / station->service_s);
    for (uint32_t k = 1; k < states; k++) {
        chain_add(chain, k, k - 1, servers / station->service_s + (k - 1) * leave);
        chain_add(chain, k, CHAIN_LOST, leave);
    }
    for (uint32_t n = 0; n <= last; n++)
        start[n < servers ? 0 : n - servers + 1] += found[n];
    return chain_time_new(chain, start);
}

/* Whom an arrival that gets in finds, and the last state that it may be. */
static double *found_by_arrivals(const TheoryStation *station, uint32_t *last)
{
    TheoryStation seen = *station;

    if (station->users > 0)
        seen.users--;
    *last = last_state(&seen);
    if (station->users == 0 && station->capacity > 0) {
        double *found = stationary(station, station->capacity);

        *last = station->capacity - 1;
        return found;
    }
    return stationary(&seen, *last);
}

static ChainTime *response_time(const TheoryStation *station)
{
    uint32_t last;
    g_autofree double *found = found_by_arrivals(station, &last);

    return follow(station, found, last);
}

typedef double (*Within)(double time_s, const double *parameters);

static TheoryTimes times_of(Within within, const double *parameters, double mean_s);

/* M/M/c: who has to wait, with Erlang C's chance C, waits an exponential time, and is served. With
 * c - load = 1 + d and x = t / service, P(T > t) = e^-x + C (e^-x - e^-((1 + d) x)) / d. */
static double endless_within(double time_s, const double *parameters)
{
    double x = time_s / parameters[1], spare = parameters[2] - parameters[0] * parameters[1];
    double waits = theory_erlang_c((uint32_t)parameters[2], parameters[0] * parameters[1]);
    double both = fabs(spare - 1) * MAX(x, 1) < 1e-7 ? x * exp(-x)
                                                     : (exp(-x) - exp(-spare * x)) / (spare - 1);

    return 1 - exp(-x) - waits * both;
}

static TheoryAnswer endless(const TheoryStation *station)
{
    double load = station->rate * station->service_s, spare = station->servers - load;
    const double parameters[] = {station->rate, station->service_s, station->servers};
    double mean_s = 0;

    g_assert_cmpfloat(spare, >, 0);
    mean_s = station->service_s * (1 + theory_erlang_c(station->servers, load) / spare);
    return (TheoryAnswer){
        .response = times_of(endless_within, parameters, mean_s),
        .in_system = station->rate * mean_s,
        .busy = load,
        .served_per_s = station->rate,
    };
}

static bool is_endless(const TheoryStation *station)
{
    return station->users == 0 && station->capacity == 0 && !(station->patience_s > 0);
}

static TheoryAnswer means_of(const TheoryStation *station, const double *chances, uint32_t last)
{
    TheoryAnswer answer = {.response = {NAN, NAN, NAN, NAN, NAN}};
    double offered = 0;

    for (uint32_t n = 0; n <= last; n++) {
        offered += chances[n] * birth_rate(station, n);
        answer.in_system += chances[n] * n;
        answer.busy += chances[n] * MIN(n, station->servers);
    }
    answer.served_per_s = answer.busy / station->service_s;
    answer.loss = 1 - answer.served_per_s / offered;
    if (station->patience_s <= 0) /* or the rounding of that */
        answer.loss = station->users == 0 ? chances[last] : 0;
    g_assert_cmpfloat(fabs(offered * (1 - answer.loss) - answer.served_per_s), <,
                      1e-9 * offered); /* what is let in is served */
    if (!(station->patience_s > 0))    /* Little 1961 */
        answer.response.mean_s = answer.in_system / answer.served_per_s;
    return answer;
}

TheoryAnswer theory_station_means(const TheoryStation *station)
{
    uint32_t last;
    g_autofree double *chances = NULL;

    if (is_endless(station))
        return endless(station);
    last = last_state(station);
    chances = stationary(station, last);
    return means_of(station, chances, last);
}

TheoryAnswer theory_station(const TheoryStation *station)
{
    uint32_t last;
    g_autofree double *chances = NULL;
    g_autoptr(ChainTime) time = NULL;
    TheoryAnswer answer;

    if (is_endless(station))
        return endless(station);
    last = last_state(station);
    chances = stationary(station, last);
    answer = means_of(station, chances, last);
    time = response_time(station);
    answer.response = theory_times_of_chain(time);
    if (station->patience_s > 0)
        g_assert_cmpfloat(fabs(answer.loss - 1 + chain_time_chance(time)), <, 1e-9);
    return answer;
}

double theory_station_within(const TheoryStation *station, double time_s)
{
    const double parameters[] = {station->rate, station->service_s, station->servers};
    g_autoptr(ChainTime) time = NULL;

    if (is_endless(station))
        return endless_within(time_s, parameters);
    time = response_time(station);
    return chain_time_within(time, time_s);
}

/* ---- service that is not exponential ---- */

double theory_mg1_mean(double rate, double service_s, double scv)
{
    double utilisation = rate * service_s;

    return service_s + utilisation * service_s * (1 + scv) / (2 * (1 - utilisation));
}

/* P(wait <= t) = (1 - rho) sum over k <= t/D of (-x)^k / k! e^x with x = rate (t - kD). */
static double md1_wait_within(double rate, double service_s, double time_s)
{
    double sum = 0;

    for (uint32_t k = 0; k * service_s <= time_s; k++) {
        double x = rate * (time_s - k * service_s);

        sum += k == 0 ? exp(x) : (k % 2 == 0 ? 1 : -1) * exp(k * log(x) + x - lgamma(k + 1.0));
    }
    return (1 - rate * service_s) * sum;
}

/* Of a distribution on [0, infinity) that is continuous at the quantile. */
static double quantile(Within within, const double *parameters, double q, double high_s)
{
    double low = 0, high = high_s;

    while (within(high, parameters) < q)
        high *= 2;
    for (int i = 0; i < 100 && high - low > 1e-10 * high; i++) {
        double middle = (low + high) / 2;

        if (within(middle, parameters) < q)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

static TheoryTimes times_of(Within within, const double *parameters, double mean_s)
{
    return (TheoryTimes){
        .mean_s = mean_s,
        .p50_s = quantile(within, parameters, 0.50, mean_s),
        .p90_s = quantile(within, parameters, 0.90, mean_s),
        .p95_s = quantile(within, parameters, 0.95, mean_s),
        .p99_s = quantile(within, parameters, 0.99, mean_s),
    };
}

static double md1_within(double time_s, const double *parameters)
{
    double rate = parameters[0], service_s = parameters[1];

    return time_s < service_s ? 0 : md1_wait_within(rate, service_s, time_s - service_s);
}

TheoryTimes theory_md1(double rate, double service_s)
{
    const double parameters[] = {rate, service_s};

    return times_of(md1_within, parameters, theory_mg1_mean(rate, service_s, 0));
}

/* Each customer is so many exponential phases: batches of phases at one server of phases. */
TheoryTimes theory_mek1(double rate, double service_s, uint32_t phases)
{
    uint32_t last = 4 * phases * states_of(rate * service_s); /* far, as phases come together */
    g_autoptr(Chain) station = chain_new(last + 1), own = chain_new(last + phases);
    g_autofree double *found = NULL, *start = g_new0(double, last + phases);
    g_autoptr(ChainTime) time = NULL;

    for (uint32_t n = 0; n < last; n++) {
        chain_add(station, n, MIN(n + phases, last), rate);
        chain_add(station, n + 1, n, phases / service_s);
    }
    found = chain_stationary(station);
    for (uint32_t n = 0; n <= last; n++)
        start[MIN(n + phases, last + phases) - 1] = found[n];
    for (uint32_t n = 0; n < last + phases; n++)
        chain_add(own, n, n == 0 ? CHAIN_DONE : n - 1, phases / service_s);
    time = chain_time_new(own, start);
    return theory_times_of_chain(time);
}

/* The transform of a lognormal distribution, by the trapezoid rule over the normal one, which
 * converges faster than any power there. */
static double complex lognormal_transform(double complex s, double mean_s, double cv)
{
    const int steps = 1500;
    const double reach = 9;
    double variance = log(1 + cv * cv), mu = log(mean_s) - variance / 2;
    double complex sum = 0;

    for (int i = -steps; i <= steps; i++) {
        double z = reach * i / steps;

        sum += exp(-z * z / 2) * cexp(-s * exp(mu + sqrt(variance) * z));
    }
    return sum * reach / steps / sqrt(2 * G_PI);
}

static double complex m_lognormal_1_transform(double complex s, const double *parameters)
{
    double rate = parameters[0], service_s = parameters[1];
    double complex service = lognormal_transform(s, service_s, parameters[2]);

    return (1 - rate * service_s) * s / (s - rate * (1 - service)) * service;
}

/* P(T <= t) from the transform of T, by Euler summation of the Fourier series (Abate and Whitt 1995):
 * the error is about e^-A. */
static double m_lognormal_1_within(double time_s, const double *parameters)
{
    enum { TERMS = 24, AVERAGED = 11 };
    const double A = 18.4;
    double sums[AVERAGED + 1] = {0}, sum = 0, mean = 0, binomial = 1;

    for (int k = 0; k <= TERMS + AVERAGED; k++) {
        double complex s = (A + 2 * k * G_PI * I) / (2 * time_s);
        double part = creal(m_lognormal_1_transform(s, parameters) / s);

        sum += (k % 2 == 0 ? 1 : -1) * part * (k == 0 ? 0.5 : 1);
        if (k >= TERMS)
            sums[k - TERMS] = sum;
    }
    for (int k = 0; k <= AVERAGED; k++) {
        mean += binomial * sums[k];
        binomial *= (double)(AVERAGED - k) / (k + 1);
    }
    return mean / pow(2, AVERAGED) * exp(A / 2) / time_s;
}

TheoryTimes theory_m_lognormal_1(double rate, double service_s, double cv)
{
    const double parameters[] = {rate, service_s, cv};

    return times_of(m_lognormal_1_within, parameters, theory_mg1_mean(rate, service_s, cv * cv));
}

/* ---- arrivals that are not Poisson ---- */

double theory_sigma(TheoryTransform gaps, const double *parameters, double service_s)
{
    double sigma = 0.5;

    for (int i = 0; i < 100000; i++)
        sigma = gaps((1 - sigma) / service_s, parameters);
    return sigma;
}

double theory_constant(double s, const double *parameters)
{
    return exp(-s * parameters[0]);
}

/* Balanced means: both branches have the same share of the mean. */
double theory_hyperexponential(double s, const double *parameters)
{
    double mean_s = parameters[0], scv = parameters[1];
    double p = (1 + sqrt((scv - 1) / (scv + 1))) / 2;
    double fast = 2 * p / mean_s, slow = 2 * (1 - p) / mean_s;

    return p * fast / (fast + s) + (1 - p) * slow / (slow + s);
}

/* A batch is served in a geometric number of exponential times: exponential. So batches are M/M/1, and
 * the place of a customer in its batch is geometric again: its time is that of a whole batch. */
TheoryTimes theory_batches(double rate, double size, double service_s)
{
    g_assert_cmpfloat(rate * size * service_s, <, 1);
    return theory_times_of_exponential(1 / (1 / (size * service_s) - rate));
}

TheoryAnswer theory_mmpp2(const double rates[2], const double stay_s[2], double service_s)
{
    double rate = (rates[0] * stay_s[0] + rates[1] * stay_s[1]) / (stay_s[0] + stay_s[1]);
    uint32_t last = 2000; /* the tail is that of the bursts, longer than that of the mean rate */
    g_autoptr(Chain) chain = chain_new(2 * last + 2);
    g_autofree double *chances = NULL, *found = g_new0(double, last + 1);
    TheoryStation server = {.service_s = service_s, .servers = 1};
    TheoryAnswer answer = {.served_per_s = rate, .busy = rate * service_s};
    g_autoptr(ChainTime) time = NULL;

    for (uint32_t n = 0; n <= last; n++) {
        for (uint32_t i = 0; i < 2; i++) {
            chain_add(chain, 2 * n + i, 2 * n + 1 - i, 1 / stay_s[i]);
            if (n < last) {
                chain_add(chain, 2 * n + i, 2 * n + 2 + i, rates[i]);
                chain_add(chain, 2 * n + 2 + i, 2 * n + i, 1 / service_s);
            }
        }
    }
    chances = chain_stationary(chain);
    for (uint32_t n = 0; n <= last; n++) {
        found[n] = chances[2 * n] * rates[0] + chances[2 * n + 1] * rates[1];
        answer.in_system += n * (chances[2 * n] + chances[2 * n + 1]);
    }
    g_assert_cmpfloat(found[last], <, CHANCE_LEFT_OUT * rate);
    time = follow(&server, found, last);
    answer.response = theory_times_of_chain(time);
    return answer;
}

double theory_retrial_mean(double rate, double service_s, double pause_s)
{
    double utilisation = rate * service_s;
    double orbit = utilisation * (utilisation + rate * pause_s) / (1 - utilisation);

    return service_s + orbit / rate;
}

/* ---- a server that stops and starts ---- */

/* The response is that of M/M/1 and, independent of it, what a customer who comes while nobody is
 * served waits for the start: the whole of it, the rest of it, or nothing. */
static double setup_within(double time_s, const double *parameters)
{
    double rate = parameters[0], setup_s = parameters[2];
    double drain = 1 / parameters[1] - rate; /* the response of M/M/1 is exponential */
    double stops = exp(-rate * parameters[3]);
    double whole = stops / (1 + stops * rate * setup_s), rest = whole * rate * setup_s;
    double ended = MIN(time_s, setup_s), after = time_s - setup_s;
    /* P(E + U <= t), E exponential, U uniform over the setup */
    double late = exp(-drain * (time_s - ended)) - exp(-drain * time_s);

    return (1 - whole - rest) * (1 - exp(-drain * time_s)) +
           rest * (ended - late / drain) / setup_s +
           (after > 0 ? whole * (1 - exp(-drain * after)) : 0);
}

TheoryTimes theory_setup(double rate, double service_s, double setup_s, double off_after_s)
{
    const double parameters[] = {rate, service_s, setup_s, off_after_s};
    double stops = exp(-rate * off_after_s);
    double extra = stops * setup_s * (1 + rate * setup_s / 2) / (1 + stops * rate * setup_s);

    return times_of(setup_within, parameters, 1 / (1 / service_s - rate) + extra);
}

/* ---- from empty ---- */

typedef double (*Reward)(const Chain *chain, const double *start, const double *rewards,
                         double time_s);

static double filling(Reward reward, double rate, double service_s, double time_s)
{
    uint32_t last = 500;
    g_autoptr(Chain) chain = chain_new(last + 1);
    g_autofree double *start = g_new0(double, last + 1), *numbers = g_new0(double, last + 1);

    for (uint32_t n = 0; n < last; n++) {
        chain_add(chain, n, n + 1, rate);
        chain_add(chain, n + 1, n, 1 / service_s);
    }
    for (uint32_t n = 0; n <= last; n++)
        numbers[n] = n;
    start[0] = 1;
    return reward(chain, start, numbers, time_s);
}

double theory_filling_at(double rate, double service_s, double time_s)
{
    return filling(chain_reward_at, rate, service_s, time_s);
}

double theory_filling_until(double rate, double service_s, double time_s)
{
    return filling(chain_reward_until, rate, service_s, time_s);
}
