/* mm1_ns3.cc CUSTOMERS - the queue of bench/mm1.c on ns-3's simulator: two scheduled functions a
 * customer, its own random variables, its default calendar. */
#include "bench/peers/peer.h"
#include "ns3/core-module.h"
#include <deque>

namespace {

struct Queue {
    ns3::Ptr<ns3::ExponentialRandomVariable> interarrival, service;
    std::deque<ns3::Time> arrived;
    std::uint64_t to_come = 0;
    double sum_s = 0;

    void begin_service()
    {
        ns3::Simulator::Schedule(ns3::Seconds(service->GetValue()), &Queue::depart, this);
    }

    void arrive()
    {
        if (--to_come > 0)
            ns3::Simulator::Schedule(ns3::Seconds(interarrival->GetValue()), &Queue::arrive, this);
        arrived.push_back(ns3::Simulator::Now());
        if (arrived.size() == 1)
            begin_service();
    }

    void depart()
    {
        sum_s += (ns3::Simulator::Now() - arrived.front()).GetSeconds();
        arrived.pop_front();
        if (!arrived.empty())
            begin_service();
    }
};

ns3::Ptr<ns3::ExponentialRandomVariable> exponential(double mean)
{
    auto variable = ns3::CreateObject<ns3::ExponentialRandomVariable>();

    variable->SetAttribute("Mean", ns3::DoubleValue(mean));
    return variable;
}

} // namespace

int main(int argc, char **argv)
{
    std::uint64_t customers = peer_count(argc, argv);
    Queue queue;

    queue.interarrival = exponential(interarrival_s);
    queue.service = exponential(service_s);
    queue.to_come = customers;
    PeerClock clock;
    ns3::Simulator::Schedule(ns3::Seconds(queue.interarrival->GetValue()), &Queue::arrive, &queue);
    ns3::Simulator::Run();
    peer_report(customers, clock.seconds(), queue.sum_s / static_cast<double>(customers));
    ns3::Simulator::Destroy();
    return 0;
}
