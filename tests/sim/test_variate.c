/* test_variate.c - every distribution against its exact distribution function and moments. */
#include "sim/variate.h"
#include "sim/elementary.h"
#include "tests/sim/fit.h"
#include "tests/sim/layers.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <gsl/gsl_sf_gamma.h>
#include <inttypes.h>

#define DRAWS 50000

/* ---- goodness of fit ---- */

static bool fits(const SimVariate *variate, Cdf *cdf, uint64_t stream_number)
{
    g_autofree double *sample = g_new(double, DRAWS);
    SimStream stream = test_stream(stream_number);

    for (int i = 0; i < DRAWS; i++)
        sample[i] = sim_variate_draw(variate, &stream);
    return distance(sample, DRAWS, cdf, variate) < 2.2;
}

/* Mean and variance of the draws within 5 of their standard errors, the latter from the draws'
 * fourth moment: false alarm in one of 900,000. */
static bool has_its_moments(const SimVariate *variate, uint64_t stream_number)
{
    SimStream stream = test_stream(stream_number);
    double mean = sim_variate_mean(variate), variance = sim_variate_variance(variate);
    double first = 0, second = 0, fourth = 0, error_of_variance;

    for (int i = 0; i < DRAWS; i++) {
        double apart = sim_variate_draw(variate, &stream) - mean;

        first += apart / DRAWS;
        second += apart * apart / DRAWS;
        fourth += apart * apart * apart * apart / DRAWS;
    }
    error_of_variance = sqrt((fourth - second * second) / DRAWS);
    if (fabs(first) <= 5 * sqrt(variance / DRAWS) &&
        fabs(second - variance) <= 5 * error_of_variance)
        return true;
    printf("\n    kind %d: mean %g, off by %g; variance %g, off by %g\n", (int)variate->kind, mean,
           first, variance, second - variance);
    return false;
}

static void check(SimVariateKind kind, double a, double b, double c, Cdf *cdf, uint64_t number)
{
    SimVariate variate = sim_variate(kind, a, b, c);

    CU_ASSERT_TRUE(fits(&variate, cdf, number));
    CU_ASSERT_TRUE(has_its_moments(&variate, number + 1000));
    sim_variate_clear(&variate);
}

static double exponential_cdf(const SimVariate *variate, double x)
{
    return -expm1(-x / variate->a);
}

static void exponential_draws_are_exponential(void)
{
    check(SIM_EXPONENTIAL, 20, 0, 0, exponential_cdf, 1);
}

static double uniform_cdf(const SimVariate *variate, double x)
{
    return (x - variate->a) / (variate->b - variate->a);
}

static void uniform_draws_are_uniform(void)
{
    check(SIM_UNIFORM, -3, 8, 0, uniform_cdf, 2);
}

static double normal_cdf(const SimVariate *variate, double x)
{
    return gsl_cdf_ugaussian_P((x - variate->a) / variate->b);
}

static void normal_draws_are_normal(void)
{
    check(SIM_NORMAL, 5, 2, 0, normal_cdf, 3);
}

static double lognormal_cdf(const SimVariate *variate, double x)
{
    double sigma = sqrt(log1p(variate->b * variate->b));

    return gsl_cdf_ugaussian_P((log(x / variate->a) + sigma * sigma / 2) / sigma);
}

static void lognormal_draws_are_lognormal(void)
{
    check(SIM_LOGNORMAL, 4, 0.5, 0, lognormal_cdf, 4);
    check(SIM_LOGNORMAL, 4, 1.5, 0, lognormal_cdf, 5);
}

static double gamma_cdf(const SimVariate *variate, double x)
{
    return gsl_cdf_gamma_P(x, variate->b, variate->a / variate->b);
}

static void erlang_draws_are_erlang(void)
{
    check(SIM_ERLANG, 10, 1, 0, gamma_cdf, 6);
    check(SIM_ERLANG, 10, 3, 0, gamma_cdf, 7);
    check(SIM_ERLANG, 10, 40, 0, gamma_cdf, 8);
}

static void gamma_draws_are_gamma(void)
{
    check(SIM_GAMMA, 10, 0.2, 0, gamma_cdf, 9);
    check(SIM_GAMMA, 10, 0.999, 0, gamma_cdf, 10);
    check(SIM_GAMMA, 10, 2.5, 0, gamma_cdf, 11);
}

static double weibull_cdf(const SimVariate *variate, double x)
{
    double scale = variate->a / gsl_sf_gamma(1 + 1 / variate->b);

    return -expm1(-pow(x / scale, variate->b));
}

static void weibull_draws_are_weibull(void)
{
    check(SIM_WEIBULL, 7, 0.7, 0, weibull_cdf, 12);
    check(SIM_WEIBULL, 7, 3, 0, weibull_cdf, 13);
}

/* Balanced means: each branch contributes half of the mean. */
static double hyperexponential_cdf(const SimVariate *variate, double x)
{
    double square = variate->b * variate->b;
    double p = (1 + sqrt((square - 1) / (square + 1))) / 2;

    return 1 - p * exp(-2 * p * x / variate->a) - (1 - p) * exp(-2 * (1 - p) * x / variate->a);
}

static void hyperexponential_draws_are_hyperexponential(void)
{
    check(SIM_HYPEREXP, 3, 1, 0, hyperexponential_cdf, 14);
    check(SIM_HYPEREXP, 3, 2, 0, hyperexponential_cdf, 15);
}

static double pareto_cdf(const SimVariate *variate, double x)
{
    return (1 - pow(variate->a / x, variate->c)) / (1 - pow(variate->a / variate->b, variate->c));
}

static void pareto_draws_are_bounded_pareto(void)
{
    check(SIM_PARETO, 2, 50, 1.2, pareto_cdf, 16);
    check(SIM_PARETO, 2, 50, 1, pareto_cdf, 17); /* the mean has a form of its own here */
    check(SIM_PARETO, 2, 50, 2, pareto_cdf, 18); /* and here the variance */
    check(SIM_PARETO, 2, 50, 0.3, pareto_cdf, 19);
}

static double triangular_cdf(const SimVariate *variate, double x)
{
    double low = variate->a, mode = variate->b, high = variate->c;

    if (x < mode)
        return (x - low) * (x - low) / ((high - low) * (mode - low));
    return 1 - (high - x) * (high - x) / ((high - low) * (high - mode));
}

static void triangular_draws_are_triangular(void)
{
    check(SIM_TRIANGULAR, -1, 2, 8, triangular_cdf, 20);
    check(SIM_TRIANGULAR, 1, 1, 4, triangular_cdf, 21);
    check(SIM_TRIANGULAR, 1, 3, 3, triangular_cdf, 22);
}

/* ---- discrete ones ---- */

static void geometric_draws_are_geometric(void)
{
    enum { CELLS = 20 };
    SimVariate variate = sim_variate(SIM_GEOMETRIC, 5, 0, 0);
    SimStream stream = test_stream(30);
    uint64_t counts[CELLS] = {0};
    double probabilities[CELLS], left = 1;

    for (int i = 0; i < DRAWS; i++) {
        double x = sim_variate_draw(&variate, &stream);

        CU_ASSERT(x >= 1 && x == floor(x));
        counts[MIN((int)x, CELLS) - 1]++;
    }
    for (int i = 0; i < CELLS - 1; i++) {
        probabilities[i] = left * 0.2;
        left -= probabilities[i];
    }
    probabilities[CELLS - 1] = left;

    CU_ASSERT_TRUE(counts_fit(counts, probabilities, CELLS, DRAWS));
    CU_ASSERT_TRUE(has_its_moments(&variate, 1030));
}

static void geometric_draws_of_mean_1_are_always_1(void)
{
    SimVariate variate = sim_variate(SIM_GEOMETRIC, 1, 0, 0);
    SimStream stream = test_stream(31);

    for (int i = 0; i < 100; i++)
        CU_ASSERT_EQUAL(sim_variate_draw(&variate, &stream), 1);
}

static void zipf_probabilities(double *probabilities, unsigned n, double s)
{
    double sum = 0;

    for (unsigned i = 0; i < n; i++)
        sum += probabilities[i] = pow(i + 1.0, -s);
    for (unsigned i = 0; i < n; i++)
        probabilities[i] /= sum;
}

static void check_zipf(double s, uint64_t number)
{
    enum { RANKS = 30 };
    SimVariate variate = sim_variate(SIM_ZIPF, RANKS, s, 0);
    SimStream stream = test_stream(number);
    uint64_t counts[RANKS] = {0};
    double probabilities[RANKS];

    for (int i = 0; i < DRAWS; i++) {
        double x = sim_variate_draw(&variate, &stream);

        g_assert(x >= 1 && x <= RANKS && x == floor(x));
        counts[(int)x - 1]++;
    }
    zipf_probabilities(probabilities, RANKS, s);

    CU_ASSERT_TRUE(counts_fit(counts, probabilities, RANKS, DRAWS));
    CU_ASSERT_TRUE(has_its_moments(&variate, number + 1000));
    sim_variate_clear(&variate);
}

static void zipf_draws_are_zipf(void)
{
    check_zipf(0, 32);
    check_zipf(0.8, 33);
    check_zipf(2, 34);
}

/* What each rank gets from its own column and from those that name it adds up to its probability,
 * whatever is drawn. */
static void the_alias_table_holds_the_exact_probabilities(void)
{
    enum { RANKS = 1000 };
    SimVariate variate = sim_variate(SIM_ZIPF, RANKS, 0.8, 0);
    double probabilities[RANKS], shares[RANKS] = {0}, worst = 0;

    zipf_probabilities(probabilities, RANKS, 0.8);
    for (unsigned i = 0; i < RANKS; i++) {
        CU_ASSERT(variate.table[i] >= 0 && variate.table[i] <= 1);
        shares[i] += variate.table[i] / RANKS;
        shares[variate.alias[i]] += (1 - variate.table[i]) / RANKS;
    }
    for (unsigned i = 0; i < RANKS; i++)
        worst = fmax(worst, fabs(shares[i] - probabilities[i]) / probabilities[i]);
    CU_ASSERT(worst < 1e-12);
    sim_variate_clear(&variate);
}

static void empirical_draws_are_the_values_of_the_table(void)
{
    static const double VALUES[] = {3, 1, 4, 1.5, 9};
    enum { COUNT = G_N_ELEMENTS(VALUES) };
    SimVariate variate = sim_variate_empirical(VALUES, COUNT);
    SimStream stream = test_stream(35);
    uint64_t counts[COUNT] = {0};
    double equal[COUNT] = {0.2, 0.2, 0.2, 0.2, 0.2};

    for (int i = 0; i < DRAWS; i++) {
        double x = sim_variate_draw(&variate, &stream);

        for (int value = 0; value < COUNT; value++)
            counts[value] += x == VALUES[value];
    }

    CU_ASSERT_TRUE(counts_fit(counts, equal, COUNT, DRAWS));
    CU_ASSERT_EQUAL(counts[0] + counts[1] + counts[2] + counts[3] + counts[4], DRAWS);
    CU_ASSERT_DOUBLE_EQUAL(sim_variate_mean(&variate), 3.7, 1e-15);
    CU_ASSERT_TRUE(has_its_moments(&variate, 1035));
    sim_variate_clear(&variate);
}

/* ---- the ziggurats ---- */

static void the_tables_of_layers_are_right(void)
{
    check_layers(EXPONENTIAL_LAYERS, EXPONENTIAL_HEIGHTS, EXPONENTIAL_TAIL, expl(-EXPONENTIAL_TAIL),
                 exponential_density);
    check_layers(NORMAL_LAYERS, NORMAL_HEIGHTS, NORMAL_TAIL,
                 sqrtl(acosl(0)) * erfcl(NORMAL_TAIL / sqrtl(2)), normal_density);
}

static double exponential_above(double x)
{
    return exp(-x);
}

static void wedges_and_tails_have_their_share(void)
{
    SimVariate exponential = sim_variate(SIM_EXPONENTIAL, 1, 0, 0);
    SimVariate normal = sim_variate(SIM_NORMAL, 0, 1, 0);

    CU_ASSERT_TRUE(layers_fit(&exponential, EXPONENTIAL_LAYERS, 1, exponential_above, 40));
    CU_ASSERT_TRUE(layers_fit(&normal, NORMAL_LAYERS, 2, gsl_cdf_ugaussian_Q, 41));
}

static void the_tail_of_the_normal_is_its_own(void)
{
    SimVariate normal = sim_variate(SIM_NORMAL, 0, 1, 0);

    CU_ASSERT_TRUE(normal_tail_fits(&normal));
}

static void bounded_pareto_draws_stay_in_their_bounds(void)
{
    SimStream parameters = test_stream(42);

    for (int i = 0; i < 1000; i++) {
        double low = 1 + sim_stream_uniform(&parameters);
        double high = low * (1.01 + sim_stream_uniform(&parameters));
        double alpha = 0.1 + 3 * sim_stream_uniform(&parameters);
        SimVariate variate = sim_variate(SIM_PARETO, low, high, alpha);
        SimStream first = stream_beginning_with(0, 43);
        SimStream last = stream_beginning_with(UINT64_MAX, 43);

        CU_ASSERT_EQUAL(sim_variate_draw(&variate, &first), low);
        CU_ASSERT(sim_variate_draw(&variate, &last) <= high);
    }
}

/* ---- parameters ---- */

static void problems_are_named(void)
{
    static const struct {
        SimVariateKind kind;
        double a, b, c;
        const char *problem;
    } CASES[] = {
        {SIM_CONSTANT, 0, 0, 0, NULL},
        {SIM_CONSTANT, NAN, 0, 0, "every parameter must be a finite number"},
        {SIM_EXPONENTIAL, 1, 0, 0, NULL},
        {SIM_EXPONENTIAL, 0, 0, 0, "mean must be above 0"},
        {SIM_UNIFORM, 1, 1, 0, NULL},
        {SIM_UNIFORM, 2, 1, 0, "the low end must not be above the high end"},
        {SIM_NORMAL, -1, 0, 0, NULL},
        {SIM_NORMAL, 1, -1, 0, "sd must be 0 or above"},
        {SIM_LOGNORMAL, 1, 0.1, 0, NULL},
        {SIM_LOGNORMAL, -1, 1, 0, "mean must be above 0"},
        {SIM_LOGNORMAL, 1, 0, 0, "cv must be above 0"},
        {SIM_ERLANG, 1, 1, 0, NULL},
        {SIM_ERLANG, 0, 1, 0, "mean must be above 0"},
        {SIM_ERLANG, 1, 1.5, 0, "k must be a whole number from 1"},
        {SIM_ERLANG, 1, 0, 0, "k must be a whole number from 1"},
        {SIM_GAMMA, 1, 0.1, 0, NULL},
        {SIM_GAMMA, 0, 1, 0, "mean must be above 0"},
        {SIM_GAMMA, 1, 0, 0, "shape must be above 0"},
        {SIM_WEIBULL, 1, 0.02, 0, NULL},
        {SIM_WEIBULL, 0, 1, 0, "mean must be above 0"},
        {SIM_WEIBULL, 1, 0.01, 0, "shape must be at least 0.02"},
        {SIM_HYPEREXP, 1, 1, 0, NULL},
        {SIM_HYPEREXP, 0, 1, 0, "mean must be above 0"},
        {SIM_HYPEREXP, 1, 0.9, 0, "cv must be at least 1"},
        {SIM_PARETO, 1, 2, 1, NULL},
        {SIM_PARETO, 1, 2, 0, "alpha must be above 0"},
        {SIM_PARETO, 0, 2, 1, "min must be above 0"},
        {SIM_PARETO, 2, 2, 1, "max must be above min"},
        {SIM_TRIANGULAR, 1, 1, 2, NULL},
        {SIM_TRIANGULAR, 1, 3, 2, "the mode must lie between the low and the high end"},
        {SIM_TRIANGULAR, 1, 1, 1, "the low end must be below the high end"},
        {SIM_GEOMETRIC, 1, 0, 0, NULL},
        {SIM_GEOMETRIC, 0.5, 0, 0, "mean must be at least 1"},
        {SIM_ZIPF, 1, 0, 0, NULL},
        {SIM_ZIPF, 10, -1, 0, "s must be 0 or above"},
        {SIM_ZIPF, 2.5, 1, 0, "n must be a whole number from 1 to 10000000"},
        {SIM_ZIPF, 1e12, 1, 0, "n must be a whole number from 1 to 10000000"},
        {SIM_ZIPF, 10, INFINITY, 0, "every parameter must be a finite number"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const char *problem =
            sim_variate_problem(CASES[i].kind, CASES[i].a, CASES[i].b, CASES[i].c);

        if (g_strcmp0(problem, CASES[i].problem) != 0)
            printf("\n    case %u: %s\n", i, problem);
        CU_ASSERT_EQUAL(g_strcmp0(problem, CASES[i].problem), 0);
    }
}

static void make_an_impossible_one(void)
{
    sim_variate(SIM_EXPONENTIAL, -1, 0, 0);
}

static void parameters_that_make_no_distribution_abort(void)
{
    CU_ASSERT_TRUE(aborts(make_an_impossible_one));
}

/* ---- one of each kind, for what holds for all ---- */

static SimVariate example(SimVariateKind kind)
{
    static const double PARAMETERS[SIM_VARIATE_KINDS][3] = {
        [SIM_CONSTANT] = {7},         [SIM_EXPONENTIAL] = {7},      [SIM_UNIFORM] = {2, 9},
        [SIM_NORMAL] = {7, 2},        [SIM_LOGNORMAL] = {7, 2},     [SIM_ERLANG] = {7, 3},
        [SIM_GAMMA] = {7, 0.5},       [SIM_WEIBULL] = {7, 0.8},     [SIM_HYPEREXP] = {7, 3},
        [SIM_PARETO] = {2, 900, 1.5}, [SIM_TRIANGULAR] = {1, 2, 9}, [SIM_GEOMETRIC] = {7},
        [SIM_ZIPF] = {50, 1.1},
    };
    static const double VALUES[] = {3, 1, 4, 1, 5, 9, 2, 6};
    const double *p = PARAMETERS[kind];

    if (kind == SIM_EMPIRICAL)
        return sim_variate_empirical(VALUES, G_N_ELEMENTS(VALUES));
    return sim_variate(kind, p[0], p[1], p[2]);
}

static void a_scaled_variate_draws_the_same_numbers_stretched(void)
{
    for (SimVariateKind kind = 0; kind < SIM_VARIATE_KINDS; kind++) {
        SimVariate plain, scaled;
        SimStream stream = test_stream(50), same = test_stream(50);

        if (kind == SIM_GEOMETRIC || kind == SIM_ZIPF)
            continue;
        plain = example(kind);
        scaled = example(kind);
        sim_variate_scale(&scaled, 4); /* a power of 2: exact */
        for (int i = 0; i < 200; i++)
            CU_ASSERT_EQUAL(sim_variate_draw(&scaled, &stream),
                            4 * sim_variate_draw(&plain, &same));
        CU_ASSERT_DOUBLE_EQUAL(sim_variate_mean(&scaled), 4 * sim_variate_mean(&plain), 1e-9);
        CU_ASSERT_DOUBLE_EQUAL(sim_variate_variance(&scaled), 16 * sim_variate_variance(&plain),
                               1e-9 * sim_variate_variance(&scaled));
        sim_variate_clear(&plain);
        sim_variate_clear(&scaled);
    }
}

static void a_variate_scaled_by_0_is_zero(void)
{
    SimVariate variate = example(SIM_PARETO);

    CU_ASSERT_FALSE(sim_variate_is_zero(&variate));
    sim_variate_scale(&variate, 0);
    CU_ASSERT_TRUE(sim_variate_is_zero(&variate));
    CU_ASSERT_EQUAL(sim_variate_mean(&variate), 0);
}

static void a_copy_outlives_its_original(void)
{
    for (SimVariateKind kind = 0; kind < SIM_VARIATE_KINDS; kind++) {
        SimVariate original = example(kind), same = example(kind);
        SimVariate copy = sim_variate_copy(&original);
        SimStream stream = test_stream(51), again = test_stream(51);

        sim_variate_clear(&original);
        for (int i = 0; i < 100; i++)
            CU_ASSERT_EQUAL(sim_variate_draw(&copy, &stream), sim_variate_draw(&same, &again));
        sim_variate_clear(&copy);
        sim_variate_clear(&same);
    }
}

/* Also of one that rejects: nothing is kept between two draws but the stream. */
static void a_draw_depends_on_its_own_stream_only(void)
{
    for (SimVariateKind kind = 0; kind < SIM_VARIATE_KINDS; kind++) {
        SimVariate variate = example(kind);
        SimStream alone = test_stream(52), beside = test_stream(52), other = test_stream(53);

        for (int i = 0; i < 300; i++) {
            for (int extra = 0; extra < i % 3; extra++)
                sim_variate_draw(&variate, &other);
            CU_ASSERT_EQUAL(sim_variate_draw(&variate, &alone),
                            sim_variate_draw(&variate, &beside));
        }
        sim_variate_clear(&variate);
    }
}

static void a_constant_draws_nothing(void)
{
    SimVariate variate = sim_variate(SIM_CONSTANT, 3, 0, 0);
    SimStream stream = test_stream(54);

    CU_ASSERT_EQUAL(sim_variate_draw(&variate, &stream), 3);
    CU_ASSERT_EQUAL(stream.counter[3], 0);
}

static void whole_draws_are_rounded_to_nearest_and_never_negative(void)
{
    static const struct {
        double value;
        int64_t whole;
    } CASES[] = {
        {0, 0},
        {0.49999999999999994, 0},
        {0.5, 0},
        {0.5000000000000001, 1},
        {1.5, 2},
        {2.4, 2},
        {2.5, 2},
        {2.5000000000000004, 3},
        {3.5, 4},
        {-3, 0},
        {-0.6, 0},
        {2251799813685247.0, 2251799813685247},
        {2251799813685248.5, 2251799813685248},
        {2251799813685249.5, 2251799813685250},
        {4503599627370497.0, 4503599627370497},
        {9e15, 9000000000000000},
        {1e300, INT64_MAX / 2},
    };
    SimStream stream = test_stream(55);

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        SimVariate variate = sim_variate(SIM_CONSTANT, CASES[i].value, 0, 0);

        CU_ASSERT_EQUAL(sim_variate_draw_whole(&variate, &stream), CASES[i].whole);
    }
}

/* Another compiler, processor or C library that draws other bits is seen here. */
static void the_bits_are_the_same_everywhere(void)
{
    static const uint64_t GOLDEN[SIM_VARIATE_KINDS] = {
        [SIM_EMPIRICAL] = UINT64_C(0x120498bb8043872a),
        [SIM_ZIPF] = UINT64_C(0x600d70188ee268e6),
        [SIM_GEOMETRIC] = UINT64_C(0xff7d52f4df618ab4),
        [SIM_TRIANGULAR] = UINT64_C(0xbd506c18b32a16ae),
        [SIM_PARETO] = UINT64_C(0xd9bb45138d49cedf),
        [SIM_HYPEREXP] = UINT64_C(0xe57411c76b3c954b),
        [SIM_WEIBULL] = UINT64_C(0xc631e71e90bc7d4c),
        [SIM_GAMMA] = UINT64_C(0xb271bc5ef69a2639),
        [SIM_ERLANG] = UINT64_C(0xbb6c33eff5b41b4d),
        [SIM_LOGNORMAL] = UINT64_C(0x054493e27861131e),
        [SIM_NORMAL] = UINT64_C(0xdb33e9e68cd76a6e),
        [SIM_UNIFORM] = UINT64_C(0xb67730ecbc0482c7),
        [SIM_EXPONENTIAL] = UINT64_C(0x67381dd54aa98ff4),
        [SIM_CONSTANT] = UINT64_C(0xe9211520e27465bf),
    };

    for (SimVariateKind kind = 0; kind < SIM_VARIATE_KINDS; kind++) {
        SimVariate variate = example(kind);
        SimStream stream = test_stream(60);
        uint64_t hash = 0;

        for (int i = 0; i < 5000; i++)
            hash = hash_bits(hash, sim_variate_draw(&variate, &stream));
        if (hash != GOLDEN[kind])
            printf("\n    kind %d has the bits 0x%016" PRIx64 "\n", (int)kind, hash);
        CU_ASSERT_EQUAL(hash, GOLDEN[kind]);
        sim_variate_clear(&variate);
    }
}

CU_TestInfo variate_tests[] = {
    TEST(exponential_draws_are_exponential),
    TEST(uniform_draws_are_uniform),
    TEST(normal_draws_are_normal),
    TEST(lognormal_draws_are_lognormal),
    TEST(erlang_draws_are_erlang),
    TEST(gamma_draws_are_gamma),
    TEST(weibull_draws_are_weibull),
    TEST(hyperexponential_draws_are_hyperexponential),
    TEST(pareto_draws_are_bounded_pareto),
    TEST(triangular_draws_are_triangular),
    TEST(geometric_draws_are_geometric),
    TEST(geometric_draws_of_mean_1_are_always_1),
    TEST(zipf_draws_are_zipf),
    TEST(the_alias_table_holds_the_exact_probabilities),
    TEST(empirical_draws_are_the_values_of_the_table),
    TEST(the_tables_of_layers_are_right),
    TEST(wedges_and_tails_have_their_share),
    TEST(the_tail_of_the_normal_is_its_own),
    TEST(bounded_pareto_draws_stay_in_their_bounds),
    TEST(problems_are_named),
    TEST(parameters_that_make_no_distribution_abort),
    TEST(a_scaled_variate_draws_the_same_numbers_stretched),
    TEST(a_variate_scaled_by_0_is_zero),
    TEST(a_copy_outlives_its_original),
    TEST(a_draw_depends_on_its_own_stream_only),
    TEST(a_constant_draws_nothing),
    TEST(whole_draws_are_rounded_to_nearest_and_never_negative),
    TEST(the_bits_are_the_same_everywhere),
    CU_TEST_INFO_NULL,
};
