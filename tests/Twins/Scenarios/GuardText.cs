using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Events of guards, one line each.</summary>
internal static class GuardText
{
    public static string Of(in ExchangeEvent e, Instrument i)
    {
        string P(Price price) => DecimalText.Format(price.Units, i.PriceScale);
        var (price, about) = (e.Price, e.TriggerPrice);
        return e.Kind switch
        {
            EventKind.BreakerSet => "breaker set",
            EventKind.MarketBreakerSet => "market breaker set",
            EventKind.IndexMemberSet => $"index member, weight {e.Quantity} from {P(price)}",
            EventKind.MarketDayStarted => $"market day started, {e.Quantity} members",
            EventKind.KillSwitchSet => Kill(e, i),
            EventKind.TradingHalted => $"halted by {e.HaltReason}: {Why(e, P)}, until {Time(e.ExpireTime)}, resumes {Time(e.ResumeTime)}",
            EventKind.IndexLevelReached => $"index level {e.Terms.Bits}: {price.Units} from {about.Units}, {e.Quantity} ppm, until {Time(e.ExpireTime)}",
            EventKind.HaltAuction => $"auction after {e.HaltReason} until {Time(e.ExpireTime)}",
            EventKind.HaltEnded => $"halt by {e.HaltReason} over{(e.Terms.Bits == 1 ? ", by command" : "")}",
            _ => e.Terms.Bits == 1 ? $"limit {(e.Side == Side.Buy ? "up" : "down")} at {P(price)} of {P(about)}, until {Time(e.ExpireTime)}" : $"limit {(e.Side == Side.Buy ? "up" : "down")} over",
        };
    }

    private static string Why(in ExchangeEvent e, Func<Price, string> p) => e.HaltReason switch
    {
        HaltReason.Breaker => $"{p(e.TriggerPrice)} to {p(e.Price)}, {(e.Side == Side.Sell ? "down" : "up")} {e.Quantity} ppm in {e.DisplayQuantity} ms",
        HaltReason.LimitState => $"{(e.Side == Side.Buy ? "up" : "down")} at {p(e.Price)} of {p(e.TriggerPrice)}, {e.Quantity} ppm, for {e.DisplayQuantity} ms",
        _ => $"level {e.Terms.Bits}, {e.Quantity} ppm, last {p(e.Price)}",
    };

    private static string Kill(in ExchangeEvent e, Instrument i)
    {
        var kill = e.ToKillSwitch();
        var what = kill.Scope switch
        {
            KillScope.Instrument => $" {i.Symbol}",
            KillScope.Account => $" {Vocabulary.NameOf(e.Owner)}",
            KillScope.Session => $" {e.Session}",
            _ => "",
        };
        return $"kill switch of {kill.Scope.ToString().ToLowerInvariant()}{what} {(kill.IsOn ? "on" : "off")}, {e.Quantity} canceled{(e.ClientOrderId.IsEmpty ? "" : $": {e.ClientOrderId}")}";
    }

    private static string Time(Timestamp time) => time.IsNone ? "told" : $"{time.ToDateTimeUtc():HH:mm:ss}";
}
