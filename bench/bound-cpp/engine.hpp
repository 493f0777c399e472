// The matching algorithm of src/Venue cut down to what the benchmark flows use: limit orders GTC and IOC, cancel, replace, reduce; with the checks, the
// identity map, self-trade prevention's comparison, fees, and (Events = true) every 128-byte event written. It is a bound: what the same work costs in C++.
#pragma once

#include <cstring>

#include "book.hpp"
#include "messages.hpp"

namespace bound {

struct Tally {
    int64_t trades = 0, volume = 0, notional = 0, rejected = 0, fees = 0;
    uint64_t hash = 1469598103934665603ull;
    bool operator==(const Tally&) const = default;
};

struct Rules { int64_t tick, lot, min_quantity, max_quantity, maker_fee_ppm, taker_fee_ppm; };

template <bool Events>
class Engine {
public:
    static constexpr int64_t kMaxPrice = 1'000'000'000'000'000;

    Engine(int symbols, int64_t max_price, int32_t capacity, const Rules& rules)
        : slab_(capacity), ids_(capacity), capacity_(capacity), rules_(rules), books_(symbols) {
        for (auto& book : books_) for (auto& side : book.sides) side.size(max_price / rules.tick + 1);
        if (Events) ring_.resize(kRing);
    }

    Tally tally;

    void apply(const Command& c) {
        sequence_ = c.sequence;
        time_ = c.time;
        switch (c.kind) {
            case kNewOrder: enter(c); break;
            case kCancelOrder: cancel(c); break;
            case kReplaceOrder: replace(c); break;
            case kReduceOrder: reduce(c); break;
        }
        if (Events) ring_[(claimed_ - 1) & (kRing - 1)].flags |= kLast;
    }

private:
    static constexpr int64_t kRing = 4096;
    struct Book { Ladder sides[2]; };

    static int64_t index(const Ladder& ladder, int side, int64_t tick) { return side == 0 ? ladder.ticks() - 1 - tick : tick; }

    bool acceptable(int64_t price, int64_t quantity) const {
        return quantity > 0 && quantity <= rules_.max_quantity && quantity % rules_.lot == 0 && quantity >= rules_.min_quantity && price > 0 && price <= kMaxPrice &&
               price % rules_.tick == 0 && __int128(price) * quantity <= 9'000'000'000'000'000'000;
    }

    void enter(const Command& c) {
        if (c.owner < 1 || c.side > 1 || c.instrument < 1 || c.instrument > books_.size() || !acceptable(c.price, c.quantity) || slab_.live() >= capacity_) {
            tally.rejected++;
            if (Events) fill(claim(), kRejected, c, 0, c.quantity);
            return;
        }
        const int64_t id = ++last_id_;
        Event* accepted = nullptr;
        if (Events) accepted = &fill(claim(), kAccepted, c, id, c.quantity);
        Order incoming{id, c.price, c.quantity, c.quantity, kNone, kNone, c.owner, c.group != 0 ? c.group : -c.owner, c.instrument, c.terms, c.side};
        meet(c, incoming, accepted);
    }

    // The incoming order meets the book; what is left rests or ends. `accepted` is the event that may say so itself, where it was the first.
    void meet(const Command& c, Order& incoming, Event* accepted) {
        Book& book = books_[incoming.instrument - 1];
        Ladder& opposite = book.sides[1 - incoming.side];
        const int64_t tick = incoming.price / rules_.tick, limit = index(opposite, 1 - incoming.side, tick);
        const bool guarded = ((incoming.terms >> 5) & 7) != 0;
        bool met = false;
        while (incoming.leaves > 0 && !opposite.empty() && opposite.best() <= limit) {
            met = true;
            Level& level = opposite[opposite.best()];
            const int32_t i = level.head;
            Order& maker = slab_[i];
            if (guarded && maker.group == incoming.group) __builtin_trap();  // the flows have no such meeting; the comparison is what costs
            const int64_t traded = incoming.leaves < maker.leaves ? incoming.leaves : maker.leaves;
            incoming.leaves -= traded;
            maker.leaves -= traded;
            level.quantity -= traded;
            trade(incoming, maker, traded, level.quantity);
            if (maker.leaves == 0) unlink(opposite, opposite.best(), level, i);
        }
        if (incoming.leaves == 0) return;
        if (((incoming.terms >> 2) & 7) == kIoc) {
            if (Events) fill(claim(), kCanceled, c, incoming.id, incoming.leaves);
            return;
        }
        rest(c, book.sides[incoming.side], incoming, tick, met ? nullptr : accepted);
    }

    void rest(const Command& c, Ladder& ladder, const Order& incoming, int64_t tick, Event* accepted) {
        const int64_t at = index(ladder, incoming.side, tick);
        Level& level = ladder[at];
        const int32_t i = slab_.take();
        Order& order = slab_[i];
        order = incoming;
        order.next = kNone;
        order.prev = level.tail;
        if (level.tail == kNone) {
            level.head = i;
            ladder.occupy(at);
        } else {
            slab_[level.tail].next = i;
        }
        level.tail = i;
        level.quantity += incoming.leaves;
        ids_.put(incoming.id, i);
        if (!Events) return;
        if (accepted) {
            accepted->flags |= kResting;
            accepted->order.level_quantity = level.quantity;
        } else {
            Event& e = fill(claim(), kRested, c, incoming.id, incoming.leaves);
            e.order.display_quantity = incoming.leaves;
            e.order.level_quantity = level.quantity;
        }
    }

    // Zero leaves price or total as it is. Smaller at the same price keeps its place; anything else leaves the book and meets it again.
    void replace(const Command& c) {
        const int32_t i = ids_.find(c.order_id);
        if (i == kNone || slab_[i].owner != c.owner) return unknown(c);
        Order& order = slab_[i];
        const int64_t price = c.price != 0 ? c.price : order.price, total = c.quantity != 0 ? c.quantity : order.total;
        if (!acceptable(price, total)) return unknown(c);
        const int64_t leaves = total - (order.total - order.leaves);
        if (leaves <= 0) return cancel(c);
        Ladder& ladder = books_[order.instrument - 1].sides[order.side];
        const int64_t at = index(ladder, order.side, order.price / rules_.tick);
        Level& level = ladder[at];
        if (price == order.price && leaves <= order.leaves) {
            level.quantity -= order.leaves - leaves;
            order.leaves = leaves;
            order.total = total;
            if (Events) replaced(order, price, level.quantity, leaves, kKeptPriority);
            return;
        }
        level.quantity -= order.leaves;
        Order incoming = order;
        incoming.price = price, incoming.total = total, incoming.leaves = leaves;
        unlink(ladder, at, level, i);
        if (Events) replaced(incoming, order.price, level.quantity, 0, 0);
        meet(c, incoming, nullptr);
    }

    void cancel(const Command& c) {
        const int32_t i = ids_.find(c.order_id);
        if (i == kNone || slab_[i].owner != c.owner) return unknown(c);
        Order& order = slab_[i];
        Ladder& ladder = books_[order.instrument - 1].sides[order.side];
        const int64_t at = index(ladder, order.side, order.price / rules_.tick);
        Level& level = ladder[at];
        level.quantity -= order.leaves;
        if (Events) ended(order, kCanceled, order.leaves, level.quantity);
        unlink(ladder, at, level, i);
    }

    void reduce(const Command& c) {
        const int32_t i = ids_.find(c.order_id);
        if (i == kNone || slab_[i].owner != c.owner || c.quantity <= 0 || c.quantity % rules_.lot != 0) return unknown(c);
        Order& order = slab_[i];
        if (c.quantity >= order.leaves) return cancel(c);
        Ladder& ladder = books_[order.instrument - 1].sides[order.side];
        Level& level = ladder[index(ladder, order.side, order.price / rules_.tick)];
        level.quantity -= c.quantity;
        order.leaves -= c.quantity;
        if (Events) ended(order, kReduced, order.leaves, level.quantity);
    }

    void unlink(Ladder& ladder, int64_t at, Level& level, int32_t i) {
        Order& order = slab_[i];
        if (order.prev != kNone) slab_[order.prev].next = order.next; else level.head = order.next;
        if (order.next != kNone) slab_[order.next].prev = order.prev; else level.tail = order.prev;
        if (level.head == kNone) ladder.vacate(at);
        ids_.remove(order.id);
        slab_.give(i);
    }

    void trade(const Order& taker, const Order& maker, int64_t traded, int64_t level_quantity) {
        tally.trades++;
        tally.volume += traded;
        const int64_t money = int64_t(__int128(maker.price) * traded);
        tally.notional += money;
        mix(maker.id);
        mix(traded);
        mix(maker.price);
        const int64_t maker_fee = fee(money, rules_.maker_fee_ppm), taker_fee = fee(money, rules_.taker_fee_ppm);
        tally.fees += maker_fee + taker_fee;
        if (!Events) return;
        Event& e = claim();
        e.sequence = sequence_, e.time = time_, e.kind = kTrade, e.side = taker.side, e.reason = 0, e.instrument = taker.instrument, e.flags = 0, e.terms = 0;
        e.owner = taker.owner, e.order_id = taker.id, e.price = maker.price, e.quantity = traded;
        e.trade = {maker.id, tally.trades, maker_fee, taker_fee, maker.leaves, taker.leaves, maker.leaves, maker.owner, 0, level_quantity};
    }

    // Rounded up; a rebate towards zero.
    static int64_t fee(int64_t money, int64_t ppm) {
        if (ppm == 0) return 0;
        const __int128 product = __int128(money) * ppm;
        return int64_t(ppm > 0 ? (product + 999'999) / 1'000'000 : product / 1'000'000);
    }

    void mix(int64_t x) { tally.hash = (tally.hash ^ uint64_t(x)) * 1099511628211ull; }

    void unknown(const Command& c) {
        tally.rejected++;
        if (Events) fill(claim(), kCommandRejected, c, c.order_id, c.quantity);
    }

    Event& claim() { return ring_[claimed_++ & (kRing - 1)]; }

    Event& fill(Event& e, EventKind kind, const Command& c, int64_t id, int64_t quantity) {
        e.sequence = sequence_, e.time = time_, e.kind = kind, e.side = c.side, e.reason = 0, e.instrument = c.instrument, e.flags = 0, e.terms = c.terms;
        e.owner = c.owner, e.order_id = id, e.price = c.price, e.quantity = quantity;
        std::memcpy(e.order.client_order_id, c.text, sizeof c.text);
        e.order.session = c.session, e.order.display_quantity = c.display_quantity, e.order.trigger_price = c.trigger_price;
        e.order.expire_time = c.expire_time, e.order.level_quantity = 0;
        return e;
    }

    void ended(const Order& order, EventKind kind, int64_t quantity, int64_t level_quantity) {
        Event& e = claim();
        e.sequence = sequence_, e.time = time_, e.kind = kind, e.side = order.side, e.reason = 1, e.instrument = order.instrument, e.flags = kResting, e.terms = 0;
        e.owner = order.owner, e.order_id = order.id, e.price = order.price, e.quantity = quantity;
        std::memset(e.order.client_order_id, 0, sizeof e.order.client_order_id);
        e.order.session = 0, e.order.display_quantity = quantity, e.order.trigger_price = 0, e.order.expire_time = 0, e.order.level_quantity = level_quantity;
    }

    void replaced(const Order& order, int64_t old_price, int64_t level_quantity, int64_t display, uint16_t flags) {
        ended(order, kReplaced, order.total, level_quantity);
        Event& e = ring_[(claimed_ - 1) & (kRing - 1)];
        e.flags = flags, e.order.display_quantity = display, e.order.expire_time = old_price;
    }

    Slab slab_;
    IdMap ids_;
    int32_t capacity_;
    Rules rules_;
    std::vector<Book> books_;
    std::vector<Event> ring_;
    int64_t claimed_ = 0, last_id_ = 0, sequence_ = 0, time_ = 0;
};

}  // namespace bound
