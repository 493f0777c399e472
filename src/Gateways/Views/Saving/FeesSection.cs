using System.Buffers;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>The view of fees as a section of saved views. Tiers, weights, promotions and makers lie there as the commands that set them. Cold.</summary>
internal static class FeesSection
{
    private const string Impossible = "the fees of the views are impossible";

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var fees = views.Fees;
        if (!fees.IsOn && fees.Profits.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(fees.IsOn ? (byte)1 : (byte)0);
        to.Add(fees.DayBegan);
        var set = fees.Tiers.Values.Select(Command.SetFeeTier).Concat(fees.Weights.Values.Select(Command.SetVolumeWeight)).Concat(fees.Promotions.Values.Select(Command.SetPromotion)).ToList();
        to.Add(set.Count);
        foreach (var command in set)
            to.Add(command);
        to.Add(fees.Ratings.Count);
        foreach (var (family, rating) in fees.Ratings.OrderBy(rating => rating.Key))
        {
            to.Add(family);
            to.Add(rating.Tier);
            to.Add(rating.IsFixed ? (byte)1 : (byte)0);
            to.Add(rating.Volume);
            to.Add(rating.MadeVolume);
            to.Add(rating.OpenNs);
            to.Add(rating.QuotedNs);
            to.Add(fees.FixedUntil.GetValueOrDefault(family));
        }

        to.Add(fees.Today.Count);
        foreach (var ((account, asset), money) in fees.Today.OrderBy(today => today.Key))
        {
            to.Add(account);
            to.Add(asset);
            Add(to, money);
        }

        to.Add(fees.Makers.Count);
        foreach (var maker in fees.Makers.Values)
        {
            to.Add(Command.SetMaker(maker.Terms));
            to.Add(maker.OpenNs);
            to.Add(maker.QuotedNs);
            Add(to, new TradedMoney(maker.MadeBefore, maker.MadeToday));
        }

        to.Add(fees.Instruments.Count);
        foreach (var (instrument, money) in fees.Instruments.OrderBy(traded => traded.Key))
        {
            to.Add(instrument);
            Add(to, money);
        }

        to.Add(fees.Profits.Count);
        foreach (var (asset, profit) in fees.Profits)
        {
            to.Add(asset);
            to.Add(profit.Volume);
            to.Add(profit.Fees);
            to.Add(profit.Rebates);
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var fees = views.Fees;
        fees.IsOn = from.Read<byte>() == 1;
        fees.DayBegan = from.Read<Timestamp>();
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            Set(fees, from.Read<Command>());
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            fees.Set(
                new OwnerId(from.Read<int>()),
                new FeeRating(from.Read<int>(), from.Read<byte>() == 1, from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<long>()),
                from.Read<Timestamp>());
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            fees.Set((from.Read<int>(), from.Read<int>()), Money(from));
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var set = from.Read<Command>();
            if (views.Find(set.Instrument) is null)
                return Impossible;
            var (open, quoted, made) = (from.Read<long>(), from.Read<long>(), Money(from));
            fees.Set(new MakerPicture(new MakerTerms(set.Owner, set.Instrument, (int)set.TriggerPrice.Units, set.Quantity), open, quoted, made.Traded, made.Made));
        }

        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            fees.SetTraded(from.Read<int>(), Money(from));
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            fees.Set(from.Read<int>(), new AssetProfit(from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>()));
        return from.IsWhole && fees.Promotions.Keys.All(id => views.Find(new InstrumentId(id)) is not null) ? null : Impossible;
    }

    private static void Set(FeesView fees, in Command set)
    {
        switch (set.Kind)
        {
            case CommandKind.SetFeeTier:
                fees.Set(set.ToFeeTier());
                break;
            case CommandKind.SetVolumeWeight:
                fees.Set(set.ToVolumeWeight());
                break;
            default:
                fees.Set(set.ToPromotion());
                break;
        }
    }

    private static void Add(FieldWriter to, TradedMoney money)
    {
        to.Add(money.Traded);
        to.Add(money.Made);
    }

    private static TradedMoney Money(FieldReader from) => new(from.Read<Int128>(), from.Read<Int128>());
}
