/* test_pool.c - fixed-size objects, reused. */
#include "sim/pool.h"
#include "tests/sim/support.h"
#include "tests/suites.h"
#include <string.h>

static void objects_are_zero_the_first_time_and_aligned(void)
{
    g_autoptr(SimPool) pool = sim_pool_new(13);
    static const char zeros[13];

    for (size_t size_bytes = 16; size_bytes < 2048; size_bytes += 16) { /* what malloc hands on */
        char *dirt = g_malloc(size_bytes);

        memset(dirt, 0xee, size_bytes);
        g_free(dirt);
    }
    for (int i = 0; i < 1000; i++) {
        char *object = sim_pool_take(pool);

        CU_ASSERT_EQUAL((uintptr_t)object % _Alignof(max_align_t), 0);
        CU_ASSERT_EQUAL(memcmp(object, zeros, sizeof zeros), 0);
        memset(object, 0xee, sizeof zeros);
    }
}

static void an_object_comes_back_as_it_was_left(void)
{
    g_autoptr(SimPool) pool = sim_pool_new(sizeof(int));
    int *object = sim_pool_take(pool);

    *object = 4711;
    sim_pool_give(pool, object);

    CU_ASSERT_PTR_EQUAL(sim_pool_take(pool), object);
    CU_ASSERT_EQUAL(*object, 4711);
}

static void a_pool_counts_what_is_out(void)
{
    g_autoptr(SimPool) pool = sim_pool_new(1);
    void *first = sim_pool_take(pool);

    sim_pool_take(pool);
    CU_ASSERT_EQUAL(sim_pool_out(pool), 2);
    sim_pool_give(pool, first);
    CU_ASSERT_EQUAL(sim_pool_out(pool), 1);
}

static void give_twice(void)
{
    SimPool *pool = sim_pool_new(1);
    void *object = sim_pool_take(pool);

    sim_pool_give(pool, object);
    sim_pool_give(pool, object);
}

static void giving_back_more_than_was_taken_aborts(void)
{
    CU_ASSERT_TRUE(aborts(give_twice));
}

/* Every object that is out carries a number of its own from end to end; none is ever disturbed. */
static void a_random_walk_never_shares_an_object(void)
{
    enum { OBJECTS = 3000, WORDS = 7, STEPS = 200000 };
    g_autoptr(SimPool) pool = sim_pool_new(WORDS * sizeof(uint64_t));
    g_autofree uint64_t **out = g_new0(uint64_t *, OBJECTS);
    SimStream stream = test_stream(3);
    uint64_t count = 0;

    for (uint64_t step = 1; step <= STEPS; step++) {
        uint64_t i = sim_stream_below(&stream, OBJECTS);

        if (out[i] == NULL) {
            out[i] = sim_pool_take(pool);
            for (int word = 0; word < WORDS; word++)
                out[i][word] = i * step;
            count++;
        } else {
            for (int word = 1; word < WORDS; word++)
                CU_ASSERT_EQUAL(out[i][word], out[i][0]);
            CU_ASSERT_EQUAL(out[i][0] % (i == 0 ? 1 : i), 0);
            sim_pool_give(pool, out[i]);
            out[i] = NULL;
            count--;
        }
        CU_ASSERT_EQUAL(sim_pool_out(pool), count);
    }
}

CU_TestInfo pool_tests[] = {
    TEST(objects_are_zero_the_first_time_and_aligned),
    TEST(an_object_comes_back_as_it_was_left),
    TEST(a_pool_counts_what_is_out),
    TEST(giving_back_more_than_was_taken_aborts),
    TEST(a_random_walk_never_shares_an_object),
    CU_TEST_INFO_NULL,
};
