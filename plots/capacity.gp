# capacity.gp - what every slo came to at the loads that were looked at, with 95% intervals; its bound;
# and for each variant the capacity, with its interval: a band. Far above the bound a line is cut off.

file = "capacity.tsv"
heading = "What is kept at which load"
legend_lines = variants
panel = is_text ? 190 : slos > 2 ? 150 : 210
gap = is_text ? 44 : 30
height = 70 + legend_line * legend_lines + slos * panel + (slos - 1) * gap + 90
eval begin

set multiplot
eval draw_legend
highest = 0
do for [v = 1:variants] { if (capacity_load[v] > highest) { highest = capacity_load[v] } }
reach = highest > 0 && 1.45 * highest < load_max ? 1.45 * highest : load_max
set xrange [0:1.03 * reach]
left = 98
set lmargin at screen at_x(left)
set rmargin at screen at_x(690)
set errorbars 0.5

# An interval that would leave the drawing ends at its edge.
cut(y) = y != y ? y : y > roof ? roof : y < 0 ? 0 : y
intervals = is_text ? "" : ", for [v = 1:variants] file index v - 1 using 1:(column(k) <= roof ? column(k) : NaN):(cut(column(k + 1))):(cut(column(k + 2))) with yerrorbars linewidth 1 linecolor rgb colour(v) pointtype 7 pointsize 0.4 notitle"
do for [s = 1:slos] {
    y0 = top + (s - 1) * (panel + gap)
    set tmargin at screen at_y(y0)
    set bmargin at screen at_y(y0 + panel)
    bound = slo_bound[s]
    largest = slo_largest[s] == slo_largest[s] ? slo_largest[s] : bound
    roof = slo_at_most[s] && bound > 0 && largest > 2.5 * bound ? 2.5 * bound : largest > bound ? 1.08 * largest : 1.25 * bound
    set yrange [0:roof > 0 ? roof : 1]
    set ytics step_of(roof > 0 ? roof : 1, 5)
    if (is_text) { set label 1 slo_axis[s] at screen at_x(left), screen at_y(y0 - 20) left } else { eval y_title(1, fitted(slo_axis[s], 30), y0, y0 + panel) }
    set label 2 fitted(slo_text[s], 60) at graph 0.01, first bound left offset 0, (slo_at_most[s] ? 0.6 : -0.6) textcolor rgb ink font font_of(0.9)
    set arrow 1 from graph 0, first bound to graph 1, first bound nohead linewidth 1.2 linecolor rgb ink front
    do for [v = 1:variants] {
        if (capacity_load[v] == capacity_load[v]) {
            set arrow (1 + v) from first capacity_load[v], graph 0 to first capacity_load[v], graph 1 nohead linewidth 1.2 linecolor rgb colour(v) dashtype dashes(v) back
        }
        if (!is_text && capacity_low[v] == capacity_low[v] && capacity_high[v] == capacity_high[v]) {
            set object v rectangle from first capacity_low[v], graph 0 to first capacity_high[v], graph 1 fillstyle solid 0.18 noborder fillcolor rgb colour(v) behind
        }
    }
    if (s < slos) { set format x ""; unset xlabel } else {
        set format x "%g"
        set xlabel "load" offset 0, 0.4 textcolor rgb ink
    }
    k = 3 * s - 1
    plot for [v = 1:variants] file index v - 1 using 1:(column(k)) with lines linewidth 2 linecolor rgb colour(v) dashtype dashes(v) notitle @intervals
    eval tell_axes
    unset label
    unset arrow
    unset object
}
unset multiplot
