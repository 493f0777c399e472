using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Answers;

/// <summary>Guards, halts and kill switches as JSON; docs/reference/rest.md and websocket.md show each.</summary>
internal static class GuardAnswer
{
    /// <summary>What GET /instruments/{symbol}/breaker answers.</summary>
    public static void WriteBreaker(Utf8JsonWriter json, InstrumentEntry entry, GuardPicture guard, long sequence)
    {
        var (instrument, rules) = (entry.Instrument, guard.Breaker);
        json.WriteStartObject();
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("state"u8, Words.Of(entry.State));
        json.WriteNumber("window_ms"u8, rules.WindowMs);
        json.WriteNumber("breaker_ppm"u8, rules.BreakerPpm);
        json.WriteNumber("band_ppm"u8, rules.BandPpm);
        json.WriteNumber("limit_state_ms"u8, rules.LimitStateMs);
        json.WriteNumber("pause_ms"u8, rules.PauseMs);
        json.WriteNumber("auction_ms"u8, rules.AuctionMs);
        json.WriteBoolean("cancel_orders"u8, rules.CancelOrders);
        json.WriteBoolean("stopped"u8, guard.IsStopped);
        if (guard.IsHalted)
        {
            json.WritePropertyName("halt"u8);
            json.WriteStartObject();
            WriteHalt(json, instrument, guard);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("halt"u8);
        }

        if (guard.HasLimit)
        {
            json.WriteStartObject("limit_state"u8);
            json.WriteString("side"u8, guard.Limit.Side == Side.Buy ? "up"u8 : "down"u8);
            json.WritePrice("price"u8, guard.Limit.Price, instrument.PriceScale);
            json.WritePrice("reference_price"u8, guard.Limit.TriggerPrice, instrument.PriceScale);
            json.WriteTime("pauses_at"u8, guard.Limit.ExpireTime);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("limit_state"u8);
        }

        json.WriteNumber("sequence"u8, sequence);
        json.WriteEndObject();
    }

    /// <summary>What GET /market-breaker answers.</summary>
    public static void WriteMarket(
        Utf8JsonWriter json, MarketBreakerRules rules, int levelReached, IEnumerable<(Instrument Instrument, GuardPicture Guard)> members, long sequence)
    {
        json.WriteStartObject();
        json.WriteStartArray("levels"u8);
        for (var level = 1; level <= 3; level++)
        {
            json.WriteStartObject();
            json.WriteNumber("level"u8, level);
            json.WriteNumber("fall_ppm"u8, rules.Ppm(level));
            json.WriteNumber("pause_ms"u8, rules.PauseMs(level));
            json.WriteBoolean("reached"u8, level <= levelReached);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("auction_ms"u8, rules.AuctionMs);
        json.WriteBoolean("cancel_orders"u8, rules.CancelOrders);
        json.WriteBoolean("members_only"u8, rules.MembersOnly);
        json.WriteStartArray("members"u8);
        foreach (var (instrument, guard) in members)
        {
            json.WriteStartObject();
            json.WriteText("symbol"u8, instrument.Symbol);
            json.WriteNumber("weight"u8, guard.Weight);
            json.WritePrice("reference_price"u8, guard.IndexReference, instrument.PriceScale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, sequence);
        json.WriteEndObject();
    }

    /// <summary>A halt that is in force: its fields, without the object around them.</summary>
    public static void WriteHalt(Utf8JsonWriter json, Instrument instrument, GuardPicture guard)
    {
        var halt = guard.Halt;
        json.WriteString("cause"u8, Word(halt.HaltReason));
        json.WriteString("status"u8, guard.AuctionEnd.IsNone ? "paused"u8 : "auction"u8);
        WriteWhy(json, in halt, instrument);
        json.WriteTime("halted_at"u8, halt.Time);
        json.WriteTimeOrNull("halt_until"u8, halt.ExpireTime);
        json.WriteTimeOrNull("resume_at"u8, guard.AuctionEnd.IsNone ? halt.ResumeTime : guard.AuctionEnd);
        json.WriteNumber("sequence"u8, halt.Sequence);
    }

    /// <summary>A notice of the channel halts.</summary>
    public static void WriteNotice(Utf8JsonWriter json, in ExchangeEvent e, Instrument? instrument)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "circuit_breaker"u8);
        json.WriteString("channel"u8, "halts"u8);
        if (instrument is null)
            json.WriteNull("symbol"u8);
        else
            json.WriteText("symbol"u8, instrument.Symbol);
        switch (e.Kind)
        {
            case EventKind.TradingHalted:
                json.WriteString("status"u8, "triggered"u8);
                json.WriteString("cause"u8, Word(e.HaltReason));
                WriteWhy(json, in e, instrument!);
                json.WriteTimeOrNull("halt_until"u8, e.ExpireTime);
                json.WriteTimeOrNull("resume_at"u8, e.ResumeTime);
                break;
            case EventKind.HaltAuction:
                json.WriteString("status"u8, "auction"u8);
                json.WriteString("cause"u8, Word(e.HaltReason));
                json.WriteTimeOrNull("resume_at"u8, e.ExpireTime);
                break;
            case EventKind.HaltEnded:
                json.WriteString("status"u8, "resumed"u8);
                json.WriteString("cause"u8, Word(e.HaltReason));
                json.WriteBoolean("by_command"u8, e.Terms.Bits == 1);
                break;
            case EventKind.LimitState:
                json.WriteString("status"u8, e.Terms.Bits == 0 ? "limit_over"u8 : e.Side == Side.Buy ? "limit_up"u8 : "limit_down"u8);
                if (e.Terms.Bits == 1)
                {
                    json.WritePrice("limit_price"u8, e.Price, instrument!.PriceScale);
                    json.WritePrice("reference_price"u8, e.TriggerPrice, instrument.PriceScale);
                    json.WriteTimeOrNull("pauses_at"u8, e.ExpireTime);
                }

                break;
            case EventKind.IndexLevelReached:
                json.WriteString("status"u8, "market_wide"u8);
                json.WriteNumber("level"u8, e.Terms.Bits);
                json.WriteString("reason"u8, $"index fell {Percent(e.Quantity.Units)}");
                json.WriteTimeOrNull("halt_until"u8, e.ExpireTime);
                break;
            default:
                var kill = e.ToKillSwitch();
                json.WriteString("status"u8, kill.IsOn ? "stopped"u8 : "released"u8);
                json.WriteString("scope"u8, kill.Scope == KillScope.Instrument ? "instrument"u8 : "exchange"u8);
                break;
        }

        json.WriteNumber("sequence"u8, e.Sequence);
        json.WriteTime("timestamp"u8, e.Time);
        json.WriteEndObject();
    }

    /// <summary>True for what the channel halts tells: switches of accounts and sessions are nobody else's business.</summary>
    public static bool IsPublic(in ExchangeEvent e) => e.Kind switch
    {
        EventKind.TradingHalted or EventKind.HaltAuction or EventKind.HaltEnded or EventKind.LimitState or EventKind.IndexLevelReached => true,
        EventKind.KillSwitchSet => e.ToKillSwitch().Scope is KillScope.Exchange or KillScope.Instrument,
        _ => false,
    };

    public static void WriteKill(Utf8JsonWriter json, KillPicture kill, InstrumentDirectory directory)
    {
        json.WriteStartObject();
        json.WriteString("switch"u8, NameOf(kill.Switch, directory));
        json.WriteString("scope"u8, kill.Switch.Scope.ToString().ToLowerInvariant());
        if (!kill.Note.IsEmpty)
            json.WriteText("note"u8, kill.Note);
        json.WriteTime("since"u8, kill.Since);
        json.WriteNumber("sequence"u8, kill.Sequence);
        json.WriteEndObject();
    }

    /// <summary>A switch's name in paths: <c>exchange</c>, <c>instrument-AAPL</c>, <c>account-7</c>, <c>session-12</c>.</summary>
    public static string NameOf(in KillSwitch kill, InstrumentDirectory directory) => kill.Scope switch
    {
        KillScope.Instrument => $"instrument-{directory.Find(kill.Instrument)?.Instrument.Symbol.ToString() ?? kill.Instrument.ToString()}",
        KillScope.Account => $"account-{kill.Account}",
        KillScope.Session => $"session-{kill.Session}",
        _ => "exchange",
    };

    private static void WriteWhy(Utf8JsonWriter json, in ExchangeEvent halt, Instrument instrument)
    {
        json.WriteString("reason"u8, Why(in halt));
        json.WritePrice("reference_price"u8, halt.TriggerPrice, instrument.PriceScale);
        json.WritePrice("current_price"u8, halt.Price, instrument.PriceScale);
        if (halt.HaltReason == HaltReason.MarketWide)
            json.WriteNumber("level"u8, halt.Terms.Bits);
    }

    /// <summary>Such as <c>10% price decline in 5 minutes</c>.</summary>
    private static string Why(in ExchangeEvent halt) => halt.HaltReason switch
    {
        HaltReason.Breaker => $"{Percent(halt.Quantity.Units)} price {(halt.Side == Side.Sell ? "decline" : "rise")} in {Duration(halt.DisplayQuantity.Units)}",
        HaltReason.LimitState => $"limit {(halt.Side == Side.Sell ? "down" : "up")} for {Duration(halt.DisplayQuantity.Units)}",
        _ => $"market-wide halt, level {halt.Terms.Bits}: index fell {Percent(halt.Quantity.Units)}",
    };

    private static string Percent(long ppm) => (ppm / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static string Duration(long ms)
    {
        var (count, unit) = ms % 60_000 == 0 ? (ms / 60_000, "minute") : ms % 1_000 == 0 ? (ms / 1_000, "second") : (ms, "millisecond");
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }

    private static ReadOnlySpan<byte> Word(HaltReason reason) => reason switch
    {
        HaltReason.Breaker => "breaker"u8,
        HaltReason.LimitState => "limit_state"u8,
        _ => "market_wide"u8,
    };
}
