# queues.gp - how long the queues were over time, one panel for each: the queue that fills first is
# where the trouble starts. The means of all replications.

heading = "Requests waiting in queues over time" . (queues_in_all > queues ? sprintf(" (the %d longest of %d)", queues, queues_in_all) : "")
legend_lines = variants
columns = queues > 1 ? 2 : 1
panel_rows = (queues + columns - 1) / columns
panel = queues > 2 ? 124 : 220
height = 74 + legend_line * legend_lines + (queues > 0 ? panel_rows * (panel + 30) : 200) + 62
eval begin

if (queues == 0 || queues_rows == 0) {
    nothing = "Hardly any request waited in any queue."
    eval say_nothing
} else {
    set multiplot
    eval draw_legend
    characters = 0
    array queue_max[queues]
    array queue_of[queues] # the variants that have it
    do for [q = 1:queues] {
        eval largest_of("queues.tsv", 2 + (q - 1) * variants, 1, variants)
        queue_max[q] = largest
        queue_of[q] = present
        w = width_of(step_of(largest, 4))
        characters = w > characters ? w : characters
    }
    left = margin_of(characters)
    across = columns == 1 ? 690 - left : (690 - left - (10 + 8 * (characters > 4 ? characters : 4))) / 2
    set xrange [0:duration_s * time_factor]
    small = font_of(0.85)
    set xtics font small
    set ytics font small
    if (!is_text) { eval y_title(2, "requests waiting", top, bottom) }
    do for [q = 1:queues] {
        place_row = (q - 1) / columns
        place_column = (q - 1) % columns
        y = top + 18 + place_row * (panel + 30)
        x = place_column == 0 ? left : 690 - across
        set lmargin at screen at_x(x)
        set rmargin at screen at_x(x + across)
        set tmargin at screen at_y(y)
        set bmargin at screen at_y(y + panel - 18)
        set yrange [0:end_of(queue_max[q])]
        set ytics step_of(queue_max[q], panel > 150 ? 5 : 4)
        set label 1 fitted(queue[q], 34) at graph 0, graph 1 left offset 0.5, (is_text ? 1 : 0.5) textcolor rgb ink font font_of(0.95)
        at_end = place_row == panel_rows - 1 || q + columns > queues
        if (at_end) {
            set format x "%g"
            set xlabel "simulated time (" . time_unit . ")" offset 0, 0.6 textcolor rgb ink
        } else {
            set format x ""
            unset xlabel
        }
        waiting(i) = column(1 + (q - 1) * variants + i)
        plot for [v in queue_of[q]] "queues.tsv" using (column(1) * time_factor):(waiting(v + 0)) with @over_time linewidth 1.6 linecolor rgb colour(v + 0) dashtype dashes(v + 0) notitle
        unset label
    }
    unset multiplot
}
