// Reads recorded Binance depth frames with simdjson's on-demand parser: bytes to times, numbers and levels in integer units, as our decoder does it.
// What simdjson takes for granted is given to it for nothing: frames lie in memory with its padding behind them, and the instance is warm.
//
//   levels FILE     FILE: for each frame int32 length, int32 price scale, int32 quantity scale, the bytes (little endian)
//   "round" on standard input: all frames once, digits read by hand; answers "NANOSECONDS LEVELS SUM"
//   "manual": the same as simdjson's manual reads numbers in strings, get_double_in_string, then scaled and rounded
#include <simdjson.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

struct Frame {
    size_t offset;
    int32_t length, price_scale, quantity_scale;
};

struct Level {
    int64_t price, quantity;
    bool is_buy;
};

struct Head {
    uint64_t event_time = 0, first = 0, last = 0;
    std::string_view symbol;
};

// A decimal between quotes, in units of 10^-scale. False where it has digits that the scale cannot say, or more than 64 bits hold.
bool units(const char* text, int scale, int64_t& value) {
    uint64_t number = 0;
    int digits = 0, decimals = -1;
    for (;; ++text) {
        const unsigned digit = unsigned(*text) - '0';
        if (digit <= 9) {
            if (decimals >= 0 && decimals == scale) {
                if (digit != 0) return false;
                continue;
            }
            if (++digits > 18) return false;
            number = number * 10 + digit;
            if (decimals >= 0) ++decimals;
        } else if (*text == '.' && decimals < 0) {
            decimals = 0;
        } else {
            break;
        }
    }
    if (*text != '"' || digits == 0) return false;
    for (int i = decimals < 0 ? 0 : decimals; i < scale; ++i) number *= 10;
    value = int64_t(number);
    return true;
}

constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

template <bool Manual, class Array>
bool side(Array&& levels, const Frame& frame, bool is_buy, std::vector<Level>& into) {
    for (auto pair : levels) {
        Level level{0, 0, is_buy};
        int place = 0;
        for (auto value : pair.get_array()) {
            if (place > 1) return false;
            const int scale = place == 0 ? frame.price_scale : frame.quantity_scale;
            int64_t& number = place == 0 ? level.price : level.quantity;
            if constexpr (Manual) {
                double real;
                if (value.get_double_in_string().get(real)) return false;
                number = std::llround(real * powers[scale]);
            } else {
                simdjson::ondemand::raw_json_string text;
                if (value.get_raw_json_string().get(text) || !units(text.raw(), scale, number)) return false;
            }
            ++place;
        }
        if (place != 2) return false;
        into.push_back(level);
    }
    return true;
}

template <bool Manual>
bool read(simdjson::ondemand::parser& parser, const char* bytes, const Frame& frame, Head& head, std::vector<Level>& into) {
    simdjson::ondemand::document document;
    if (parser.iterate(bytes, size_t(frame.length), size_t(frame.length) + simdjson::SIMDJSON_PADDING).get(document)) return false;
    simdjson::ondemand::object data;
    if (document["data"].get_object().get(data)) return false;
    for (auto field : data) {
        simdjson::ondemand::raw_json_string name;
        if (field.key().get(name)) return false;
        const char* key = name.raw();
        if (key[1] != '"') continue;
        bool is_good = true;
        switch (key[0]) {
            case 'E': is_good = !field.value().get_uint64().get(head.event_time); break;
            case 'U': is_good = !field.value().get_uint64().get(head.first); break;
            case 'u': is_good = !field.value().get_uint64().get(head.last); break;
            case 's': head.symbol = field.value().raw_json_token(); break;
            case 'b': is_good = side<Manual>(field.value().get_array(), frame, true, into); break;
            case 'a': is_good = side<Manual>(field.value().get_array(), frame, false, into); break;
            default: break;
        }
        if (!is_good) return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("levels FILE\n", stderr);
        return 2;
    }
    std::FILE* file = std::fopen(argv[1], "rb");
    if (!file) return 2;
    std::vector<Frame> frames;
    std::vector<char> bytes;
    int32_t head[3];
    while (std::fread(head, sizeof head, 1, file) == 1) {
        const size_t offset = bytes.size();
        bytes.resize(offset + size_t(head[0]) + simdjson::SIMDJSON_PADDING);
        if (std::fread(bytes.data() + offset, size_t(head[0]), 1, file) != 1) return 2;
        frames.push_back({offset, head[0], head[1], head[2]});
    }
    std::fclose(file);

    simdjson::ondemand::parser parser;
    std::vector<Level> levels;
    levels.reserve(1 << 18);
    std::printf("ready %s\n", simdjson::get_active_implementation()->name().c_str());
    std::fflush(stdout);
    char line[16];
    while (std::fgets(line, sizeof line, stdin)) {
        const bool is_manual = std::strncmp(line, "manual", 6) == 0;
        uint64_t count = 0, sum = 0;
        const auto began = std::chrono::steady_clock::now();
        for (const Frame& frame : frames) {
            levels.clear();
            Head what;
            const char* at = bytes.data() + frame.offset;
            if (!(is_manual ? read<true>(parser, at, frame, what, levels) : read<false>(parser, at, frame, what, levels))) return 1;
            count += levels.size();
            for (const Level& level : levels) sum += uint64_t(level.price) * 3 + uint64_t(level.quantity) * (level.is_buy ? 5 : 7);
            sum += what.first + what.last;
        }
        const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - began).count();
        std::printf("%lld %llu %llu\n", (long long)took, (unsigned long long)count, (unsigned long long)sum);
        std::fflush(stdout);
    }
    return 0;
}
