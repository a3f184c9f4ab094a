# throughput.gp - what got through and what failed over time (means over replications), and what
# happened when (replication 1): a row of marks for each variant, faults as lines through it all.

heading = "Throughput and failures over time"
legend_lines = variants
has_faults = marks_of_kind[1] + marks_of_kind[2] > 0
mark_rows = (marks_of_kind[3] + marks_of_kind[4] + marks_of_kind[5] + marks_of_kind[6] + marks_of_kind[7] + marks_of_kind[8] + marks_of_kind[9] + marks_of_kind[10] > 0) * variants
marks_height = marks_rows > 0 ? 25 * (mark_rows + has_faults) + 22 : 0
if (marks_rows > 0) { caption = caption . "; marks: replication 1" }
height = 460 + legend_line * variants + marks_height
eval begin

if (throughput_rows == 0) {
    nothing = "No time series were kept: there is nothing to show over time."
    eval say_nothing
} else {
    set multiplot
    eval draw_legend
    eval largest_of("throughput.tsv", 4, 6, variants)
    ok_max = largest
    eval largest_of("throughput.tsv", 7, 6, variants)
    failed_max = largest
    wider = width_of(step_of(ok_max, 4)) > width_of(step_of(failed_max, 4)) ? step_of(ok_max, 4) : step_of(failed_max, 4)
    left = margin_of(width_of(wider))
    do for [i = 1:mark_rows] {
        name_width = 24 + 7.2 * strlen(fitted(name[i], 15))
        left = name_width > left ? name_width : left
    }
    set lmargin at screen at_x(left)
    set rmargin at screen at_x(690)
    set xrange [0:duration_s * time_factor]
    half = (bottom - top - marks_height - 30) / 2.0
    upper = top + marks_height
    lower = bottom - half

    # What got through, below the marks.
    line_at(time, kind) = sprintf("set arrow from first %.10g, screen %.6f to first %.10g, screen %.6f nohead dashtype %d linewidth 1 linecolor rgb grey back", time * time_factor, at_y(top + 4), time * time_factor, at_y(bottom), kind)
    do for [m = 1:is_text ? 0 : marks_of_kind[1]] { eval line_at(fault_s[m], 2) }
    do for [m = 1:is_text ? 0 : marks_of_kind[2]] { eval line_at(fault_end_s[m], 3) }
    set yrange [0:end_of(ok_max)]
    set ytics step_of(ok_max, 4)
    set format x ""
    set tmargin at screen at_y(upper)
    set bmargin at screen at_y(upper + half)
    eval y_title(1, "ok (per second)", upper, upper + half)
    if (ok_max == 0) { set label 2 "no request ended ok" at graph 0.5, graph 0.5 center textcolor rgb grey }
    plot for [i = 1:is_text ? 0 : variants] "throughput.tsv" using (column(1) * time_factor):(column(6 * i - 3)):(column(6 * i - 2)) with filledcurves fillcolor rgb colour(i) fillstyle transparent solid 0.22 noborder notitle, \
         for [i = 1:variants] "throughput.tsv" using (column(1) * time_factor):(column(6 * i - 4)) with @over_time linewidth 2 linecolor rgb colour(i) dashtype dashes(i) notitle
    eval tell_axes
    unset label; unset ylabel

    # What failed.
    set yrange [0:end_of(failed_max)]
    set ytics step_of(failed_max, 4)
    set format x "%g"
    set xlabel "simulated time (" . time_unit . ")" offset 0, 0.4 textcolor rgb ink
    set tmargin at screen at_y(lower)
    set bmargin at screen at_y(bottom)
    eval y_title(1, "not ok (per second)", lower, bottom)
    if (failed_max == 0) { set label 2 "no request failed" at graph 0.5, graph 0.5 center textcolor rgb grey }
    plot for [i = 1:is_text ? 0 : variants] "throughput.tsv" using (column(1) * time_factor):(column(6 * i)):(column(6 * i + 1)) with filledcurves fillcolor rgb colour(i) fillstyle transparent solid 0.22 noborder notitle, \
         for [i = 1:variants] "throughput.tsv" using (column(1) * time_factor):(column(6 * i - 1)) with @over_time linewidth 2 linecolor rgb colour(i) dashtype dashes(i) notitle
    eval tell_axes
    unset label; unset arrow

    # What happened when, last: its settings would spoil the others. 'kind' is a ResultMarkKind.
    if (marks_rows > 0) {
        set tmargin at screen at_y(top)
        set bmargin at screen at_y(upper - 22)
        unset grid; unset xlabel; unset ylabel
        set border 0
        unset xtics
        set yrange [mark_rows + 0.5:0.5 - has_faults]
        small = font_of(0.9)
        set ytics scale 0 () font small
        if (has_faults) { set ytics add ("faults" 0) }
        do for [i = 1:mark_rows] { set ytics add (fitted(name[i], 15) i) }
        set key at screen at_x(696), screen at_y(56) right top Left reverse horizontal maxcols auto maxrows auto samplen 0.5
        shape(k) = int(word("9 6 2 5 13 12 4 10", k - 1))
        meaning(k) = word("start recycling crash stop disabled orphaned CPU-limit AppDomain", k - 1)
        tint(k) = k == 2 ? colour(3) : k == 3 ? colour(5) : k == 4 ? ink : k == 5 ? grey : k == 9 ? colour(4) : colour(2)
        size(k) = k == 2 ? 0.6 : k == 5 ? 0.5 : 0.8
        # An end of a process is drawn a little higher than a start, which often comes right after.
        lift(k) = k == 3 || k == 4 ? -0.17 : 0.17
        at_kind(k) = column(3) == k ? column(2) * time_factor : NaN
        plot for [k = 2:9] "marks.tsv" using (marks_of_kind[k + 1] > 0 ? at_kind(k) : -1):(column(1) + lift(k)) with points pointtype shape(k) pointsize size(k) linewidth 1.6 linecolor rgb tint(k) title (marks_of_kind[k + 1] > 0 ? meaning(k) : ""), \
             "marks.tsv" using (column(2) * time_factor):1:4 with labels left offset (is_text ? 3 : 0.9), 0 font font_of(0.8) textcolor rgb ink notitle
    }
    unset multiplot
}
