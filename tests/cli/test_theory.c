/* test_theory.c - formulas of the theory suite against values that were computed independently: by
 * other methods (matrix exponentials, transforms, generators solved as linear equations) in another
 * language, or by hand. Tolerances are relative, those of the independent values.
 */
#include "cli/verify/cases.h"
#include "tests/suites.h"

#include <math.h>
#include <stdio.h>

static bool is_near(double value, double expected, double tolerance)
{
    bool is_good = fabs(value - expected) <= tolerance * fabs(expected);

    if (!is_good)
        fprintf(stderr, "  %.17g, expected %.17g\n", value, expected);
    return is_good;
}

#define NEAR(value, expected, tolerance) CU_ASSERT(is_near(value, expected, tolerance))

static void check_times(TheoryTimes times, TheoryTimes expected, double tolerance)
{
    NEAR(times.mean_s, expected.mean_s, tolerance);
    NEAR(times.p50_s, expected.p50_s, tolerance);
    NEAR(times.p90_s, expected.p90_s, tolerance);
    NEAR(times.p95_s, expected.p95_s, tolerance);
    NEAR(times.p99_s, expected.p99_s, tolerance);
}

/* ---- one station ---- */

static void check_station(TheoryStation station, TheoryAnswer expected)
{
    TheoryAnswer answer = theory_station(&station);

    check_times(answer.response, expected.response, 1e-9);
    if (expected.loss == 0)
        CU_ASSERT_EQUAL(answer.loss, 0);
    NEAR(answer.loss, expected.loss, 1e-8);
    NEAR(answer.in_system, expected.in_system, 1e-9);
    NEAR(answer.busy, expected.busy, 1e-9);
    NEAR(answer.served_per_s, expected.served_per_s, 1e-9);
}

static void one_server_has_exponential_responses(void)
{
    check_station((TheoryStation){.rate = 50, .service_s = 0.01, .servers = 1},
                  (TheoryAnswer){.response = {0.02, 0.013862943611198905, 0.04605170185987926,
                                              0.05991464547106387, 0.09210340371976192},
                                 .in_system = 1,
                                 .busy = 0.5,
                                 .served_per_s = 50});
    check_station((TheoryStation){.rate = 80, .service_s = 0.01, .servers = 1},
                  (TheoryAnswer){.response = {0.05, 0.03465735902799726, 0.11512925464969816,
                                              0.14978661367766719, 0.2302585092994048},
                                 .in_system = 4,
                                 .busy = 0.8,
                                 .served_per_s = 80});
}

static void several_servers_are_those_of_erlang(void)
{
    check_station((TheoryStation){.rate = 320, .service_s = 0.01, .servers = 4},
                  (TheoryAnswer){.response = {0.017455405897342558, 0.013461990538193077,
                                              0.037759602497669624, 0.047380194960365926,
                                              0.06893203748882996},
                                 .in_system = 5.585729887149618,
                                 .busy = 3.2,
                                 .served_per_s = 320});
    check_station(
        (TheoryStation){.rate = 160, .service_s = 0.01, .servers = 2},
        (TheoryAnswer){.response = {0.027777777777777783, 0.02040031445925936, 0.06171562431763849,
                                    0.07910684252010752, 0.1193737023600427},
                       .in_system = 4.4444444444444455,
                       .busy = 1.6,
                       .served_per_s = 160});
    NEAR(theory_erlang_c(4, 3.2), 0.5964324717874046, 1e-12);
    NEAR(theory_erlang_b(50, 45), 0.05410447216462616, 1e-12);
}

static void limits_cut_the_queue_off(void)
{
    check_station(
        (TheoryStation){.rate = 120, .service_s = 0.01, .servers = 1, .capacity = 10},
        (TheoryAnswer){.response = {0.06926137844142949, 0.06715719458600156, 0.11855393561740024,
                                    0.13452268330713318, 0.16667530714180676},
                       .loss = 0.19258649512680565,
                       .in_system = 6.710708678369194,
                       .busy = 0.9688962058478332,
                       .served_per_s = 96.88962058478332});
    check_station(
        (TheoryStation){.rate = 120, .service_s = 0.1, .servers = 10, .capacity = 110},
        (TheoryAnswer){.response = {1.0500000067703226, 1.0385798885717996, 1.2401271025321725,
                                    1.3117718727842174, 1.4735550973006128},
                       .loss = 0.16666666756821263,
                       .in_system = 105.00000056343745,
                       .busy = 9.999999989181448,
                       .served_per_s = 99.99999989181448});
    check_station(
        (TheoryStation){.rate = 130, .service_s = 0.1, .servers = 8, .capacity = 58},
        (TheoryAnswer){.response = {0.7050000000051102, 0.6890643390542356, 0.8781058671832037,
                                    0.9486393107345097, 1.1099360133035694},
                       .loss = 0.3846153846171598,
                       .in_system = 56.40000000024611,
                       .busy = 7.999999999976922,
                       .served_per_s = 79.99999999976922});
}

static void clients_that_hang_up_leave_work_for_nobody(void)
{
    const TheoryStation station = {.rate = 120, .service_s = 0.1, .servers = 10, .capacity = 110};
    double in_time = theory_station_within(&station, 1);

    NEAR(1 - in_time, 0.61258290303342, 1e-8);
    NEAR(theory_station(&station).served_per_s * in_time, 38.74170965474508, 1e-8);
}

static void impatience_is_that_of_palm(void)
{
    check_station(
        (TheoryStation){.rate = 110, .service_s = 0.1, .servers = 10, .patience_s = 2},
        (TheoryAnswer){.response = {0.303332664108523, 0.287460357588686, 0.5140833388092354,
                                    0.5899677167654457, 0.7549367518394867},
                       .loss = 0.0984609690917117,
                       .in_system = 31.578342540167746,
                       .busy = 9.916929339991162,
                       .served_per_s = 99.16929339991171});
}

static void users_find_the_others(void)
{
    check_station(
        (TheoryStation){.rate = 1 / 5.0, .users = 50, .service_s = 1 / 12.0, .servers = 1},
        (TheoryAnswer){.response = {0.31543026900373433, 0.23613756389059323, 0.7041181588379676,
                                    0.8832549568156568, 1.2654925793755587},
                       .in_system = 2.96711886940862,
                       .busy = 0.783881352176523,
                       .served_per_s = 9.406576226118275});
}

/* ---- service and arrivals that are not exponential ---- */

static void services_of_one_length_wait_as_crommelin_says(void)
{
    check_times(theory_md1(80, 0.01),
                (TheoryTimes){0.03, 0.022759398733762363, 0.0601151149844594, 0.07620324996839889,
                              0.11355886792632669},
                1e-6);
}

static void phases_are_those_of_erlang_services(void)
{
    check_times(theory_mek1(80, 0.01, 4),
                (TheoryTimes){0.035, 0.025942300873606015, 0.0740453571785778, 0.09476218786569895,
                              0.14286517907515198},
                1e-8);
}

static void lognormal_services_by_inversion(void)
{
    check_times(theory_m_lognormal_1(70, 0.01, 1.5),
                (TheoryTimes){0.047916666666666684, 0.024429403031064847, 0.12093483901555722,
                              0.1716170878236797, 0.30774881594611664},
                1e-4);
    NEAR(theory_mg1_mean(70, 0.01, 2.25), 0.047916666666666684, 1e-12);
}

static void arrivals_of_any_gap_have_a_root(void)
{
    const double gaps[] = {0.0125, 4};
    double bunched = theory_sigma(theory_hyperexponential, gaps, 0.01);
    double paced = theory_sigma(theory_constant, gaps, 0.01);

    NEAR(bunched, 0.9075716625930276, 1e-10);
    NEAR(paced, 0.6286297964969468, 1e-10);
    check_times(theory_times_of_exponential(0.01 / (1 - bunched)),
                (TheoryTimes){0.10819192771983843, 0.0749929296583514, 0.24912111994998926,
                              0.32411404960834056, 0.49824223989997846},
                1e-8);
    check_times(theory_times_of_exponential(0.01 / (1 - paced)),
                (TheoryTimes){0.026927308399198987, 0.018664587896972912, 0.06200241891444895,
                              0.08066700681142183, 0.12400483782889789},
                1e-8);
}

/* Where two ways lead to the same number. */
static void special_cases_agree_with_simpler_systems(void)
{
    const double alike[] = {80, 80}, stay_s[] = {0.5, 1};

    check_times(theory_mmpp2(alike, stay_s, 0.01).response, theory_times_of_exponential(0.05),
                1e-9);
    check_times(theory_mek1(80, 0.01, 1), theory_times_of_exponential(0.05), 1e-9);
    check_times(theory_batches(80, 1, 0.01), theory_times_of_exponential(0.05), 1e-12);
    NEAR(theory_retrial_mean(80, 0.01, 1e-12), 0.05, 1e-9); /* asks all the time: it waits */
    NEAR(theory_sharing(80, 0.01, 1).p99_s, 0.2302585092994048, 1e-9); /* one thread: FIFO */
    NEAR(theory_sharing(80, 0.01, 150).p99_s, theory_sharing(80, 0.01, 0).p99_s, 1e-6);
    NEAR(theory_setup(40, 0.01, 2, 1e9).mean_s, 1 / 60.0, 1e-12); /* it never stops */
    /* an outage after each request is a longer service, which the response ends before */
    NEAR(theory_recycling(20, 0.01, 1, 0.02).response.mean_s,
         theory_mg1_mean(20, 0.03, 5 / 9.0) - 0.02, 1e-9);
}

/* The mean number in the system by the matrix-geometric way, computed apart from this program; the
 * response by Little 1961, as the tagged customer must have it too. */
static void bursts_are_those_of_neuts(void)
{
    const double rates[] = {120, 30}, stay_s[] = {0.2, 0.4};
    TheoryAnswer answer = theory_mmpp2(rates, stay_s, 0.01);

    NEAR(answer.in_system, 4.47314309849871, 1e-9);
    NEAR(answer.response.mean_s, 0.0745523849749784, 1e-9);
    NEAR(answer.served_per_s, 60, 1e-12);
}

/* The mean of batches, by the other way: Little and the mean number found (Chaudhry and Templeton
 * 1983): service x (E[X^2] / E[X] + 1) / 2 / (1 - load). */
static void batches_have_the_mean_of_their_second_moment(void)
{
    double second = 2 * 25 - 5; /* of a geometric size with mean 5 */

    NEAR(theory_batches(16, 5, 0.01).mean_s, 0.01 * (second / 5 + 1) / 2 / (1 - 0.8), 1e-12);
}

/* ---- sharing ---- */

static void shared_processors_follow_coffman_muntz_and_trotter(void)
{
    check_times(theory_sharing(80, 0.01, 0),
                (TheoryTimes){0.05, 0.023516870484144248, 0.1253788805558215, 0.18748111311800486,
                              0.3694098923571818},
                1e-8);
    NEAR(theory_sharing(80, 0.01, 5).mean_s, 0.05, 1e-9);
}

/* ---- networks ---- */

static void closed_networks_by_mean_values(void)
{
    const double demands_s[] = {0.03, 0.012, 0.045};
    const double browser_s[] = {0.02, 0.005, 0.01}, buyer_s[] = {0.035, 0.06, 0.08};
    double responses_s[2];

    NEAR(theory_mva(20, 4, 3, demands_s), 0.1041438606395328, 1e-9);
    theory_mva_two((const uint32_t[]){40, 30}, (const double[]){3, 8}, 3,
                   (const double *const[]){browser_s, buyer_s}, responses_s);
    NEAR(responses_s[0], 0.05615207226008617, 1e-9);
    NEAR(responses_s[1], 0.2739205764721778, 1e-9);
}

static void stations_in_a_row_are_independent(void)
{
    const double services_s[] = {1 / 60.0, 1 / 120.0, 1 / 25.0};
    const uint32_t servers[] = {2, 1, 4};

    check_times(theory_tandem(80, 3, services_s, servers),
                (TheoryTimes){0.12482162358937024, 0.11141188029364098, 0.21989835378169484,
                              0.2602759390312268, 0.34895216394538997},
                1e-9);
    NEAR(theory_tandem(80, 1, services_s, servers).mean_s, 0.03, 1e-9);
    NEAR(theory_tandem(80, 1, services_s + 1, servers + 1).mean_s, 0.025, 1e-9);
    NEAR(theory_tandem(80, 1, services_s + 2, servers + 2).mean_s, 0.06982162358937023, 1e-9);
}

static void a_thread_held_for_a_connection_by_its_chain(void)
{
    TheoryPossessed answer = theory_possession(&(TheoryPossession){
        .rate = 40, .own_s = 0.05, .connection_s = 0.06, .threads = 8, .connections = 3});

    NEAR(answer.response_s, 0.178579844384533, 1e-8);
    NEAR(answer.connection_wait_s, 0.031163458918438004, 1e-8);
    NEAR(answer.busy_threads, 5.6465383567375165, 1e-8);
    NEAR(answer.busy_connections, 2.4, 1e-8);
}

/* The two paths of docs/verify.md, from the stations that they are. */
static void paths_add_up_their_stations(void)
{
    const TheoryStation worker = {.rate = 150, .service_s = 0.01, .servers = 2};
    double worker_s = theory_station(&worker).response.mean_s;

    NEAR(worker_s, 0.022857142857142854, 1e-9);
    NEAR(2 / (2000.0 - 300) + 2 * 0.0003 + worker_s, 0.024633613445378146, 1e-9);
    NEAR(2 / (20000.0 - 300) + worker_s, 0.022958665699782447, 1e-9);
}

/* ---- processes that end ---- */

static void recycling_by_its_chain(void)
{
    TheoryAnswer answer = theory_recycling(50, 0.01, 50, 0.2);

    check_times(answer.response,
                (TheoryTimes){0.12173094118055056, 0.03355718374487048, 0.3667559409759438,
                              0.5294276014952134, 0.9071395024687537},
                1e-6);
    NEAR(answer.in_system, 6.086547059027528, 1e-6);
}

static void crashes_by_their_chain(void)
{
    TheoryAnswer answer = theory_crash(
        &(TheoryStation){.rate = 36, .service_s = 0.1, .servers = 4, .capacity = 104}, 60, 3);

    check_times(answer.response,
                (TheoryTimes){0.28704027837789203, 0.21827997071477023, 0.6207947214346653,
                              0.7883503758467971, 1.1754753595437777},
                1e-8);
    NEAR(answer.loss, 0.05217432570771385, 1e-8);
    NEAR(answer.served_per_s, 34.1217242745223, 1e-8);
    NEAR(answer.in_system, 9.836343327349102, 1e-8);
}

static void availability_is_that_of_alternating_renewals(void)
{
    const double rates[] = {1 / 3600.0, 1 / 86400.0, 1 / 86400.0, 2 / 86400.0, 12 / 86400.0};
    const double alone[] = {0.994475138121547, 0.9997685720897941, 0.9997685720897941,
                            0.9995372512725591, 0.997229916897507};
    double together = 0;

    for (int i = 0; i < 5; i++) {
        together += rates[i];
        NEAR(theory_availability(rates[i], 20), alone[i], 1e-12);
    }
    NEAR(theory_availability(together, 20), 0.9908256880733944, 1e-12);
    NEAR(theory_renewal_loss(50, 60 / 0.02, 4), 0.0625, 1e-12);
}

static void protection_trips_as_its_integral_equation_says(void)
{
    NEAR(theory_rapid_fail_mean(1 / 120.0, 300), 426.81749737126717, 1e-7);
    NEAR(theory_rapid_fail_mean(1, 20), 3, 1e-5); /* a window that never ends: the third crash */
}

static void a_setup_is_waited_for_or_its_rest(void)
{
    check_times(theory_setup(40, 0.01, 2, 0),
                (TheoryTimes){1.0290123456790123, 1.0291666666666666, 1.8391666666666666,
                              1.9404166666666665, 2.012025777584694},
                1e-8);
}

static void an_empty_server_fills(void)
{
    static const double times_s[] = {0.05, 0.2, 0.5, 1, 2, 5};
    static const double numbers[] = {1.469460827785539, 2.6476349239576535, 3.40503897799822,
                                     3.791872692584237, 3.962982277226384,  3.999513556481549};
    double area = 0;

    for (int i = 0; i < 6; i++)
        NEAR(theory_filling_at(80, 0.01, times_s[i]), numbers[i], 1e-8);
    for (int i = 0; i < 500; i++) /* the mean is that of the level, by the midpoint rule */
        area += theory_filling_at(80, 0.01, (i + 0.5) / 1000) / 500;
    NEAR(theory_filling_until(80, 0.01, 0.5), area, 1e-5);
}

static void a_burst_starts_as_threads_are_freed_and_injected(void)
{
    g_autoptr(GArray) starts = theory_burst_starts(100, 2, 0.5, 2);
    double sum_s = 0;

    for (guint i = 0; i < starts->len; i++)
        sum_s += g_array_index(starts, double, i);
    CU_ASSERT_EQUAL(starts->len, 100);
    CU_ASSERT_EQUAL(g_array_index(starts, double, 2), 0.5);
    CU_ASSERT_EQUAL(g_array_index(starts, double, 5), 2); /* the first two are done */
    CU_ASSERT_EQUAL(g_array_index(starts, double, 99), 12.5);
    NEAR(sum_s / 100 + 2, 9.74, 1e-12);
}

static void popular_pages_are_held(void)
{
    NEAR(theory_idle_hits(1000, 0.8, 5, 120), 0.6374681250093562, 1e-12);
}

/* ---- chains ---- */

/* Three states in a circle and a way back, by hand. */
static void a_chain_is_balanced(void)
{
    g_autoptr(Chain) chain = chain_new(3);
    g_autofree double *chances = NULL;

    chain_add(chain, 0, 1, 2);
    chain_add(chain, 1, 2, 1);
    chain_add(chain, 1, 0, 1);
    chain_add(chain, 2, 0, 3);
    chances = chain_stationary(chain);
    NEAR(chances[0] * 2, chances[1] * 2, 1e-15);
    NEAR(chances[1], chances[2] * 3, 1e-15);
    NEAR(chances[0] + chances[1] + chances[2], 1, 1e-15);
}

/* Done at rate 2, lost at rate 1: exponential with rate 3, done in two of three cases. */
static void what_is_lost_is_left_out_of_the_time(void)
{
    const double start[] = {5};
    g_autoptr(Chain) chain = chain_new(1);
    g_autoptr(ChainTime) time = NULL;

    chain_add(chain, 0, CHAIN_DONE, 2);
    chain_add(chain, 0, CHAIN_LOST, 1);
    time = chain_time_new(chain, start);
    NEAR(chain_time_chance(time), 2 / 3.0, 1e-12);
    NEAR(chain_time_mean(time), 1 / 3.0, 1e-12);
    NEAR(chain_time_within(time, 1), 1 - exp(-3), 1e-12);
    NEAR(chain_time_quantile(time, 0.9), log(10) / 3, 1e-11);
}

CU_TestInfo theory_formula_tests[] = {
    TEST(one_server_has_exponential_responses),
    TEST(several_servers_are_those_of_erlang),
    TEST(limits_cut_the_queue_off),
    TEST(clients_that_hang_up_leave_work_for_nobody),
    TEST(impatience_is_that_of_palm),
    TEST(users_find_the_others),
    TEST(services_of_one_length_wait_as_crommelin_says),
    TEST(phases_are_those_of_erlang_services),
    TEST(lognormal_services_by_inversion),
    TEST(arrivals_of_any_gap_have_a_root),
    TEST(special_cases_agree_with_simpler_systems),
    TEST(bursts_are_those_of_neuts),
    TEST(batches_have_the_mean_of_their_second_moment),
    TEST(shared_processors_follow_coffman_muntz_and_trotter),
    TEST(closed_networks_by_mean_values),
    TEST(stations_in_a_row_are_independent),
    TEST(a_thread_held_for_a_connection_by_its_chain),
    TEST(paths_add_up_their_stations),
    TEST(recycling_by_its_chain),
    TEST(crashes_by_their_chain),
    TEST(availability_is_that_of_alternating_renewals),
    TEST(protection_trips_as_its_integral_equation_says),
    TEST(a_setup_is_waited_for_or_its_rest),
    TEST(an_empty_server_fills),
    TEST(a_burst_starts_as_threads_are_freed_and_injected),
    TEST(popular_pages_are_held),
    TEST(a_chain_is_balanced),
    TEST(what_is_lost_is_left_out_of_the_time),
    CU_TEST_INFO_NULL,
};
