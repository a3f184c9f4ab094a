/* test_stream.c - the generator, against its published answers, and what is drawn from it. */
#include "sim/stream.h"
#include "tests/sim/fit.h"
#include "tests/sim/support.h"
#include "tests/suites.h"

/* The answers that Random123 publishes for philox4x64 with 10 rounds (kat_vectors). */
static const struct {
    uint64_t counter[4], key[2], block[4];
} KNOWN_ANSWERS[] = {
    {{0, 0, 0, 0},
     {0, 0},
     {UINT64_C(0x16554d9eca36314c), UINT64_C(0xdb20fe9d672d0fdc), UINT64_C(0xd7e772cee186176b),
      UINT64_C(0x7e68b68aec7ba23b)}},
    {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
     {UINT64_MAX, UINT64_MAX},
     {UINT64_C(0x87b092c3013fe90b), UINT64_C(0x438c3c67be8d0224), UINT64_C(0x9cc7d7c69cd777b6),
      UINT64_C(0xa09caebf594f0ba0)}},
    {{UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344), UINT64_C(0xa4093822299f31d0),
      UINT64_C(0x082efa98ec4e6c89)},
     {UINT64_C(0x452821e638d01377), UINT64_C(0xbe5466cf34e90c6c)},
     {UINT64_C(0xa528f45403e61d95), UINT64_C(0x38c72dbd566e9788), UINT64_C(0xa5a1610e72fd18b5),
      UINT64_C(0x57bd43b5e52b7fe6)}},
};

static void the_generator_gives_the_published_answers(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(KNOWN_ANSWERS); i++) {
        uint64_t block[4];

        sim_philox(KNOWN_ANSWERS[i].key, KNOWN_ANSWERS[i].counter, block);
        for (int word = 0; word < 4; word++)
            CU_ASSERT_EQUAL(block[word], KNOWN_ANSWERS[i].block[word]);
    }
}

static void a_stream_gives_the_blocks_of_its_name_in_order(void)
{
    SimStream stream = sim_stream((SimSeed){.seed = 11, .replication = 22}, 33, 44, 55);
    uint64_t key[2] = {11, 22}, counter[4] = {33, 44, 55, 0}, block[4];

    for (; counter[3] < 5; counter[3]++) {
        sim_philox(key, counter, block);
        for (int word = 0; word < 4; word++)
            CU_ASSERT_EQUAL(sim_stream_next(&stream), block[word]);
    }
}

static void drawing_from_one_stream_does_not_disturb_another(void)
{
    SimStream alone = test_stream(1), beside = test_stream(1), other = test_stream(2);

    for (int i = 0; i < 100; i++) {
        for (int extra = 0; extra < i % 3; extra++)
            CU_ASSERT_NOT_EQUAL(sim_stream_next(&other), 0);
        CU_ASSERT_EQUAL(sim_stream_next(&alone), sim_stream_next(&beside));
    }
}

static void every_part_of_a_name_makes_another_stream(void)
{
    static const uint64_t NAMES[][5] = {
        {0, 0, 0, 0, 0}, {1, 0, 0, 0, 0}, {0, 1, 0, 0, 0},
        {0, 0, 1, 0, 0}, {0, 0, 0, 1, 0}, {0, 0, 0, 0, 1},
    };
    uint64_t first[G_N_ELEMENTS(NAMES)];

    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        SimSeed seed = {.seed = NAMES[i][0], .replication = NAMES[i][1]};
        SimStream stream = sim_stream(seed, NAMES[i][2], NAMES[i][3], NAMES[i][4]);

        first[i] = sim_stream_next(&stream);
        for (unsigned j = 0; j < i; j++)
            CU_ASSERT_NOT_EQUAL(first[i], first[j]);
    }
}

static void uniform_numbers_stay_in_their_interval(void)
{
    SimStream stream = {.block = {0, UINT64_MAX, 0, UINT64_MAX}};

    CU_ASSERT_EQUAL(sim_stream_uniform(&stream), 0);
    CU_ASSERT_EQUAL(sim_stream_uniform(&stream), 1 - 0x1p-53);
    CU_ASSERT_EQUAL(sim_stream_uniform_open(&stream), 0x1p-53);
    CU_ASSERT_EQUAL(sim_stream_uniform_open(&stream), 1 - 0x1p-53);
}

static void numbers_below_a_bound_are_equally_likely(void)
{
    enum { CELLS = 10, DRAWS = 100000 };
    uint64_t counts[CELLS] = {0};
    double equal[CELLS] = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1};
    SimStream stream = test_stream(3);

    for (int i = 0; i < DRAWS; i++) {
        uint64_t number = sim_stream_below(&stream, CELLS);

        g_assert_cmpuint(number, <, CELLS);
        counts[number]++;
    }
    CU_ASSERT_TRUE(counts_fit(counts, equal, CELLS, DRAWS));
}

/* Below 3/4 of 2^64 every third number would come twice as often without rejection. */
static void a_huge_bound_favours_no_number(void)
{
    enum { DRAWS = 30000 };
    uint64_t counts[3] = {0};
    double equal[3] = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    SimStream stream = test_stream(4);

    for (int i = 0; i < DRAWS; i++)
        counts[sim_stream_below(&stream, UINT64_C(3) << 62) % 3]++;
    CU_ASSERT_TRUE(counts_fit(counts, equal, 3, DRAWS));
}

static void below_1_there_is_only_0(void)
{
    SimStream stream = test_stream(5);

    for (int i = 0; i < 100; i++)
        CU_ASSERT_EQUAL(sim_stream_below(&stream, 1), 0);
}

static void a_source_is_the_fnv_1a_hash_of_its_name(void)
{
    CU_ASSERT_EQUAL(sim_stream_source(""), UINT64_C(0xcbf29ce484222325));
    CU_ASSERT_EQUAL(sim_stream_source("a"), UINT64_C(0xaf63dc4c8601ec8c));
    CU_ASSERT_EQUAL(sim_stream_source("foobar"), UINT64_C(0x85944171f73967e8));
    CU_ASSERT_EQUAL(sim_stream_source("\xff"), UINT64_C(0xaf64724c8602eb6e));
}

/* Every bit of a sequential stream is set half of the time, and agrees with the bit before it half
 * of the time; 4.9 standard deviations, 128 comparisons: false alarm in one of 8,000 seeds. */
static void every_bit_is_a_fair_coin(void)
{
    enum { DRAWS = 40000 };
    SimStream stream = test_stream(6);
    int set[64] = {0}, same[64] = {0};
    uint64_t previous = 0;

    for (int i = 0; i < DRAWS; i++) {
        uint64_t number = sim_stream_next(&stream);

        for (int bit = 0; bit < 64; bit++) {
            set[bit] += (number >> bit & 1) != 0;
            same[bit] += ((number ^ previous) >> bit & 1) == 0;
        }
        previous = number;
    }
    for (int bit = 0; bit < 64; bit++) {
        CU_ASSERT(abs(set[bit] - DRAWS / 2) < 490);
        CU_ASSERT(abs(same[bit] - DRAWS / 2) < 490);
    }
}

CU_TestInfo stream_tests[] = {
    TEST(the_generator_gives_the_published_answers),
    TEST(a_stream_gives_the_blocks_of_its_name_in_order),
    TEST(drawing_from_one_stream_does_not_disturb_another),
    TEST(every_part_of_a_name_makes_another_stream),
    TEST(uniform_numbers_stay_in_their_interval),
    TEST(numbers_below_a_bound_are_equally_likely),
    TEST(a_huge_bound_favours_no_number),
    TEST(below_1_there_is_only_0),
    TEST(a_source_is_the_fnv_1a_hash_of_its_name),
    TEST(every_bit_is_a_fair_coin),
    CU_TEST_INFO_NULL,
};
