// The matching algorithm of src/Venue cut down to what the benchmark flows use: limit orders GTC and IOC, cancel, replace, reduce; with the checks, orders by
// id and by client order id, each owner's orders, what an answer must know of an order, self-trade prevention's comparison, fees, and (Events = true) every
// 128-byte event written. Memory is sized at the start and levels stand in one array over all prices. It is a bound: what the same work costs in C++.
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

template <bool Events, class Ids>
class Engine {
public:
    static constexpr int64_t kMaxPrice = 1'000'000'000'000'000;

    Engine(int symbols, int64_t max_price, int32_t capacity, const Rules& rules)
        : slab_(capacity), identities_(capacity + 1), ids_(capacity, slab_), names_(capacity), capacity_(capacity), rules_(rules), tick_(rules.tick), lot_(rules.lot), books_(symbols) {
        for (auto& book : books_) for (auto& side : book.sides) side.size(max_price / rules.tick + 1);
        if (Events) ring_.resize(kRing);
    }

    Tally tally;
    bool counting = true;  // the product does not count while it is timed, so the bound need not

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
        return quantity > 0 && quantity <= rules_.max_quantity && lot_.divides(quantity) && quantity >= rules_.min_quantity && price > 0 && price <= kMaxPrice &&
               tick_.divides(price) && __int128(price) * quantity <= 9'000'000'000'000'000'000;
    }

    void enter(const Command& c) {
        if (c.owner < 1 || c.side > 1 || c.instrument < 1 || c.instrument > books_.size() || !acceptable(c.price, c.quantity) || slab_.live() >= capacity_ || c.session != 0)
            return refuse(c);
        uint64_t name = 0;
        if (c.text[0] != 0) {
            name = NameMap::hash(c.owner, c.text);
            if (find_name(c, name) != kNone) return refuse(c);
        }
        const int64_t id = ++last_id_;
        Event* accepted = nullptr;
        if (Events) accepted = &fill(claim(), kAccepted, c, id, c.quantity);
        Order incoming{id, c.price, c.quantity, c.quantity, kNone, kNone, c.owner, c.group != 0 ? c.group : -c.owner, 0, c.instrument, c.terms, c.side, c.text[0] != 0};
        meet(c, incoming, accepted, kNone, name);
    }

    // The incoming order meets the book; what is left rests or ends. `accepted` is the event that may say so itself, where it was the first. A replaced order
    // keeps its slot, a new one gets its own only if it rests.
    void meet(const Command& c, Order& incoming, Event* accepted, int32_t slot, uint64_t name) {
        Book& book = books_[incoming.instrument - 1];
        Ladder& opposite = book.sides[1 - incoming.side];
        const int64_t tick = tick_.quotient(incoming.price), limit = index(opposite, 1 - incoming.side, tick);
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
            if (maker.leaves == 0) {
                leave(opposite, opposite.best(), level, maker);
                forget(i);
            }
        }
        if (incoming.leaves == 0) {
            if (slot != kNone) forget(slot);
            return;
        }
        if (((incoming.terms >> 2) & 7) == kIoc) {
            if (Events) fill(claim(), kCanceled, c, incoming.id, incoming.leaves);
            return;
        }
        if (slot == kNone) slot = remember(c, incoming, name);
        rest(c, book.sides[incoming.side], incoming, slot, tick, met ? nullptr : accepted);
    }

    // A slot for a new order, and the ways to find it.
    int32_t remember(const Command& c, Order& incoming, uint64_t name) {
        const int32_t i = slab_.take();
        ids_.put(incoming.id, i);
        if (incoming.named) names_.put(name, i);
        Identity& identity = identities_[i];
        std::memcpy(identity.client_order_id, c.text, sizeof c.text);
        identity.session = c.session;
        identity.name = name;
        incoming.owner_position = owners_.add(incoming.owner, i);
        return i;
    }

    void forget(int32_t i) {
        Order& order = slab_[i];
        ids_.remove(order.id, i);
        if (order.named) names_.remove(identities_[i].name, i);
        slab_[owners_.remove(order.owner, order.owner_position)].owner_position = order.owner_position;
        slab_.give(i);
    }

    void rest(const Command& c, Ladder& ladder, const Order& incoming, int32_t i, int64_t tick, Event* accepted) {
        const int64_t at = index(ladder, incoming.side, tick);
        Level& level = ladder[at];
        Order& order = slab_[i];
        order = incoming;
        order.next = kNone;
        order.prev = level.tail;
        identities_[i].placed = ++last_placed_;
        slab_[level.tail].next = i;
        if (level.tail == kNone) {
            level.head = i;
            ladder.occupy(at);
        }
        level.tail = i;
        level.quantity += incoming.leaves;
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
        const int32_t i = find(c);
        if (i == kNone) return unknown(c);
        Order& order = slab_[i];
        const int64_t price = c.price != 0 ? c.price : order.price, total = c.quantity != 0 ? c.quantity : order.total;
        if (!acceptable(price, total)) return unknown(c);
        const int64_t leaves = total - (order.total - order.leaves);
        if (leaves <= 0) return cancel(c);
        Ladder& ladder = books_[order.instrument - 1].sides[order.side];
        const int64_t at = index(ladder, order.side, tick_.quotient(order.price));
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
        leave(ladder, at, level, order);
        if (Events) replaced(incoming, order.price, level.quantity, 0, 0);
        meet(c, incoming, nullptr, i, 0);
    }

    // By order id, or where that is zero by client order id.
    int32_t find(const Command& c) {
        if (c.order_id == 0) return c.text[0] == 0 ? kNone : find_name(c, NameMap::hash(c.owner, c.text));
        const int32_t i = ids_.find(c.order_id);
        return i == kNone || slab_[i].owner != c.owner ? kNone : i;
    }

    int32_t find_name(const Command& c, uint64_t name) {
        return names_.find(name, [&](int32_t i) { return slab_[i].owner == c.owner && std::memcmp(identities_[i].client_order_id, c.text, sizeof c.text) == 0; });
    }

    void cancel(const Command& c) {
        const int32_t i = find(c);
        if (i == kNone) return unknown(c);
        Order& order = slab_[i];
        Ladder& ladder = books_[order.instrument - 1].sides[order.side];
        const int64_t at = index(ladder, order.side, tick_.quotient(order.price));
        Level& level = ladder[at];
        level.quantity -= order.leaves;
        if (Events) ended(order, kCanceled, order.leaves, level.quantity);
        leave(ladder, at, level, order);
        forget(i);
    }

    void reduce(const Command& c) {
        const int32_t i = find(c);
        if (i == kNone || c.quantity <= 0 || !lot_.divides(c.quantity)) return unknown(c);
        Order& order = slab_[i];
        if (c.quantity >= order.leaves) return cancel(c);
        Ladder& ladder = books_[order.instrument - 1].sides[order.side];
        Level& level = ladder[index(ladder, order.side, tick_.quotient(order.price))];
        level.quantity -= c.quantity;
        order.leaves -= c.quantity;
        if (Events) ended(order, kReduced, order.leaves, level.quantity);
    }

    void leave(Ladder& ladder, int64_t at, Level& level, const Order& order) {
        slab_[order.prev].next = order.next;
        slab_[order.next].prev = order.prev;
        level.head = order.prev == kNone ? order.next : level.head;
        level.tail = order.next == kNone ? order.prev : level.tail;
        if (level.head == kNone) ladder.vacate(at);
    }

    void trade(const Order& taker, const Order& maker, int64_t traded, int64_t level_quantity) {
        trades_++;
        const int64_t money = int64_t(__int128(maker.price) * traded);
        const int64_t maker_fee = fee(money, rules_.maker_fee_ppm), taker_fee = fee(money, rules_.taker_fee_ppm);
        if (counting || !Events) {
            tally.trades++;
            tally.volume += traded;
            tally.notional += money;
            tally.fees += maker_fee + taker_fee;
            mix(maker.id);
            mix(traded);
            mix(maker.price);
        }
        if (!Events) return;
        Event& e = claim();
        e.sequence = sequence_, e.time = time_, e.kind = kTrade, e.side = taker.side, e.reason = 0, e.instrument = taker.instrument, e.flags = 0, e.terms = 0;
        e.owner = taker.owner, e.order_id = taker.id, e.price = maker.price, e.quantity = traded;
        e.trade = {maker.id, trades_, maker_fee, taker_fee, maker.leaves, taker.leaves, maker.leaves, maker.owner, 0, level_quantity};
    }

    // Rounded up; a rebate towards zero.
    static int64_t fee(int64_t money, int64_t ppm) {
        if (ppm == 0) return 0;
        const __int128 product = __int128(money) * ppm;
        return int64_t(ppm > 0 ? (product + 999'999) / 1'000'000 : product / 1'000'000);
    }

    void mix(int64_t x) { tally.hash = (tally.hash ^ uint64_t(x)) * 1099511628211ull; }

    void refuse(const Command& c) {
        tally.rejected++;
        if (Events) fill(claim(), kRejected, c, 0, c.quantity);
    }

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
    std::vector<Identity> identities_;
    Ids ids_;
    NameMap names_;
    Owners owners_;
    int32_t capacity_;
    Rules rules_;
    Divisor tick_, lot_;
    std::vector<Book> books_;
    std::vector<Event> ring_;
    int64_t claimed_ = 0, last_id_ = 0, last_placed_ = 0, trades_ = 0, sequence_ = 0, time_ = 0;
};

}  // namespace bound
