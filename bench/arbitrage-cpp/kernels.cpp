// The bound of the arbitrage kernels: the same columns, the same comparisons, written with intrinsics by hand and as plain loops. Started with a file of books, told through a pipe which kernel
// to run how often; answers nanoseconds and the number of hits.
//   file: int32 markets, venues; then per market and venue: int64 bid, ask (net, exact), int32 bid, ask (prefilter); then per market int32 yes, no, yes rate, no rate (2^-16, 2^-14)
//   ask:  "KERNEL LOOPS"      answer: "NS HITS"
#include <immintrin.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

int markets, venues, words;
std::vector<int32_t> cross;   // blocks of 16: per venue 16 bids, 16 asks
std::vector<int64_t> exact;   // blocks of 8
std::vector<int32_t> sums;    // blocks of 16: 16 yes, 16 no
std::vector<int32_t> squares; // blocks of 16: 16 yes, 16 rates, 16 no, 16 rates
std::vector<uint64_t> hits;

int padded() { return words * 64; }

template <class Cell>
__attribute__((optimize("no-tree-vectorize"))) void scan_scalar(const std::vector<Cell>& cells, int lanes) {
    const int block = venues * lanes * 2;
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int bit = 0; bit < 64; bit++) {
            const int market = word * 64 + bit;
            const Cell* at = cells.data() + (market / lanes) * static_cast<long>(block) + market % lanes;
            Cell bid = at[0], ask = at[lanes];
            for (int venue = 1; venue < venues; venue++) {
                const Cell* own = at + venue * lanes * 2;
                bid = own[0] > bid ? own[0] : bid;
                ask = own[lanes] < ask ? own[lanes] : ask;
            }
            found |= static_cast<uint64_t>(bid >= ask) << bit;
        }
        hits[word] = found;
    }
}

#ifdef __AVX512F__
void scan_cross() {
    const int32_t* at = cross.data();
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int shift = 0; shift < 64; shift += 16) {
            __m512i bid = _mm512_loadu_si512(at), ask = _mm512_loadu_si512(at + 16);
            at += 32;
            for (int venue = 1; venue < venues; venue++, at += 32) {
                bid = _mm512_max_epi32(bid, _mm512_loadu_si512(at));
                ask = _mm512_min_epi32(ask, _mm512_loadu_si512(at + 16));
            }
            found |= static_cast<uint64_t>(_mm512_cmpge_epi32_mask(bid, ask)) << shift;
        }
        hits[word] = found;
    }
}

void scan_exact() {
    const int64_t* at = exact.data();
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            __m512i bid = _mm512_loadu_si512(at), ask = _mm512_loadu_si512(at + 8);
            at += 16;
            for (int venue = 1; venue < venues; venue++, at += 16) {
                bid = _mm512_max_epi64(bid, _mm512_loadu_si512(at));
                ask = _mm512_min_epi64(ask, _mm512_loadu_si512(at + 8));
            }
            found |= static_cast<uint64_t>(_mm512_cmpge_epi64_mask(bid, ask)) << shift;
        }
        hits[word] = found;
    }
}

void scan_sums() {
    const int32_t* at = sums.data();
    const __m512i one = _mm512_set1_epi32(1 << 20);
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int shift = 0; shift < 64; shift += 16, at += 32)
            found |= static_cast<uint64_t>(_mm512_cmple_epi32_mask(_mm512_add_epi32(_mm512_loadu_si512(at), _mm512_loadu_si512(at + 16)), one)) << shift;
        hits[word] = found;
    }
}

__m512i cost(const int32_t* at, __m512i one) {
    const __m512i p = _mm512_loadu_si512(at);
    const __m512i q = _mm512_srai_epi32(_mm512_mullo_epi32(p, _mm512_sub_epi32(one, p)), 14);
    return _mm512_add_epi32(p, _mm512_srai_epi32(_mm512_mullo_epi32(q, _mm512_loadu_si512(at + 16)), 16));
}

void scan_squares() {
    const int32_t* at = squares.data();
    const __m512i one = _mm512_set1_epi32(1 << 16);
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int shift = 0; shift < 64; shift += 16, at += 64)
            found |= static_cast<uint64_t>(_mm512_cmple_epi32_mask(_mm512_add_epi32(cost(at, one), cost(at + 32, one)), one)) << shift;
        hits[word] = found;
    }
}
#else
void scan_cross() { scan_scalar(cross, 16); }
void scan_exact() { scan_scalar(exact, 8); }
void scan_sums() {
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int bit = 0; bit < 64; bit++) {
            const int32_t* at = sums.data() + (word * 64 + bit) / 16 * 32 + bit % 16;
            found |= static_cast<uint64_t>(at[0] + at[16] <= 1 << 20) << bit;
        }
        hits[word] = found;
    }
}
int32_t cost(const int32_t* at) { return at[0] + (((at[0] * ((1 << 16) - at[0])) >> 14) * at[16] >> 16); }
void scan_squares() {
    for (int word = 0; word < words; word++) {
        uint64_t found = 0;
        for (int bit = 0; bit < 64; bit++) {
            const int32_t* at = squares.data() + (word * 64 + bit) / 16 * 64 + bit % 16;
            found |= static_cast<uint64_t>(cost(at) + cost(at + 32) <= 1 << 16) << bit;
        }
        hits[word] = found;
    }
}
#endif

bool load(const char* path) {
    FILE* file = std::fopen(path, "rb");
    if (!file) return false;
    int32_t head[2];
    bool ok = std::fread(head, 4, 2, file) == 2;
    markets = head[0], venues = head[1], words = (markets + 63) / 64;
    cross.assign(static_cast<size_t>(padded()) * venues * 2, 0);
    exact.assign(static_cast<size_t>(padded()) * venues * 2, 0);
    sums.assign(static_cast<size_t>(padded()) * 2, 33 << 20);
    squares.assign(static_cast<size_t>(padded()) * 4, 0);
    hits.assign(words, 0);
    for (int market = 0; market < padded(); market++) {
        for (int venue = 0; venue < venues; venue++) {
            int64_t nets[2] = {INT64_MIN, INT64_MAX};
            int32_t cells[2] = {INT32_MIN, INT32_MAX};
            if (market < markets) ok = ok && std::fread(nets, 8, 2, file) == 2 && std::fread(cells, 4, 2, file) == 2;
            int32_t* own = cross.data() + (market / 16 * static_cast<long>(venues) + venue) * 32 + market % 16;
            own[0] = cells[0], own[16] = cells[1];
            int64_t* full = exact.data() + (market / 8 * static_cast<long>(venues) + venue) * 16 + market % 8;
            full[0] = nets[0], full[8] = nets[1];
        }
        int32_t pair[6] = {33 << 20, 33 << 20, 1 << 17, 0, 1 << 17, 0};
        if (market < markets) ok = ok && std::fread(pair, 4, 6, file) == 6;
        sums[market / 16 * 32 + market % 16] = pair[0], sums[market / 16 * 32 + 16 + market % 16] = pair[1];
        for (int i = 0; i < 4; i++) squares[market / 16 * 64 + i * 16 + market % 16] = pair[2 + i];
    }
    std::fclose(file);
    return ok;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2 || !load(arguments[1])) return 1;
    std::puts("ready");
    std::fflush(stdout);
    char kernel[32];
    int loops;
    while (std::scanf("%31s %d", kernel, &loops) == 2) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < loops; i++) {
            if (!std::strcmp(kernel, "cross")) scan_cross();
            else if (!std::strcmp(kernel, "exact")) scan_exact();
            else if (!std::strcmp(kernel, "sums")) scan_sums();
            else if (!std::strcmp(kernel, "squares")) scan_squares();
            else if (!std::strcmp(kernel, "cross-scalar")) scan_scalar(cross, 16);
            else return 2;
            asm volatile("" : : "g"(hits.data()) : "memory");
        }
        const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin).count();
        long found = 0;
        for (uint64_t word : hits) found += __builtin_popcountll(word);
        std::printf("%lld %ld\n", static_cast<long long>(ns), found);
        std::fflush(stdout);
    }
}
