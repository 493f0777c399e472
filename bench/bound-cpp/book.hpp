// One symbol's book: levels in two ladders, found through bitmaps; orders in a slab shared by all symbols.
#pragma once

#include <cstdint>
#include <vector>

namespace bound {

constexpr int32_t kNone = -1;

struct alignas(64) Order {
    int64_t id;
    int64_t price;
    int64_t leaves, total;
    int32_t next, prev;
    int32_t owner, group;
    uint32_t instrument;
    uint16_t terms;
    uint8_t side;
};

// Orders by index; freed ones are chained through `next`.
class Slab {
public:
    explicit Slab(int32_t capacity) : orders_(capacity), free_(0), live_(0) {
        for (int32_t i = 0; i < capacity; i++) orders_[i].next = i + 1 < capacity ? i + 1 : kNone;
    }
    Order& operator[](int32_t i) { return orders_[i]; }
    int32_t take() {
        const int32_t i = free_;
        free_ = orders_[i].next;
        live_++;
        return i;
    }
    void give(int32_t i) {
        orders_[i].next = free_;
        free_ = i;
        live_--;
    }
    int32_t live() const { return live_; }

private:
    std::vector<Order> orders_;
    int32_t free_, live_;
};

// Order id to slab index: open addressing, linear probing, deletion by shifting back, so there are no tombstones.
class IdMap {
public:
    explicit IdMap(int32_t live) {
        int bits = 4;
        while ((1 << bits) < live * 2) bits++;
        shift_ = 64 - bits;
        mask_ = (1u << bits) - 1;
        slots_.assign(size_t(1) << bits, Slot{0, kNone});
    }
    int32_t find(int64_t id) const {
        for (uint32_t i = home(id);; i = (i + 1) & mask_) {
            if (slots_[i].id == id) return slots_[i].index;
            if (slots_[i].id == 0) return kNone;
        }
    }
    void put(int64_t id, int32_t index) {
        uint32_t i = home(id);
        while (slots_[i].id != 0) i = (i + 1) & mask_;
        slots_[i] = Slot{id, index};
    }
    void remove(int64_t id) {
        uint32_t hole = home(id);
        while (slots_[hole].id != id) hole = (hole + 1) & mask_;
        for (uint32_t i = (hole + 1) & mask_; slots_[i].id != 0; i = (i + 1) & mask_) {
            if (((i - home(slots_[i].id)) & mask_) >= ((i - hole) & mask_)) {
                slots_[hole] = slots_[i];
                hole = i;
            }
        }
        slots_[hole].id = 0;
    }

private:
    struct Slot { int64_t id; int32_t index; };
    uint32_t home(int64_t id) const { return uint32_t((uint64_t(id) * 0x9E3779B97F4A7C15ull) >> shift_); }
    std::vector<Slot> slots_;
    int shift_;
    uint32_t mask_;
};

struct Level {
    int64_t quantity = 0;
    int32_t head = kNone, tail = kNone;
};

// Levels of one side by tick, with a two-level bitmap over those that hold orders. Bids lie mirrored, so that best is always lowest.
class Ladder {
public:
    void size(int64_t ticks) {
        ticks_ = (ticks + 4095) / 4096 * 4096;
        levels_.resize(ticks_);
        fine_.assign(ticks_ / 64, 0);
        coarse_.assign(ticks_ / 4096, 0);
        best_ = ticks_;
    }
    int64_t ticks() const { return ticks_; }
    int64_t best() const { return best_; }
    bool empty() const { return best_ == ticks_; }
    Level& operator[](int64_t i) { return levels_[i]; }
    void occupy(int64_t i) {
        fine_[i >> 6] |= 1ull << (i & 63);
        coarse_[i >> 12] |= 1ull << ((i >> 6) & 63);
        if (i < best_) best_ = i;
    }
    void vacate(int64_t i) {
        if ((fine_[i >> 6] &= ~(1ull << (i & 63))) == 0) coarse_[i >> 12] &= ~(1ull << ((i >> 6) & 63));
        if (i == best_) best_ = next(i);
    }

private:
    int64_t next(int64_t i) const {
        int64_t word = i >> 6;
        if (fine_[word]) return (word << 6) + __builtin_ctzll(fine_[word]);  // best was the lowest, so all bits left are above it
        for (int64_t block = word >> 6; block < int64_t(coarse_.size()); block++)
            if (coarse_[block]) {
                word = (block << 6) + __builtin_ctzll(coarse_[block]);
                return (word << 6) + __builtin_ctzll(fine_[word]);
            }
        return ticks_;
    }
    std::vector<Level> levels_;
    std::vector<uint64_t> fine_, coarse_;
    int64_t ticks_ = 0, best_ = 0;
};

}  // namespace bound
