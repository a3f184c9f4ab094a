/* spark.h - small pictures made of characters: a line of heights, a bar.
 *
 * In blocks of Unicode, or in ASCII for a terminal that has none. The caller frees what is returned.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Count values of 0 to largest as so many heights: the lowest is 0 and nothing else, '?' is no value. */
char *spark_line(const double *values, uint32_t count, double largest, bool has_blocks);

/* Waiting, pale, then service; largest fills the width: '░░░██', '...##'. What is not 0 is seen. */
char *spark_bar(double wait, double service, double largest, uint32_t width, bool has_blocks);
