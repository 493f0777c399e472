using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>A small, crowded market for random commands, different for each seed: scales, ticks, lots, fees, limits, who belongs to whom.</summary>
internal sealed class Market
{
    public ExchangeLimits Limits { get; }
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Assets of the settled instruments; empty where there are none.</summary>
    public IReadOnlyList<Asset> Assets { get; } = [];

    public int Owners { get; }

    /// <summary>Many orders rest over many prices, most of them away from the touch; otherwise few orders crowd at few prices.</summary>
    public bool IsDeep { get; }

    /// <summary>Orders come within so many ticks of the middle.</summary>
    public long Width { get; }

    /// <summary>Guards are set, and prices jump.</summary>
    public bool HasGuards { get; }

    /// <summary>Fee tiers are set, and days pass faster.</summary>
    public bool HasFees { get; }

    /// <summary>Verification is required, most of the time.</summary>
    public bool HasCustomers { get; }

    private readonly long[] _middles;
    private readonly Dictionary<int, int> _multipliers = [];

    public Market(Dice dice)
    {
        IsDeep = dice.Percent(10);
        Limits = new ExchangeLimits(IsDeep ? 300 : (int)dice.Of<long>(12, 24, 40, 60), (int)dice.Of<long>(0, 1, 4, 16), (int)dice.Of<long>(0, 1, 5, 40));
        if (dice.Percent(65))
            Assets = [.. Enumerable.Range(1, (int)dice.Between(2, 3)).Select(id => new Asset(new AssetId(id), Text36.Of($"A{id}"), (byte)dice.Between(0, dice.Percent(15) ? 12 : 6)))];
        Owners = (int)dice.Between(2, 4);
        Width = IsDeep ? dice.Of<long>(30, 100, 1_000, 5_000, 100_000) : dice.Between(2, 5);
        var instruments = new List<Instrument>();
        var middles = new List<long>();
        for (int id = 1, count = (int)dice.Between(1, 3); id <= count; id++)
        {
            Instrument instrument;
            long middle;
            do
            {
                instrument = Define(dice, id);
                if (Assets.Count > 0 && dice.Percent(85))
                    instrument = Settled(dice, instrument);
                middle = Middle(dice, instrument);
            }
            while (IsTooDear(instrument, middle) && !dice.Percent(3));
            instruments.Add(instrument);
            middles.Add(middle);
        }

        Instruments = instruments;
        _middles = [.. middles];
        HasGuards = dice.Percent(50);
        HasFees = Assets.Count > 0 && dice.Percent(55);
        HasCustomers = dice.Percent(40);
        if (Assets.Count == 0 || !dice.Percent(45))
            return;
        for (var at = 0; at < instruments.Count; at++)
            if ((at == 0 || dice.Percent(60)) && OfContract(dice, instruments[at]) is { } contract)
            {
                instruments[at] = contract;
                Contracts.Add(contract);
            }

        if (Contracts.Count > 0)
            Owners += 2;
    }

    /// <summary>Those of the instruments that become contracts.</summary>
    public List<Instrument> Contracts { get; } = [];

    /// <summary>The multiplier of a contract.</summary>
    public int MultiplierOf(Instrument i) => _multipliers.GetValueOrDefault(i.Id.Value, 1);

    /// <summary>The same instrument, unsettled, its lot made so that its worth is exact; null where a few lots would be worth too much.</summary>
    private Instrument? OfContract(Dice dice, Instrument i)
    {
        var contract = i with { BaseAsset = default, QuoteAsset = default, MoneyScale = Assets.First(a => a.Id == i.Asset(this)).Scale };
        var multiplier = (int)dice.Of<long>(1, 1, 10, 100, 7);
        while (contract.MaxQuantity.Units <= Quantity.MaxUnits / 10)
        {
            if ((Amounts.Exact(contract, contract.Tick, contract.Lot.Units) * multiplier % Amounts.ExactMoney(contract, 1)).IsZero)
            {
                _multipliers[i.Id.Value] = multiplier;
                return EntryChecks.NotionalOf(contract, PriceAt(contract, 0), contract.Lot.Units * 9) * multiplier < 1L << 50 ? contract : null;
            }

            contract = contract with
            {
                Lot = new Quantity(contract.Lot.Units * 10),
                MinQuantity = new Quantity(contract.MinQuantity.Units * 10),
                MaxQuantity = new Quantity(contract.MaxQuantity.Units * 10),
            };
        }

        return null;
    }

    public Price PriceAt(Instrument i, long ticksFromMiddle) => new(Math.Max(_middles[i.Id.Value - 1] + ticksFromMiddle, 1) * i.Tick.Units);

    public static Instrument Define(Dice dice, int id)
    {
        var extreme = dice.Percent(15);
        var lot = extreme ? dice.Of(1, 1_000_000_000, 50_000_000_000, dice.Between(1, 1_000_000_000)) : dice.Of(1, 1, 5, 100, dice.Between(1, 1_000));
        var tick = extreme ? dice.Of(1, 1_000_000_000, 1_000_000_000_000, dice.Between(1, 1_000_000)) : dice.Of(1, 1, 5, 25, dice.Between(1, 1_000));
        return new Instrument(
            new InstrumentId(id), Text36.Of($"S{id}"),
            (byte)dice.Between(0, extreme ? 12 : 4), (byte)dice.Between(0, extreme ? 12 : 8), (byte)dice.Between(0, extreme ? 12 : 8),
            new Price(tick), new Quantity(lot), new Quantity(lot * dice.Of<long>(1, 1, 2)), new Quantity(lot * dice.Of<long>(12, 20, 20)));
    }

    /// <summary>The same instrument with assets, its lot made so that money is exact; unsettled where that cannot be.</summary>
    private Instrument Settled(Dice dice, Instrument i)
    {
        var (traded, quote) = dice.Percent(50) ? (Assets[0], Assets[1]) : (Assets[^1], Assets[(int)dice.Between(0, Assets.Count - 2)]);
        var settled = i with { QuantityScale = Math.Min(i.QuantityScale, traded.Scale), MoneyScale = quote.Scale, BaseAsset = traded.Id, QuoteAsset = quote.Id };
        while (settled.MaxQuantity.Units <= Quantity.MaxUnits && (Int128)settled.MaxQuantity.Units * PowerOfTen(traded.Scale - settled.QuantityScale) <= Asset.MaxHeld)
        {
            var exact = Amounts.Exact(settled, settled.Tick, settled.Lot.Units);
            if (Amounts.ExactMoney(settled, 1) is var unit && (exact % unit).IsZero)
                return settled;
            settled = settled with
            {
                Lot = new Quantity(settled.Lot.Units * 10),
                MinQuantity = new Quantity(settled.MinQuantity.Units * 10),
                MaxQuantity = new Quantity(settled.MaxQuantity.Units * 10),
            };
        }

        return i;
    }

    /// <summary>About what so many of nine lots cost, or are, in an asset.</summary>
    public Money Worth(Dice dice, Asset asset, long times)
    {
        var worth = System.Numerics.BigInteger.One;
        foreach (var i in Instruments.Where(i => i.IsSettled && (i.BaseAsset == asset.Id || i.QuoteAsset == asset.Id)))
        {
            var one = i.QuoteAsset == asset.Id
                ? EntryChecks.NotionalOf(i, PriceAt(i, 0), i.Lot.Units * 9)
                : (System.Numerics.BigInteger)i.Lot.Units * 9 * PowerOfTen(asset.Scale - i.QuantityScale);
            worth = dice.Percent(70) ? System.Numerics.BigInteger.Max(worth, one) : one;
        }

        return new Money((long)System.Numerics.BigInteger.Min(System.Numerics.BigInteger.Max(1, worth * times / 10), Asset.MaxHeld / 4));
    }

    private static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }

    /// <summary>In ticks: some markets are so low that a tick inside is nothing, or so high that a tick above is too much.</summary>
    private long Middle(Dice dice, Instrument i) => dice.Weighted(12, 70, 4) switch
    {
        0 => dice.Between(2, 4),
        1 => Width + dice.Between(100, 4000) is var middle && middle * i.Tick.Units < Price.MaxUnits / 2 ? middle : Price.MaxUnits / i.Tick.Units / 2,
        _ => Price.MaxUnits / i.Tick.Units - dice.Between(0, 2),
    };

    /// <summary>Most orders would be worth more than money can count.</summary>
    private static bool IsTooDear(Instrument i, long middle) =>
        EntryChecks.NotionalOf(i, new Price(middle * i.Tick.Units), i.Lot.Units * 9) > Amounts.Largest;

    public InstrumentRules Rules(Dice dice, Instrument i)
    {
        int Fee() => dice.Percent(50) ? 0 : (int)dice.Of<long>(-100_000, -250, -1, 1, 333, 2_500, 100_000);
        var notional = dice.Percent(IsDeep ? 3 : 20) ? (long)System.Numerics.BigInteger.Min(EntryChecks.NotionalOf(i, PriceAt(i, 0), i.Lot.Units * 4), long.MaxValue) : 0;
        return new InstrumentRules(
            Fee(), Fee(), Fee(),
            dice.Percent(IsDeep ? 97 : 70) ? 0 : (int)dice.Of<long>(1_000, 20_000, 500_000, 1_000_000),
            dice.Percent(65) ? 0 : (int)dice.Of<long>(1, 1_000, 10_000, 300_000, 1_000_000),
            new Money(dice.Percent(50) ? notional / 4 : 0), new Money(dice.Percent(50) ? notional : 0),
            dice.Percent(40) && PriceAt(i, 0).Units <= Price.MaxUnits ? PriceAt(i, 0) : Price.None,
            dice.Percent(20),
            dice.Percent(70) ? 0 : (int)dice.Of<long>(1, 2, 3, 10, int.MaxValue));
    }
}
