/* mm1_simgrid.cc CUSTOMERS - the queue of bench/mm1.c on SimGrid: an actor that lets customers
 * arrive, an actor that serves, a semaphore between them. */
#include "bench/peers/peer.h"
#include <deque>
#include <simgrid/s4u.hpp>
#include <xbt/random.hpp>

namespace sg4 = simgrid::s4u;

int main(int argc, char **argv)
{
    std::uint64_t customers = peer_count(argc, argv);
    std::deque<double> arrived;
    double sum_s = 0;
    int own_argc = 2;
    char quiet[] = "--log=root.thres:error";
    char *own_argv[] = {argv[0], quiet, nullptr};
    sg4::Engine engine(&own_argc, own_argv);
    auto *zone = sg4::create_full_zone("zone");
    auto *host = zone->create_host("host", 1e9);
    auto waiting = sg4::Semaphore::create(0);

    zone->seal();
    sg4::Actor::create("source", host, [&] {
        for (std::uint64_t i = 0; i < customers; i++) {
            sg4::this_actor::sleep_for(simgrid::xbt::random::exponential(1 / interarrival_s));
            arrived.push_back(sg4::Engine::get_clock());
            waiting->release();
        }
    });
    sg4::Actor::create("server", host, [&] {
        for (std::uint64_t i = 0; i < customers; i++) {
            waiting->acquire();
            sg4::this_actor::sleep_for(simgrid::xbt::random::exponential(1 / service_s));
            sum_s += sg4::Engine::get_clock() - arrived.front();
            arrived.pop_front();
        }
    });
    PeerClock clock;
    engine.run();
    peer_report(customers, clock.seconds(), sum_s / static_cast<double>(customers));
    return 0;
}
