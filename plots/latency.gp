# latency.gp - how many ok requests took longer than this? The tail is what users remember, and a
# logarithmic share shows it: one grid line down is ten times fewer requests.

heading = "Latency of requests that ended ok"
legend_lines = variants
height = 470 + legend_line * variants
eval begin

if (latency_rows == 0) {
    nothing = "No request ended ok: there is no latency to show."
    eval say_nothing
} else {
    lowest_ms = 0.8e3 * (latency_min > 0 ? latency_min : latency_max > 0 ? latency_max / 100 : 1e-6)
    highest_ms = 1.25e3 * (latency_max > 0 ? latency_max : 1e-5)
    stats "latency.tsv" using 1 nooutput
    lowest_share = STATS_min
    set logscale xy
    x_is_log = 1; y_is_log = 1
    set xrange [lowest_ms:highest_ms]
    set yrange [70 * lowest_share:100]
    set xlabel "latency (ms)" offset 0, 0.4 textcolor rgb ink
    eval y_title(1, "ok requests that took longer (%)", top, bottom)
    eval log_tics("x", log10(highest_ms / lowest_ms) < 3.3)
    eval log_tics("y", 0)
    set lmargin at screen at_x(98)
    set rmargin at screen at_x(660)
    do for [p in "50 95 99"] {
        if (!is_text) { set arrow from graph 0, first 100 - p to graph 1, first 100 - p nohead dashtype 3 linewidth 1 linecolor rgb grey back }
        set label "p" . p at graph 1, first 100 - p left offset 0.6, 0 textcolor rgb ink
    }
    set errorbars 0.6
    legend(i) = (is_text ? " " : "") . fitted(name[i], 24) . (strlen(quantiles[i]) ? ": " . quantiles[i] : "")
    plot for [i = 1:variants] "latency.tsv" using (column(i + 1) * 1e3):(column(1) * 100) with lines linewidth 2 linecolor rgb colour(i) dashtype dashes(i) title legend(i), \
         for [i = 1:variants] "+" using (p50[i] * 1e3):(50):(p50_low[i] * 1e3):(p50_high[i] * 1e3) every ::0::0 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.2 linecolor rgb colour(i) notitle, \
         for [i = 1:variants] "+" using (p95[i] * 1e3):(5):(p95_low[i] * 1e3):(p95_high[i] * 1e3) every ::0::0 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.2 linecolor rgb colour(i) notitle, \
         for [i = 1:variants] "+" using (p99[i] * 1e3):(1):(p99_low[i] * 1e3):(p99_high[i] * 1e3) every ::0::0 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.2 linecolor rgb colour(i) notitle
    eval tell_axes
}
