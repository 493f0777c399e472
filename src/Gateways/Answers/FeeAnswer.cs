using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>What is known of an account's fees at one moment; taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record FeePicture(
    OwnerId Account, OwnerId Family, FeeRating Rating, Timestamp FixedUntil, FeeTier? Tier, FeeTier? Next, (AssetId Asset, TradedMoney Money)[] Today, Timestamp DayBegan,
    (MakerPicture Maker, Instrument Instrument, TradedMoney Traded)[] Makers, long Sequence)
{
    /// <summary>Null where there is no such account.</summary>
    public static FeePicture? Take(ExchangeViews views, OwnerId account)
    {
        if (views.Accounts.Find(account) is null)
            return null;
        var fees = views.Fees;
        var family = fees.FamilyOf(account);
        var rating = fees.Ratings.GetValueOrDefault(family.Value);
        return new FeePicture(
            account, family, rating, fees.FixedUntil.GetValueOrDefault(family.Value), fees.Tiers.GetValueOrDefault(rating.Tier),
            fees.Tiers.Values.FirstOrDefault(tier => tier.Number > rating.Tier),
            [.. views.Accounts.AllAssets.Select(asset => (asset.Id, Money: TodayOf(views, family, asset.Id))).Where(today => today.Money.Traded != 0)],
            fees.DayBegan,
            [.. fees.Makers.Values.Where(maker => maker.Terms.Account == account)
                .Select(maker => (maker, views.Find(maker.Terms.Instrument)!.Instrument, fees.Instruments.GetValueOrDefault(maker.Terms.Instrument.Value)))],
            views.Sequence);
    }

    private static TradedMoney TodayOf(ExchangeViews views, OwnerId family, AssetId asset)
    {
        var sum = views.Fees.Today.GetValueOrDefault((family.Value, asset.Value));
        foreach (var sub in views.Accounts.Find(family)?.SubAccounts ?? [])
        {
            var money = views.Fees.Today.GetValueOrDefault((sub.Value, asset.Value));
            sum = new TradedMoney(sum.Traded + money.Traded, sum.Made + money.Made);
        }

        return sum;
    }
}

/// <summary>Writes fee tiers, promotions, volumes and makers.</summary>
internal static class FeeAnswer
{
    public static void WriteSchedule(Utf8JsonWriter json, FeeTier[] tiers, VolumeWeight[] weights, Promotion[] promotions, GatewayServices services)
    {
        json.WriteStartObject();
        json.WriteStartArray("tiers"u8);
        foreach (var tier in tiers)
        {
            json.WriteStartObject();
            WriteTier(json, tier);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("volume_weights"u8);
        foreach (var weight in weights)
        {
            json.WriteStartObject();
            json.WriteString("asset"u8, services.Views.Accounts.Assets.Find(weight.Asset)?.Code.ToString() ?? weight.Asset.ToString());
            json.WriteNumber("multiplier"u8, weight.Multiplier);
            json.WriteNumber("divisor"u8, weight.Divisor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("promotions"u8);
        foreach (var promotion in promotions)
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, services.Directory.Find(promotion.Instrument)?.Instrument.Symbol.ToString() ?? promotion.Instrument.ToString());
            json.WriteString("name"u8, promotion.Name.ToString());
            WriteTime(json, "from"u8, promotion.From);
            json.WriteTime("until"u8, promotion.Until);
            Write(json, promotion.Rates);
            json.WriteBoolean("subsidised"u8, promotion.IsSubsidised);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What GET /users/{user_id}/fee-tier answers.</summary>
    public static void WriteTier(Utf8JsonWriter json, FeePicture picture, GatewayServices services)
    {
        json.WriteStartObject();
        WriteHead(json, picture, services);
        json.WriteNumber("tier"u8, picture.Rating.Tier);
        json.WriteBoolean("fixed"u8, picture.Rating.IsFixed);
        WriteTime(json, "fixed_until"u8, picture.FixedUntil);
        Write(json, "rates"u8, picture.Tier);
        Write(json, "next_tier"u8, picture.Next);
        json.WriteString("volume_30d"u8, Text(picture.Rating.Volume));
        WriteUptime(json, picture.Rating.OpenNs, picture.Rating.QuotedNs);
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteEndObject();
    }

    /// <summary>What GET /users/{user_id}/volume-stats answers.</summary>
    public static void WriteVolumes(Utf8JsonWriter json, FeePicture picture, GatewayServices services)
    {
        json.WriteStartObject();
        WriteHead(json, picture, services);
        json.WriteString("volume_30d"u8, Text(picture.Rating.Volume));
        json.WriteString("maker_volume_30d"u8, Text(picture.Rating.MadeVolume));
        json.WriteString("taker_volume_30d"u8, Text(picture.Rating.Volume - picture.Rating.MadeVolume));
        WriteTime(json, "day_began"u8, picture.DayBegan);
        json.WriteStartArray("today"u8);
        foreach (var (id, money) in picture.Today)
        {
            if (services.Views.Accounts.Assets.Find(id) is not { } asset)
                continue;
            json.WriteStartObject();
            json.WriteText("asset"u8, asset.Code);
            json.WriteWideDecimal("traded"u8, money.Traded, asset.Scale);
            json.WriteWideDecimal("made"u8, money.Made, asset.Scale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteEndObject();
    }

    /// <summary>What GET /users/{user_id}/quoting answers.</summary>
    public static void WriteMakers(Utf8JsonWriter json, FeePicture picture, GatewayServices services)
    {
        json.WriteStartObject();
        WriteHead(json, picture, services);
        WriteUptime(json, picture.Rating.OpenNs, picture.Rating.QuotedNs);
        json.WriteStartArray("instruments"u8);
        foreach (var (maker, instrument, traded) in picture.Makers)
        {
            json.WriteStartObject();
            json.WriteText("symbol"u8, instrument.Symbol);
            json.WriteNumber("width_ppm"u8, maker.Terms.WidthPpm);
            json.WriteDecimal("size"u8, maker.Terms.Size.Units, instrument.QuantityScale);
            json.WriteStartObject("last_day"u8);
            WriteUptime(json, maker.OpenNs, maker.QuotedNs);
            json.WriteWideDecimal("made"u8, maker.MadeBefore, instrument.MoneyScale);
            WriteShare(json, "made_share"u8, maker.MadeBefore, traded.Made);
            json.WriteEndObject();
            json.WriteStartObject("today"u8);
            json.WriteWideDecimal("made"u8, maker.MadeToday, instrument.MoneyScale);
            WriteShare(json, "made_share"u8, maker.MadeToday, traded.Traded);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, FeePicture picture, GatewayServices services)
    {
        AccountAnswer.WriteUser(json, picture.Account, services.Keys);
        json.WriteString("family"u8, AccountAnswer.UserOf(picture.Family, services.Keys));
    }

    private static void WriteTier(Utf8JsonWriter json, FeeTier tier)
    {
        json.WriteNumber("tier"u8, tier.Number);
        json.WriteString("name"u8, tier.Name.ToString());
        json.WriteString("min_volume"u8, Text(tier.MinVolume));
        json.WriteNumber("min_uptime_ppm"u8, tier.MinUptimePpm);
        Write(json, tier.Rates);
        json.WriteBoolean("subsidised"u8, tier.IsSubsidised);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, FeeTier? tier)
    {
        if (tier is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        WriteTier(json, tier);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FeeRates rates)
    {
        json.WriteNumber("maker_fee_ppm"u8, rates.MakerPpm);
        json.WriteNumber("taker_fee_ppm"u8, rates.TakerPpm);
        json.WriteNumber("auction_fee_ppm"u8, rates.AuctionPpm);
    }

    private static void WriteUptime(Utf8JsonWriter json, long openNs, long quotedNs)
    {
        json.WriteString("open_ns"u8, Text(openNs));
        json.WriteString("quoted_ns"u8, Text(quotedNs));
        WriteShare(json, "uptime_ppm"u8, quotedNs, openNs);
    }

    // In millionths, rounded down; nothing of nothing is no share.
    private static void WriteShare(Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 part, Int128 whole)
    {
        if (whole == 0)
            json.WriteNull(name);
        else
            json.WriteNumber(name, (long)(part * 1_000_000 / whole));
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, Timestamp time)
    {
        if (time.IsNone)
            json.WriteNull(name);
        else
            json.WriteTime(name, time);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
