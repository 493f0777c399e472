using System.Text.Json;
using Rialto.Model.Fees;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Audit;

/// <summary>What happened about fee tiers, as fields of an audit line and as a sentence; docs/reference/audit-log.md.</summary>
internal static class FeeStory
{
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Scene scene)
    {
        switch (one.Kind)
        {
            case EventKind.FeesRated:
                json.WriteNumber("tier", one.FeeTierNumber);
                json.WriteBoolean("fixed", one.IsTierFixed);
                json.WriteNumber("volume_30d", one.Volume);
                json.WriteNumber("maker_volume_30d", one.MadeVolume);
                WriteTimes(json, in one);
                break;
            case EventKind.FeeDayEnded:
                json.WriteNumber("fee_day", one.OrderId.Value);
                WriteInstrument(json, in one, scene);
                if (one.Owner.Value != 0)
                    WriteTimes(json, in one);
                break;
            default:
                WriteSet(json, in one, scene);
                break;
        }
    }

    public static string Sentence(in ExchangeEvent one, Scene scene) => one.Kind switch
    {
        EventKind.FeesRated => $"{scene.Name(one.Owner)} has fee tier {one.FeeTierNumber}{(one.IsTierFixed ? ", fixed" : "")}.",
        EventKind.FeeDayEnded when one.Owner.Value == 0 => $"Fee day {one.OrderId} ended.",
        EventKind.FeeDayEnded => $"{scene.Name(one.Owner)} quoted {one.QuotedNs} of {one.OpenNs} ns.",
        _ => $"Fees were set: {Words.Spoken(one.FeesKind)}.",
    };

    private static void WriteSet(Utf8JsonWriter json, in ExchangeEvent one, Scene scene)
    {
        json.WriteString("command", Words.Of(one.FeesKind));
        if (one.FeesKind != CommandKind.SetVolumeWeight)
            json.WriteBoolean("removed", one.IsFeeRemoval);
        if (one.FeesKind is CommandKind.SetPromotion or CommandKind.SetMaker)
            WriteInstrument(json, in one, scene);
        switch (one.FeesKind)
        {
            case CommandKind.SetFeeTier:
                var tier = one.ToFeeTier();
                json.WriteNumber("tier", tier.Number);
                json.WriteNumber("min_volume", tier.MinVolume);
                json.WriteNumber("min_uptime_ppm", tier.MinUptimePpm);
                Write(json, tier.Rates);
                break;
            case CommandKind.SetPromotion:
                var promotion = one.ToPromotion();
                json.WriteString("from", promotion.From.ToString());
                json.WriteString("until", promotion.Until.ToString());
                Write(json, promotion.Rates);
                break;
            case CommandKind.SetVolumeWeight:
                json.WriteString("asset", scene.Assets(one.Asset)?.Code.ToString() ?? one.Asset.ToString());
                json.WriteNumber("multiplier", one.ToVolumeWeight().Multiplier);
                json.WriteNumber("divisor", one.ToVolumeWeight().Divisor);
                break;
            case CommandKind.SetAccountTier:
                json.WriteNumber("tier", one.FeeTierNumber);
                break;
            default:
                json.WriteNumber("width_ppm", one.ToMaker().WidthPpm);
                json.WriteNumber("size_units", one.ToMaker().Size.Units);
                break;
        }
    }

    private static void WriteInstrument(Utf8JsonWriter json, in ExchangeEvent one, Scene scene)
    {
        if (scene.Instruments(one.Instrument) is { } instrument)
            json.WriteString("symbol", instrument.Symbol.ToString());
    }

    private static void Write(Utf8JsonWriter json, FeeRates rates)
    {
        json.WriteNumber("maker_fee_ppm", rates.MakerPpm);
        json.WriteNumber("taker_fee_ppm", rates.TakerPpm);
        json.WriteNumber("auction_fee_ppm", rates.AuctionPpm);
    }

    private static void WriteTimes(Utf8JsonWriter json, in ExchangeEvent one)
    {
        json.WriteNumber("open_ns", one.OpenNs);
        json.WriteNumber("quoted_ns", one.QuotedNs);
    }
}
