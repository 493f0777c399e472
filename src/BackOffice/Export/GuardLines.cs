using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Export;

/// <summary>What guards did, as fields of an audit line and of an activity; docs/reference/audit-log.md.</summary>
internal static class GuardLines
{
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Instrument? instrument, string user)
    {
        switch (one.Kind)
        {
            case EventKind.BreakerSet:
                var breaker = one.ToBreaker();
                json.WriteNumber("window_ms", breaker.WindowMs);
                json.WriteNumber("breaker_ppm", breaker.BreakerPpm);
                json.WriteNumber("band_ppm", breaker.BandPpm);
                json.WriteNumber("limit_state_ms", breaker.LimitStateMs);
                json.WriteNumber("pause_ms", breaker.PauseMs);
                json.WriteNumber("auction_ms", breaker.AuctionMs);
                json.WriteBoolean("cancel_orders", breaker.CancelOrders);
                break;
            case EventKind.MarketBreakerSet:
                var market = one.ToMarketBreaker();
                for (var level = 1; level <= 3; level++)
                {
                    json.WriteNumber($"level{level}_ppm", market.Ppm(level));
                    json.WriteNumber($"pause{level}_ms", market.PauseMs(level));
                }

                json.WriteNumber("auction_ms", market.AuctionMs);
                json.WriteBoolean("cancel_orders", market.CancelOrders);
                json.WriteBoolean("members_only", market.MembersOnly);
                break;
            case EventKind.IndexMemberSet:
                json.WriteNumber("weight", one.Quantity.Units);
                Price(json, "reference_price", one.Price, instrument);
                break;
            case EventKind.MarketDayStarted:
                json.WriteNumber("members", one.Quantity.Units);
                json.WriteBoolean("roll_references", one.Terms.Bits == 1);
                break;
            case EventKind.KillSwitchSet:
                var kill = one.ToKillSwitch();
                json.WriteString("scope", Words.Of(kill.Scope));
                json.WriteBoolean("on", kill.IsOn);
                if (kill.Scope == KillScope.Account)
                    json.WriteString("user_id", user);
                if (kill.Scope == KillScope.Session)
                    json.WriteString("session_id", one.Session.ToString());
                json.WriteNumber("orders", one.Quantity.Units);
                if (!one.ClientOrderId.IsEmpty)
                    json.WriteString("note", one.ClientOrderId.ToString());
                break;
            case EventKind.IndexLevelReached:
                json.WriteNumber("level", one.Terms.Bits);
                json.WriteString("index", one.Price.ToString());
                json.WriteString("reference", one.TriggerPrice.ToString());
                json.WriteNumber("fall_ppm", one.Quantity.Units);
                Until(json, "halt_until", one.ExpireTime);
                break;
            case EventKind.LimitState:
                json.WriteString("side", one.Side == Side.Buy ? "up" : "down");
                json.WriteBoolean("on", one.Terms.Bits == 1);
                Price(json, "limit_price", one.Price, instrument);
                Price(json, "reference_price", one.TriggerPrice, instrument);
                Until(json, "pauses_at", one.ExpireTime);
                break;
            default:
                json.WriteString("cause", Words.Of(one.HaltReason));
                Halt(json, one, instrument);
                break;
        }
    }

    private static void Halt(Utf8JsonWriter json, in ExchangeEvent one, Instrument? instrument)
    {
        switch (one.Kind)
        {
            case EventKind.TradingHalted:
                json.WriteString("direction", one.Side == Side.Buy ? "up" : "down");
                Price(json, "current_price", one.Price, instrument);
                Price(json, "reference_price", one.TriggerPrice, instrument);
                json.WriteNumber("limit_ppm", one.Quantity.Units);
                Until(json, "halt_until", one.ExpireTime);
                Until(json, "resume_at", one.ResumeTime);
                break;
            case EventKind.HaltAuction:
                Until(json, "resume_at", one.ExpireTime);
                break;
            default:
                json.WriteBoolean("by_command", one.Terms.Bits == 1);
                break;
        }
    }

    private static void Price(Utf8JsonWriter json, string name, Price price, Instrument? instrument)
    {
        if (!price.IsNone)
            json.WriteString(name, instrument?.Price(price) ?? price.ToString());
    }

    private static void Until(Utf8JsonWriter json, string name, Timestamp time)
    {
        if (!time.IsNone)
            json.WriteString(name, time.ToString());
    }
}
