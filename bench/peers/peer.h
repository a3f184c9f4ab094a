/* peer.h - what the benchmarks of other engines have in common with bench/mm1.c. C++. */
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

constexpr double interarrival_s = 1 / 0.9;
constexpr double service_s = 1;

inline std::uint64_t peer_count(int argc, char **argv)
{
    std::uint64_t count = argc == 2 ? std::strtoull(argv[1], nullptr, 10) : 0;

    if (count == 0) {
        std::fprintf(stderr, "usage: %s CUSTOMERS\n", argv[0]);
        std::exit(2);
    }
    return count;
}

class PeerClock {
  public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    }

  private:
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

inline void peer_report(std::uint64_t n, double seconds, double mean_s)
{
    rusage usage{};

    getrusage(RUSAGE_SELF, &usage);
    std::printf("{\"n\": %llu, \"seconds\": %.6f, \"mean_s\": %.17g, \"rss_kib\": %ld}\n",
                static_cast<unsigned long long>(n), seconds, mean_s, usage.ru_maxrss);
}
