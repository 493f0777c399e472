// One symbol's book: levels in two ladders, found through bitmaps; orders in a slab shared by all symbols.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace bound {

constexpr int32_t kNone = 0;  // no order; what is written to a neighbour that is not there goes to this slot

struct alignas(64) Order {
    int64_t id;
    int64_t price;
    int64_t leaves, total;
    int32_t next, prev;
    int32_t owner, group;
    int32_t owner_position;
    uint32_t instrument;
    uint16_t terms;
    uint8_t side;
    bool named;
};

// What the exchange must know of a live order beside its price and quantities: its client order id and session for answers, its age for auctions.
struct alignas(64) Identity {
    uint8_t client_order_id[36];
    int32_t session;
    int64_t placed;
    uint64_t name;
};

// Exact division of multiples, and the test for one, by multiplying with the inverse modulo 2^64: the same as src/Venue/Books/ExactDivisor.cs.
class Divisor {
public:
    explicit Divisor(int64_t divisor) : shift_(__builtin_ctzll(divisor)), largest_(~0ull / uint64_t(divisor)) {
        const uint64_t odd = uint64_t(divisor) >> shift_;
        inverse_ = odd;
        for (int i = 0; i < 5; i++) inverse_ *= 2 - odd * inverse_;
    }
    int64_t quotient(int64_t multiple) const { const uint64_t n = uint64_t(multiple) * inverse_; return int64_t(n >> shift_ | n << (-shift_ & 63)); }
    bool divides(int64_t n) const { return uint64_t(quotient(n)) <= largest_; }

private:
    int shift_;
    uint64_t inverse_, largest_;
};

// Orders by index; freed ones are chained through `next`.
class Slab {
public:
    explicit Slab(int32_t capacity) : orders_(capacity + 1), free_(1), live_(0) {
        for (int32_t i = 1; i < capacity; i++) orders_[i].next = i + 1;
        orders_[capacity].next = kNone;
    }
    Order& operator[](int32_t i) { return orders_[i]; }
    const Order& operator[](int32_t i) const { return orders_[i]; }
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
    IdMap(int32_t live, const Slab&) {
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
        live_++;
        uint32_t i = home(id);
        while (slots_[i].id != 0) i = (i + 1) & mask_;
        slots_[i] = Slot{id, index};
    }
    void remove(int64_t id, int32_t = kNone) {
        live_--;
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

public:
    int32_t live_ = 0;
};

// The same by the product's own way (src/Venue/Tables/OrderIds.cs), which needs ids that are given out one after the other: the last so many have a place each
// in an array that is gone round; an order that is still there when its place comes up again moves to a map of the old.
class IdRing {
public:
    IdRing(int32_t live, const Slab& slab) : old_(live, slab), slab_(slab) {
        size_t places = 16;
        while (places < size_t(live) * 4) places *= 2;
        recent_.assign(places, kNone);
        mask_ = int64_t(places) - 1;
    }
    int32_t find(int64_t id) const {
        const int32_t i = recent_[id & mask_];
        return i != kNone && slab_[i].id == id ? i : old_.live_ == 0 ? kNone : old_.find(id);
    }
    void put(int64_t id, int32_t index) {
        int32_t& place = recent_[id & mask_];
        if (place != kNone) old_.put(slab_[place].id, place);
        place = index;
    }
    void remove(int64_t id, int32_t index) {
        int32_t& place = recent_[id & mask_];
        if (place == index) place = kNone; else old_.remove(id);
    }

private:
    std::vector<int32_t> recent_;
    IdMap old_;
    const Slab& slab_;
    int64_t mask_;
};

// Client order id of an owner to slab index: the same kind of table; its keys are hashes, so the caller compares the texts.
class NameMap {
public:
    explicit NameMap(int32_t live) {
        int bits = 4;
        while ((1 << bits) < live * 2) bits++;
        shift_ = 64 - bits;
        mask_ = (1u << bits) - 1;
        slots_.assign(size_t(1) << bits, Slot{0, kNone});
    }
    static uint64_t hash(int32_t owner, const uint8_t* text) {
        uint64_t w[4];
        uint32_t last;
        std::memcpy(w, text, 32);
        std::memcpy(&last, text + 32, 4);
        const uint64_t a = fold(w[0] ^ kSecret, w[1] ^ kOther);
        return (fold(a ^ w[2], w[3] ^ kSecret) ^ fold(a ^ last, kOther) ^ uint32_t(owner) * kOther) * 0x9E3779B97F4A7C15ull;
    }
    template <class Same>
    int32_t find(uint64_t hash, Same same) const {
        for (uint32_t i = home(hash); slots_[i].index != kNone; i = (i + 1) & mask_)
            if (slots_[i].hash == hash && same(slots_[i].index)) return slots_[i].index;
        return kNone;
    }
    void put(uint64_t hash, int32_t index) {
        uint32_t i = home(hash);
        while (slots_[i].index != kNone) i = (i + 1) & mask_;
        slots_[i] = Slot{hash, index};
    }
    void remove(uint64_t hash, int32_t index) {
        uint32_t hole = home(hash);
        while (slots_[hole].index != index) hole = (hole + 1) & mask_;
        for (uint32_t i = (hole + 1) & mask_; slots_[i].index != kNone; i = (i + 1) & mask_) {
            if (((i - home(slots_[i].hash)) & mask_) >= ((i - hole) & mask_)) {
                slots_[hole] = slots_[i];
                hole = i;
            }
        }
        slots_[hole].index = kNone;
    }

private:
    static constexpr uint64_t kSecret = 0xA0761D6478BD642Full, kOther = 0xE7037ED1A0B428DBull;
    struct Slot { uint64_t hash; int32_t index; };
    static uint64_t fold(uint64_t a, uint64_t b) { const auto product = (unsigned __int128)a * b; return uint64_t(product) ^ uint64_t(product >> 64); }
    uint32_t home(uint64_t hash) const { return uint32_t(hash >> shift_); }
    std::vector<Slot> slots_;
    int shift_;
    uint32_t mask_;
};

// Each owner's live orders, for mass cancels: found by owner, in no order; the last takes the place of one that goes.
class Owners {
public:
    int32_t add(int32_t owner, int32_t index) {
        auto& list = of(owner);
        list.push_back(index);
        return int32_t(list.size()) - 1;
    }
    // Returns the order that now stands at the position.
    int32_t remove(int32_t owner, int32_t position) {
        auto& list = of(owner);
        const int32_t last = list.back();
        list[position] = last;
        list.pop_back();
        return last;
    }

private:
    std::vector<int32_t>& of(int32_t owner) {
        if (size_t(owner) >= lists_.size()) lists_.resize(owner + 1);
        return lists_[owner];
    }
    std::vector<std::vector<int32_t>> lists_;
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
