/* walk_processor.h - two tests of test_processor.c that need a model of their own. */
#pragma once

void a_random_walk_on_one_core_agrees_with_a_fluid(void);
void a_random_walk_on_several_cores_agrees_with_a_fluid(void);
