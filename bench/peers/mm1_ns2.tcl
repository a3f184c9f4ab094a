# mm1_ns2.tcl CUSTOMERS - the queue of bench/mm1.c on ns-2: its scheduler, its random variables, and
# Tcl for what happens, which is how one writes a model for it. Prints one JSON object.
set customers [lindex $argv 0]
set ns [new Simulator]
set interarrival [new RandomVariable/Exponential]
$interarrival set avg_ [expr {1 / 0.9}]
set service [new RandomVariable/Exponential]
$service set avg_ 1.0
set to_come $customers
set arrived {}
set first 0
set sum 0.0

proc begin_service {} {
    global ns service
    $ns at [expr {[$ns now] + [$service value]}] depart
}

proc arrive {} {
    global ns interarrival to_come arrived first
    if {[incr to_come -1] > 0} {
        $ns at [expr {[$ns now] + [$interarrival value]}] arrive
    }
    lappend arrived [$ns now]
    if {[llength $arrived] - $first == 1} { begin_service }
}

proc depart {} {
    global ns arrived first sum to_come customers begun
    set sum [expr {$sum + [$ns now] - [lindex $arrived $first]}]
    incr first
    if {$first < [llength $arrived]} { begin_service }
    if {$first == $customers} {
        puts [format {{"n": %d, "seconds": %.6f, "mean_s": %.17g, "rss_kib": 0}} $customers \
            [expr {([clock microseconds] - $begun) / 1e6}] [expr {$sum / $customers}]]
        exit 0
    }
}

set begun [clock microseconds]
$ns at [$interarrival value] arrive
$ns run
