/* test_processor.c - processor sharing, by hand; walk_processor.c has it beside a fluid. */
#include "sim/processor.h"
#include "tests/sim/support.h"
#include "tests/sim/walk_processor.h"
#include "tests/suites.h"

/* A job notes when it was done. */
typedef struct {
    struct Machine *machine;
    SimProcessorJob job;
    int64_t done_ns;
    int64_t again_user_ns; /* when above 0, submits itself once more */
} Task;

#define TASKS 8

typedef struct Machine {
    SimEngine engine;
    SimProcessor *processor;
    Task tasks[TASKS];
    int order[TASKS]; /* in which they were done */
    int done;
} Machine;

static void task_done(void *self)
{
    Task *task = self;
    Machine *machine = task->machine;
    int64_t again_user_ns = task->again_user_ns;

    task->done_ns = machine->engine.now_ns;
    machine->order[machine->done++] = (int)(task - machine->tasks);
    sim_processor_check(machine->processor);
    if (again_user_ns > 0) {
        task->again_user_ns = 0;
        machine->done--;
        sim_processor_submit(machine->processor, &task->job, 0, again_user_ns);
    }
}

static void machine_init(Machine *machine, uint32_t cores)
{
    *machine = (Machine){0};
    sim_engine_init(&machine->engine, 1000, 4);
    machine->processor = sim_processor_new(&machine->engine, cores);
    for (int i = 0; i < TASKS; i++)
        machine->tasks[i] = (Task){.machine = machine,
                                   .job = {.done = task_done, .self = &machine->tasks[i]},
                                   .done_ns = -1};
}

static void machine_clear(Machine *machine)
{
    sim_processor_free(machine->processor);
    sim_engine_clear(&machine->engine);
}

static void submit(Machine *machine, int i, int64_t kernel_ns, int64_t user_ns)
{
    sim_processor_submit(machine->processor, &machine->tasks[i].job, kernel_ns, user_ns);
    sim_processor_check(machine->processor);
}

static void nothing(void *self)
{
    (void)self;
}

/* The clock goes there even if nothing happens there. */
static void run_until(Machine *machine, int64_t time_ns)
{
    sim_engine_at(&machine->engine, time_ns, nothing, NULL);
    sim_engine_run(&machine->engine, time_ns);
    sim_processor_check(machine->processor);
}

static void run_out(Machine *machine)
{
    sim_engine_run(&machine->engine, SIM_NEVER);
    sim_processor_check(machine->processor);
}

static void a_job_alone_takes_what_it_asks_for(void)
{
    Machine machine;

    machine_init(&machine, 1);
    submit(&machine, 0, 30, 70);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1100);
    submit(&machine, 1, 0, 5);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1105);
    submit(&machine, 2, 5, 0);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1110);
    machine_clear(&machine);
}

static void jobs_up_to_the_cores_do_not_disturb_each_other(void)
{
    Machine machine;

    machine_init(&machine, 3);
    submit(&machine, 0, 10, 100);
    run_until(&machine, 1003);
    submit(&machine, 1, 1, 20);
    run_until(&machine, 1009);
    submit(&machine, 2, 40, 0);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1110);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1024);
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1049);
    machine_clear(&machine);
}

static void jobs_share_the_cores_equally(void)
{
    Machine machine;

    machine_init(&machine, 2);
    submit(&machine, 0, 0, 100);
    submit(&machine, 1, 0, 200);
    submit(&machine, 2, 0, 300); /* three on two cores: 2/3 each */
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1150);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1250); /* then one core each */
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1350);
    machine_clear(&machine);
}

static void a_late_arrival_slows_the_others_down(void)
{
    Machine machine;

    machine_init(&machine, 1);
    submit(&machine, 0, 0, 100);
    run_until(&machine, 1050);
    submit(&machine, 1, 0, 25);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1100); /* 25 at half speed */
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1125);
    machine_clear(&machine);
}

static void kernel_work_stops_user_work_on_one_core(void)
{
    Machine machine;

    machine_init(&machine, 1);
    submit(&machine, 0, 0, 100);
    run_until(&machine, 1010);
    submit(&machine, 1, 40, 60);
    run_until(&machine, 1020);
    submit(&machine, 2, 10, 0); /* two in the kernel, half a core each */
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1040);
    /* the kernel part of the second ends at 1060; then 60 and 90 share the core */
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1180);
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1210);
    machine_clear(&machine);
}

static void kernel_work_takes_its_cores_and_users_share_the_rest(void)
{
    Machine machine;

    machine_init(&machine, 3);
    for (int i = 0; i < 4; i++)
        submit(&machine, i, 0, 90); /* 3/4 of a core each */
    run_until(&machine, 1040);      /* 30 done */
    submit(&machine, 4, 80, 0);     /* one core gone: 1/2 each */
    run_until(&machine, 1080);      /* 50 done */
    submit(&machine, 5, 40, 0);
    submit(&machine, 6, 40, 0); /* no core left for 40 ns */
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[4].done_ns, 1120);
    CU_ASSERT_EQUAL(machine.tasks[5].done_ns, 1120);
    CU_ASSERT_EQUAL(machine.tasks[6].done_ns, 1120);
    for (int i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(machine.tasks[i].done_ns, 1174); /* 40 x 4/3 = 53.3 more */
    machine_clear(&machine);
}

static void equal_times_end_in_the_order_of_submission(void)
{
    Machine machine;

    machine_init(&machine, 2);
    submit(&machine, 3, 10, 20);
    submit(&machine, 1, 0, 20);
    submit(&machine, 2, 5, 25);
    submit(&machine, 0, 0, 20);
    run_until(&machine, 1001);
    submit(&machine, 4, 10, 20);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, machine.tasks[0].done_ns);
    CU_ASSERT_EQUAL(machine.done, 5);
    for (int i = 1; i < 5; i++) {
        static const int SUBMITTED[TASKS] = {3, 1, 2, 0, 4};
        const Task *before = &machine.tasks[machine.order[i - 1]];
        const Task *after = &machine.tasks[machine.order[i]];

        CU_ASSERT(before->done_ns < after->done_ns ||
                  SUBMITTED[before - machine.tasks] < SUBMITTED[after - machine.tasks]);
    }
    machine_clear(&machine);
}

/* Three on a core, stopped and gone on: their clock stands at a third in between. */
static void an_end_on_a_whole_nanosecond_stays_there(void)
{
    Machine machine;

    machine_init(&machine, 1);
    for (int i = 0; i < 3; i++)
        submit(&machine, i, 0, 100);
    for (int64_t time_ns = 1001; time_ns < 1300; time_ns++) {
        run_until(&machine, time_ns);
        submit(&machine, 3, 0, 1000);
        sim_processor_cancel(machine.processor, &machine.tasks[3].job);
    }
    run_out(&machine);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(machine.tasks[i].done_ns, 1300);
        CU_ASSERT_EQUAL(machine.order[i], i);
    }
    machine_clear(&machine);
}

static void a_cancelled_job_is_not_done_and_leaves_its_share(void)
{
    Machine machine;

    machine_init(&machine, 1);
    for (int i = 0; i < 3; i++)
        submit(&machine, i, i == 1 ? 50 : 0, 100);
    run_until(&machine, 1020);
    sim_processor_cancel(machine.processor, &machine.tasks[1].job); /* in its kernel part */
    sim_processor_check(machine.processor);
    run_until(&machine, 1060);
    sim_processor_cancel(machine.processor, &machine.tasks[0].job); /* in its user part */
    sim_processor_cancel(machine.processor, &machine.tasks[0].job);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.done, 1);
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1140); /* 20 by 1060, 80 alone */
    machine_clear(&machine);
}

static void the_last_one_cancelled_leaves_no_event(void)
{
    Machine machine;

    machine_init(&machine, 1);
    submit(&machine, 0, 0, 100);
    sim_processor_cancel(machine.processor, &machine.tasks[0].job);
    CU_ASSERT_EQUAL(sim_calendar_length(machine.engine.calendar), 0);
    sim_processor_check(machine.processor);
    machine_clear(&machine);
}

static void cancel_second(void *self)
{
    Machine *machine = self;

    sim_processor_cancel(machine->processor, &machine->tasks[1].job);
}

/* The one that ends first cancels one that has ended at the same time. */
static void cancel_from_done(void *self)
{
    task_done(self);
    cancel_second(((Task *)self)->machine);
}

static void a_job_cancelled_at_its_very_end_is_not_done(void)
{
    Machine machine;

    machine_init(&machine, 4);
    machine.tasks[0].job.done = cancel_from_done;
    for (int i = 0; i < 3; i++)
        submit(&machine, i, 0, 100);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.done, 2);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, -1);
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1100);

    machine.done = 0; /* by an event that comes first at that time */
    machine.tasks[2].done_ns = -1;
    sim_engine_after(&machine.engine, 50, cancel_second, &machine);
    submit(&machine, 1, 0, 50);
    submit(&machine, 2, 0, 50);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.done, 1);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, -1);
    CU_ASSERT_EQUAL(machine.tasks[2].done_ns, 1150);
    machine_clear(&machine);
}

static void a_job_that_is_done_may_submit_again(void)
{
    Machine machine;

    machine_init(&machine, 1);
    machine.tasks[0].again_user_ns = 30;
    submit(&machine, 0, 0, 10);
    submit(&machine, 1, 0, 30);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1060); /* 10 by 1020, 20 more at half speed */
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1070);
    machine_clear(&machine);
}

static void there_is_one_event_however_many_jobs_run(void)
{
    Machine machine;

    machine_init(&machine, 2);
    for (int i = 0; i < TASKS; i++) {
        submit(&machine, i, i, 10);
        CU_ASSERT_EQUAL(sim_calendar_length(machine.engine.calendar), 1);
    }
    machine_clear(&machine);
}

static void use_counts_cores_times_time(void)
{
    Machine machine;
    SimProcessorUse use;

    machine_init(&machine, 2);
    submit(&machine, 0, 30, 10);
    submit(&machine, 1, 0, 100);
    submit(&machine, 2, 0, 100);
    run_until(&machine, 1010);
    use = sim_processor_use(machine.processor);
    CU_ASSERT_EQUAL(use.kernel_core_ns, 10);
    CU_ASSERT_EQUAL(use.user_core_ns, 10);

    sim_processor_restart_statistics(machine.processor);
    run_out(&machine);
    use = sim_processor_use(machine.processor);
    CU_ASSERT_DOUBLE_EQUAL(use.kernel_core_ns, 20, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(use.user_core_ns, 200, 1e-6);
    CU_ASSERT_EQUAL(sim_processor_jobs(machine.processor)->max, 3);
    CU_ASSERT_EQUAL(sim_processor_jobs(machine.processor)->value, 0);
    machine_clear(&machine);
}

/* A hundred days of demand, and as many jobs as a machine can have. */
/* One core: a kernel part of 10 ns alone, then two users with half each. */
static void what_is_left_of_a_job_can_be_asked_at_any_time(void)
{
    Machine machine;

    machine_init(&machine, 1);
    submit(&machine, 0, 10, 20);
    submit(&machine, 1, 0, 100);
    run_until(&machine, 1004);
    CU_ASSERT_EQUAL(sim_processor_left_ns(machine.processor, &machine.tasks[0].job), 26);
    CU_ASSERT_EQUAL(sim_processor_left_ns(machine.processor, &machine.tasks[1].job), 100);
    run_until(&machine, 1021);
    CU_ASSERT_EQUAL(sim_processor_left_ns(machine.processor, &machine.tasks[0].job), 15);
    CU_ASSERT_EQUAL(sim_processor_left_ns(machine.processor, &machine.tasks[1].job), 95);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1050);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1130);
    CU_ASSERT_EQUAL(sim_processor_left_ns(machine.processor, &machine.tasks[0].job), 0);
    machine_clear(&machine);
}

static void long_demands_do_not_overflow(void)
{
    enum { MANY = 5000 };
    const int64_t DAYS_100_NS = 100 * 24 * SIM_HOUR;
    g_autofree Task *tasks = g_new0(Task, MANY);
    Machine machine;

    machine_init(&machine, 1);
    for (int i = 0; i < MANY; i++) {
        tasks[i].job = (SimProcessorJob){.done = nothing};
        sim_processor_submit(machine.processor, &tasks[i].job, 0, DAYS_100_NS);
    }
    sim_engine_run(&machine.engine, SIM_NEVER);
    /* 5,000 x 100 days is 1,369 years, which no clock here can hold */
    CU_ASSERT_EQUAL(machine.engine.now_ns, 1000);
    for (int i = 0; i < MANY - 2; i++)
        sim_processor_cancel(machine.processor, &tasks[i].job);
    sim_processor_check(machine.processor);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.engine.now_ns, 1000 + 2 * DAYS_100_NS);
    machine_clear(&machine);
}

static void days_are_divided_exactly(void)
{
    const int64_t DAY_NS = 24 * SIM_HOUR;
    Machine machine;

    machine_init(&machine, 2);
    for (int i = 0; i < 3; i++)
        submit(&machine, i, 0, 3 * DAY_NS);
    run_until(&machine, 1000 + DAY_NS * 3 / 2); /* one day of each is done */
    sim_processor_cancel(machine.processor, &machine.tasks[2].job);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.tasks[0].done_ns, 1000 + DAY_NS * 7 / 2);
    CU_ASSERT_EQUAL(machine.tasks[1].done_ns, 1000 + DAY_NS * 7 / 2);
    machine_clear(&machine);
}

/* With one kernel part at a time, whatever the users do. */
static void the_passage_to_the_user_part_costs_no_event(void)
{
    for (uint32_t cores = 1; cores < 4; cores++) {
        Machine machine;

        machine_init(&machine, cores);
        for (int i = 0; i < TASKS; i++) {
            submit(&machine, i, 10, 40 + i);
            run_until(&machine, 1000 + 20 * (i + 1));
        }
        run_out(&machine);
        CU_ASSERT_EQUAL(machine.done, TASKS);
        CU_ASSERT_EQUAL(machine.engine.events_fired, TASKS + TASKS); /* those of run_until */
        machine_clear(&machine);
    }
}

static void note_the_time(void *self)
{
    Machine *machine = self;

    machine->order[machine->done++] = -1;
}

/* Had the arrival moved the event, even to the same time, it would come after the other one. */
static void an_arrival_that_changes_no_end_leaves_the_event_alone(void)
{
    Machine machine;

    machine_init(&machine, 2);
    submit(&machine, 0, 0, 100);
    sim_engine_at(&machine.engine, 1100, note_the_time, &machine);
    submit(&machine, 1, 0, 200);
    run_out(&machine);
    CU_ASSERT_EQUAL(machine.order[0], 0);
    CU_ASSERT_EQUAL(machine.order[1], -1);
    machine_clear(&machine);
}

/* Seen by the sequence numbers: one each for run_until(), the plan and the look at the end. */
static void an_event_plans_the_next_one_once(void)
{
    Machine machine;
    uint64_t before;

    machine_init(&machine, 2);
    for (int i = 0; i < 4; i++) {
        machine.tasks[i].again_user_ns = 50 - 10 * i;
        submit(&machine, i, 0, 100);
    }
    before = sim_calendar_take_sequence(machine.engine.calendar);
    run_until(&machine, 1200);
    CU_ASSERT_EQUAL(sim_calendar_take_sequence(machine.engine.calendar) - before, 3);
    machine_clear(&machine);
}

static void submit_nothing(void)
{
    Machine machine;

    machine_init(&machine, 1);
    sim_processor_submit(machine.processor, &machine.tasks[0].job, 0, 0);
}

static void submit_twice(void)
{
    Machine machine;

    machine_init(&machine, 1);
    for (int i = 0; i < 2; i++)
        sim_processor_submit(machine.processor, &machine.tasks[0].job, 0, 1);
}

static void submitting_nothing_or_twice_aborts(void)
{
    CU_ASSERT_TRUE(aborts(submit_nothing));
    CU_ASSERT_TRUE(aborts(submit_twice));
}

CU_TestInfo processor_tests[] = {
    TEST(a_job_alone_takes_what_it_asks_for),
    TEST(jobs_up_to_the_cores_do_not_disturb_each_other),
    TEST(jobs_share_the_cores_equally),
    TEST(a_late_arrival_slows_the_others_down),
    TEST(kernel_work_stops_user_work_on_one_core),
    TEST(kernel_work_takes_its_cores_and_users_share_the_rest),
    TEST(equal_times_end_in_the_order_of_submission),
    TEST(an_end_on_a_whole_nanosecond_stays_there),
    TEST(a_cancelled_job_is_not_done_and_leaves_its_share),
    TEST(the_last_one_cancelled_leaves_no_event),
    TEST(a_job_cancelled_at_its_very_end_is_not_done),
    TEST(a_job_that_is_done_may_submit_again),
    TEST(there_is_one_event_however_many_jobs_run),
    TEST(use_counts_cores_times_time),
    TEST(what_is_left_of_a_job_can_be_asked_at_any_time),
    TEST(long_demands_do_not_overflow),
    TEST(days_are_divided_exactly),
    TEST(the_passage_to_the_user_part_costs_no_event),
    TEST(an_arrival_that_changes_no_end_leaves_the_event_alone),
    TEST(an_event_plans_the_next_one_once),
    TEST(submitting_nothing_or_twice_aborts),
    TEST(a_random_walk_on_one_core_agrees_with_a_fluid),
    TEST(a_random_walk_on_several_cores_agrees_with_a_fluid),
    CU_TEST_INFO_NULL,
};
