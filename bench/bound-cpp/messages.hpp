// The exchange's command and event as they lie in memory (see src/Model: Command.cs, ExchangeEvent.cs), little endian.
#pragma once

#include <cstdint>

namespace bound {

struct Command {
    int64_t sequence, time;
    uint8_t kind, side;
    uint16_t terms;
    uint32_t instrument;
    int32_t session, owner;
    int64_t order_id, price, quantity;
    uint8_t text[36];
    int32_t group;
    int64_t display_quantity, trigger_price, expire_time, reserved;
};
static_assert(sizeof(Command) == 128);

enum Kind : uint8_t { kNewOrder = 1, kCancelOrder = 2, kReplaceOrder = 3, kReduceOrder = 4 };
enum TimeInForce { kGtc = 0, kIoc = 1 };

struct Event {
    int64_t sequence, time;
    uint8_t kind, side;
    uint16_t reason;
    uint32_t instrument;
    uint16_t flags, terms;
    int32_t owner;
    int64_t order_id, price, quantity;
    union {
        struct { uint8_t client_order_id[36]; int32_t session; int64_t display_quantity, trigger_price, expire_time, level_quantity; } order;
        struct {
            int64_t maker_order_id, trade_id, maker_fee, taker_fee, maker_leaves, taker_leaves, maker_display;
            int32_t maker_owner, zero;
            int64_t level_quantity;
        } trade;
    };
};
static_assert(sizeof(Event) == 128);

enum EventKind : uint8_t { kAccepted = 1, kRejected = 2, kCommandRejected = 3, kRested = 4, kReduced = 5, kReplaced = 6, kCanceled = 7, kTrade = 9, kSelfTrade = 10 };
enum EventFlags : uint16_t { kLast = 1, kResting = 2, kKeptPriority = 16 };

}  // namespace bound
