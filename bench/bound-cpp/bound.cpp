// Runs the benchmark flow through the C++ bound, one round at a time, so that the C# side can interleave its own rounds in one run.
//
//   bound FILE SYMBOLS ORDERS_PER_LOOP MAX_PRICE CAPACITY TICK LOT MIN MAX MAKER_PPM TAKER_PPM MODE
//
// MODE: 0 counts only, 1 writes events, 2 writes events and finds orders as the product does.
// FILE holds 128-byte commands for one symbol, order ids as the exchange will give them in the first loop. Each round plays them once, for every symbol in turn
// (command 0 of all symbols, then command 1 ...), order ids moved on by what the earlier loops took. Ids from 2^60 up name orders that never existed.
// On standard input, a line each: "round" -> "NS COMMANDS TRADES VOLUME NOTIONAL REJECTED FEES HASH" (what was traded only in the first); "latency" -> "TIMER P50 P99 P999 MAX" in ns.

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "engine.hpp"

namespace {

using namespace bound;

int64_t now_ns() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000ll + t.tv_nsec;
}

class Flow {
public:
    Flow(const char* file, int symbols, int64_t orders_per_loop) : symbols_(symbols), orders_per_loop_(orders_per_loop) {
        std::FILE* f = std::fopen(file, "rb");
        if (!f) { std::perror(file); std::exit(2); }
        std::fseek(f, 0, SEEK_END);
        script_.resize(std::ftell(f) / sizeof(Command));
        std::rewind(f);
        if (std::fread(script_.data(), sizeof(Command), script_.size(), f) != script_.size()) std::exit(2);
        std::fclose(f);
        chunk_ = std::max<size_t>(1, script_.size() / symbols);
        buffer_.resize(chunk_ * symbols);
    }

    // Calls play(commands, count) for each chunk of one loop; laying the chunk out is not part of the time measured.
    template <class Play>
    void loop(Play play) {
        const int64_t shift = loops_++ * orders_per_loop_ * symbols_;
        for (size_t from = 0; from < script_.size(); from += chunk_) {
            const size_t upto = std::min(from + chunk_, script_.size());
            size_t n = 0;
            for (size_t i = from; i < upto; i++)
                for (int s = 0; s < symbols_; s++) {
                    Command c = script_[i];
                    c.sequence = ++sequence_;
                    c.instrument = s + 1;
                    if (c.order_id != 0 && c.order_id < (1ll << 60)) c.order_id = (c.order_id - 1) * symbols_ + s + 1 + shift;
                    buffer_[n++] = c;
                }
            play(buffer_.data(), n);
        }
    }

private:
    std::vector<Command> script_, buffer_;
    int symbols_;
    int64_t orders_per_loop_, loops_ = 0, sequence_ = 0;
    size_t chunk_;
};

template <class Engine>
int serve(Flow& flow, Engine& engine) {
    char line[64];
    std::puts("ready");
    std::fflush(stdout);
    while (std::fgets(line, sizeof line, stdin)) {
        if (std::strncmp(line, "round", 5) == 0) {
            int64_t ns = 0, commands = 0;
            engine.tally = Tally{};
            flow.loop([&](const Command* c, size_t n) {
                const int64_t start = now_ns();
                for (size_t i = 0; i < n; i++) engine.apply(c[i]);
                ns += now_ns() - start;
                commands += n;
            });
            const Tally& t = engine.tally;
            std::printf("%lld %lld %lld %lld %lld %lld %lld %016llx\n", (long long)ns, (long long)commands, (long long)t.trades, (long long)t.volume,
                        (long long)t.notional, (long long)t.rejected, (long long)t.fees, (unsigned long long)t.hash);
            engine.counting = false;
        } else if (std::strncmp(line, "latency", 7) == 0) {
            std::vector<int64_t> timer(100'000), all;
            for (auto& x : timer) { const int64_t start = now_ns(); x = now_ns() - start; }
            flow.loop([&](const Command* c, size_t n) {
                for (size_t i = 0; i < n; i++) {
                    const int64_t start = now_ns();
                    engine.apply(c[i]);
                    all.push_back(now_ns() - start);
                }
            });
            std::sort(timer.begin(), timer.end());
            std::sort(all.begin(), all.end());
            const auto at = [&](double q) { return (long long)all[std::min(all.size() - 1, size_t(q * all.size()))]; };
            std::printf("%lld %lld %lld %lld %lld\n", (long long)timer[timer.size() / 2], at(0.5), at(0.99), at(0.999), (long long)all.back());
        } else {
            break;
        }
        std::fflush(stdout);
    }
    return 0;
}

template <bool Events, class Ids>
int run(char** a) {
    const auto number = [&](int i) { return std::atoll(a[i]); };
    Flow flow(a[1], int(number(2)), number(3));
    const Rules rules{number(6), number(7), number(8), number(9), number(10), number(11)};
    auto engine = std::make_unique<Engine<Events, Ids>>(int(number(2)), number(4), int32_t(number(5)), rules);
    return serve(flow, *engine);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 13) {
        std::fputs("bound FILE SYMBOLS ORDERS_PER_LOOP MAX_PRICE CAPACITY TICK LOT MIN MAX MAKER_PPM TAKER_PPM MODE\n", stderr);
        return 2;
    }
    switch (argv[12][0]) {
        case '0': return run<false, IdMap>(argv);
        case '1': return run<true, IdMap>(argv);
        default: return run<true, IdRing>(argv);
    }
}
