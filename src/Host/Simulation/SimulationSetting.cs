using Rialto.Journal;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation;

/// <summary>What one seed's world is like: sizes small enough that everything that can fill up does.</summary>
internal sealed class SimulationSetting
{
    /// <summary>Virtual time begins here.</summary>
    public const long StartNs = 1_800_000_000_000_000_000;

    private SimulationSetting(Dice dice, Dice apart, Dice office, Dice customers)
    {
        HasOffice = office.Percent(55);
        HasBaskets = customers.Percent(45);
        Clients = (int)dice.Between(2, 5);
        SegmentBytes = (int)dice.Of<long>(4096, 4096, 8192, 32_768, 131_072);
        QueueBytes = (int)dice.Of<long>(1024, 2048, 16_384, 65_536);
        Durability = dice.Percent(80) ? Durability.Fsync : Durability.Os;
        IntakeSlots = (int)dice.Of<long>(4, 16, 64, 256);
        EventSlots = (int)dice.Of<long>(8, 16, 128, 512);
        MaxPending = (int)dice.Of<long>(64, 256);
        OutboxBytes = (int)dice.Of<long>(2_000, 20_000, 1_000_000);
        Limits = new ExchangeLimits((int)dice.Of<long>(24, 60, 400), 1 << 16);
        Archives = dice.Percent(70);
        KeepSegments = Archives && dice.Percent(35) ? (int)dice.Between(1, 4) : 0;
        FaultsPerMille = (int)dice.Of<long>(1, 3, 8, 20);
        var instruments = new List<Instrument>();
        for (int id = 1, count = (int)dice.Between(1, 2); id <= count; id++)
        {
            var lot = dice.Of<long>(1, 1, 10);
            instruments.Add(new Instrument(
                new InstrumentId(id), Text36.Of($"S{id}"), (byte)dice.Between(0, 4), (byte)dice.Between(0, 4), (byte)dice.Between(0, 6),
                new Price(dice.Of<long>(1, 1, 5)), new Quantity(lot), new Quantity(lot), new Quantity(lot * 1000)));
        }
        Instruments = instruments;
        Assets = dice.Percent(65) ? Settle(instruments, dice) : [];
        AsksWho = Assets.Count > 0 && customers.Percent(35);
        int Fee() => dice.Percent(40) ? 0 : (int)dice.Of<long>(-250, 1, 333, 2_500);
        Rules = new InstrumentRules(
            Fee(), Fee(), Fee(), dice.Percent(70) ? 0 : 200_000, dice.Percent(60) ? 0 : 100_000, Money.Zero, Money.Zero, Price.None, dice.Percent(20));
        // Thrown apart, so that worlds without a contract are what they were before there were any.
        if (Assets.Count == 0 || !apart.Percent(45))
            return;
        Contract = Futures(instruments, apart);
        MarginAccounts = [.. Enumerable.Range(Clients + 1, (int)apart.Between(2, 4)).Select(number => new OwnerId(number))];
    }

    public int Clients { get; }

    public int SegmentBytes { get; }

    public int QueueBytes { get; }

    public Durability Durability { get; }

    public int IntakeSlots { get; }

    public int EventSlots { get; }

    public int MaxPending { get; }

    public int OutboxBytes { get; }

    public ExchangeLimits Limits { get; }

    /// <summary>Whether old segments are archived.</summary>
    public bool Archives { get; }

    /// <summary>Segments that stay; zero: all.</summary>
    public int KeepSegments { get; }

    public int FaultsPerMille { get; }

    /// <summary>Guards are set, fees rated and orders worked by algorithms.</summary>
    public bool HasOffice { get; }

    /// <summary>Several instruments are traded in one step.</summary>
    public bool HasBaskets { get; }

    /// <summary>Customers are verified, and limited by the day.</summary>
    public bool AsksWho { get; }

    public IReadOnlyList<Instrument> Instruments { get; }

    public InstrumentRules Rules { get; }

    /// <summary>What the instruments settle in; none where they do not.</summary>
    public IReadOnlyList<Asset> Assets { get; }

    /// <summary>A perpetual contract settled in the first asset, and its instrument; null where there is none.</summary>
    public (Instrument Instrument, ContractTerms Terms)? Contract { get; }

    /// <summary>Who trades it.</summary>
    public IReadOnlyList<OwnerId> MarginAccounts { get; } = [];

    /// <summary>Accounts of clients, and margin accounts after them.</summary>
    public int Holders => Clients + MarginAccounts.Count;

    /// <summary>What a hundred lots are worth: of goods themselves, of cash at the usual price.</summary>
    public long UsualAmount(Asset asset)
    {
        long Power(int exponent) => DecimalText.PowerOfTen(exponent);
        return Instruments.Max(one => one.BaseAsset == asset.Id ? one.Lot.Units * 100 * Power(asset.Scale - one.QuantityScale)
            : one.QuoteAsset == asset.Id ? one.Lot.Units * 100 * one.Tick.Units * 1_000 * Power(one.MoneyScale - one.PriceScale - one.QuantityScale) : 1);
    }

    /// <summary>Makes the instruments settled: each has goods of its own, all are paid in the first asset.</summary>
    private static List<Asset> Settle(List<Instrument> instruments, Dice dice)
    {
        // Whole money for every price and lot: as many decimals as price and quantity have together.
        var scale = (byte)instruments.Max(instrument => instrument.PriceScale + instrument.QuantityScale);
        var assets = new List<Asset> { new(new AssetId(1), Text36.Of("CASH"), scale) };
        for (var i = 0; i < instruments.Count; i++)
        {
            var goods = new Asset(new AssetId(i + 2), Text36.Of($"GOODS{i + 1}"), (byte)(instruments[i].QuantityScale + dice.Between(0, 2)));
            assets.Add(goods);
            instruments[i] = instruments[i] with { MoneyScale = scale, BaseAsset = goods.Id, QuoteAsset = new AssetId(1) };
        }

        return assets;
    }

    private (Instrument, ContractTerms) Futures(List<Instrument> others, Dice apart)
    {
        // Worth about what the first of the others is, so that money for the one is margin for the other.
        var initial = (int)apart.Of<long>(50_000, 100_000, 200_000, 333_333);
        var instrument = new Instrument(
            new InstrumentId(others.Count + 1), Text36.Of("PERP"), others[0].PriceScale, others[0].QuantityScale, Assets[0].Scale, new Price(apart.Of<long>(1, 5)), new Quantity(1), new Quantity(1), new Quantity(100_000));
        return (instrument, new ContractTerms(
            Assets[0].Id, (int)apart.Of<long>(1, 10, 25), initial, initial / (int)apart.Between(1, 3), (int)apart.Of<long>(50_000, 200_000), (int)apart.Of<long>(250_000, 500_000, 1_000_000), (int)apart.Of<long>(0, 5_000)));
    }

    public JournalOptions Journal => new() { Directory = "simulated", SegmentBytes = SegmentBytes, QueueBytes = QueueBytes, Durability = Durability };

    public static SimulationSetting Of(ulong seed) => new(Dice.Of(seed, -1), Dice.Of(seed, -2), Dice.Of(seed, -3), Dice.Of(seed, -4));

    public override string ToString() =>
        $"{Clients} clients, {Instruments.Count} instruments{(Assets.Count > 0 ? " settled" : "")}{(Contract is { } contract ? $", a contract of {contract.Terms.InitialPpm} ppm for {MarginAccounts.Count} margin accounts" : "")}{(HasOffice ? ", guards, fee tiers and algo orders" : "")}{(HasBaskets ? ", baskets" : "")}{(AsksWho ? ", verification" : "")}, segments of {SegmentBytes}, durability {Durability}, queue {QueueBytes}, rings {IntakeSlots}/{EventSlots}, {(Archives ? KeepSegments > 0 ? $"archives, keeps {KeepSegments}, " : "archives, " : "")}{FaultsPerMille} faults in 1000 steps";
}
