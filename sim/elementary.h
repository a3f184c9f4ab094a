/* elementary.h - log, exp, pow, sin and cos from + - * / and static tables.
 *
 * glibc picks other code for other processors, and with it other last bits; these give the same
 * bits on any IEEE 754 machine (built with -ffp-contract=off). Error at most 1 ulp over the range
 * that the simulator uses, tested against a high-precision reference.
 */
#pragma once

double sim_log(double x);           /* x >= 0; -infinity at 0, NaN below */
double sim_log1p(double x);         /* x > -1 */
double sim_exp(double x);           /* 0 and infinity beyond the range */
double sim_pow(double x, double y); /* x >= 0 */
double sim_sin(double x);           /* |x| <= 1e9; NaN beyond */
double sim_cos(double x);
double sim_sqrt(double x);      /* correctly rounded by IEEE 754 */
double sim_log_gamma(double x); /* x > 0, relative error below 1e-12: for means of weibull */
