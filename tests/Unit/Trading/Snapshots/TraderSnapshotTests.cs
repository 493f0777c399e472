using System.Buffers;
using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Strategies;
using Rialto.Trading;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Snapshots;

/// <summary>A trader that was saved and loaded goes on as the one that was not. <see cref="RigShadow"/> compares; these give it something to compare.</summary>
public class TraderSnapshotTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper) { FlattensOnStop = true };

    public static TheoryData<string, string> Kinds => new()
    {
        { "spread-maker", "volatility-half-life=100 requote=0 requote-every=0" },
        { "avellaneda-stoikov", "volatility-half-life=100 requote=0 requote-every=0 pull=100" },
        { "mean-reversion", "half-life=100 worth=0 enter=0.5 patience=20 short=true" },
        { "momentum", "fast=50 slow=100 enter=0.05 leave=0.01 patience=20 short=true" },
        { "scalping", "imbalance=0.05 flow=0.05 patience=20 hold=200 short=true" },
        { "statistical-arbitrage", "signal=z-score sample=20 window=32 refit=5 enter=0.5 worth=0 correlation-min=0 pause=50 age-max=5000" },
        { "cross-arbitrage", "min-profit=0 pause=20 age-max=5000" },
        { "execute", "quantity=5 clip=0.02 patience=100" },
        { "twap", "quantity=0.5 duration=5000 interval=100 patience=50" },
        { "vwap", "quantity=0.5 duration=5000 interval=100 curve=seen" },
        { "pov", "quantity=0.5 duration=5000 interval=100 participation=500000 urgency=urgent" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_strategy_goes_on_from_a_snapshot_as_if_nothing_had_been(string kind, string parameters)
    {
        var (places, snapshots) = (0, 0);
        for (var seed = 1; seed <= 3; seed++)
        {
            var rig = Rig((kind, parameters));
            Play(rig, new Random(seed), 1_500);
            places += rig.Places.Count();
            snapshots += rig.Snapshots;
        }

        Assert.True(places > 3, $"{kind}: {places} orders");
        Assert.True(snapshots > 60, $"{kind}: {snapshots} snapshots");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_desk_of_many_strategies_goes_on_through_stops_restarts_and_changes_of_limits(int seed)
    {
        var rig = Rig([.. Kinds.Select(row => (row.Data.Item1, row.Data.Item2))]);
        Play(rig, new Random(seed), 1_200);
        Assert.True(rig.Snapshots > 50);
        Assert.True(rig.Places.Count() > 100);
    }

    [Fact]
    public void What_is_no_state_is_refused_and_nothing_is_thrown()
    {
        var rig = Rig([.. Kinds.Select(row => (row.Data.Item1, row.Data.Item2))]);
        Play(rig, new Random(5), 600);
        var saved = Saved(rig);
        Assert.True(TryLoad(saved, out _));
        var random = new Random(17);
        var inputs = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_FUZZ_INPUTS"), out var asked) ? asked : 400;
        for (var i = 0; i < inputs; i++)
        {
            var bytes = saved.ToArray();
            switch (random.Next(3))
            {
                case 0:
                    bytes = bytes[..random.Next(bytes.Length)];
                    Assert.False(TryLoad(bytes, out _));
                    break;
                case 1:
                    for (var flips = random.Next(1, 9); flips > 0; flips--)
                        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    TryLoad(bytes, out _);
                    break;
                default:
                    random.NextBytes(bytes.AsSpan(random.Next(bytes.Length - 8), 8));
                    TryLoad(bytes, out _);
                    break;
            }
        }

        Assert.False(TryLoad([], out _));
        Assert.False(TryLoad([.. saved, 0], out _));
    }

    [Fact]
    public void There_is_no_snapshot_in_the_middle_of_a_frame_nor_of_a_strategy_that_cannot()
    {
        var rig = Rig(("spread-maker", ""));
        Assert.False(rig.Trader.TrySave(new ArrayBufferWriter<byte>(), out var fault));
        rig.Up();
        Assert.True(rig.Trader.TrySave(new ArrayBufferWriter<byte>(), out _));
        rig.Feed(new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = DeskRig.One });
        Assert.False(rig.Trader.TrySave(new ArrayBufferWriter<byte>(), out fault));
        Assert.Contains("frame", fault, StringComparison.Ordinal);
        rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted())).Up();
        Assert.False(rig.Trader.TrySave(new ArrayBufferWriter<byte>(), out fault));
        Assert.Contains("strategy-1", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_was_exchanged_is_made_again_and_gets_what_it_remembers()
    {
        var rig = Rig(("momentum", "fast=50 slow=100 enter=0.05 leave=0.01 patience=20"));
        Play(rig, new Random(3), 200);
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(new Rialto.Strategies.MeanReversion.MeanReversionStrategy()), reason: "test");
        var before = rig.Snapshots;
        Play(rig, new Random(4), 200);
        Assert.True(rig.Snapshots > before);
        Assert.Equal("mean-reversion", rig.Trader.ViewOf(new StrategyId(1)).Declaration.Name);

        // Who has nothing to make it of refuses.
        var saved = Saved(rig);
        var made = Made(("momentum", ""));
        Assert.False(made.TryLoad(new ReadOnlySequence<byte>(saved), null, out var fault));
        Assert.Contains("exchanged", fault, StringComparison.Ordinal);
    }

    private static byte[] Saved(DeskRig rig)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Assert.True(rig.Trader.TrySave(bytes, out var fault), fault);
        return bytes.WrittenSpan.ToArray();
    }

    private static bool TryLoad(byte[] bytes, out string? fault) => Made([.. Kinds.Select(row => (row.Data.Item1, row.Data.Item2))]).TryLoad(new ReadOnlySequence<byte>(bytes), null, out fault);

    private static Trader<DeskRig.RigSink> Made(params (string Kind, string Parameters)[] kinds) =>
        new(Paper, DeskRig.Terms(DeskRig.Listings()), Strategies(kinds), new DeskRig.RigSink(new DeskRig.SinkLog(null)));

    private static DeskRig Rig(params (string Kind, string Parameters)[] kinds) => new(Paper, Strategies(kinds));

    private static (StrategySettings, IStrategy)[] Strategies((string Kind, string Parameters)[] kinds)
    {
        var catalog = new StrategyCatalog();
        BuiltInStrategies.AddTo(catalog);
        var made = new (StrategySettings, IStrategy)[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            Assert.True(catalog.TryMake(kinds[i].Kind, out var strategy));
            var listings = strategy.Declaration.ListingsMin > 1 || kinds[i].Kind is "execute" or "twap" or "vwap" or "pov" ? (ListingId[])[DeskRig.One, DeskRig.Two] : [DeskRig.One];
            var parameters = kinds[i].Parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).ToImmutableDictionary(pair => pair[0], pair => pair[1]);
            made[i] = (DeskRig.Settings(i + 1, listings) with { Parameters = parameters }, strategy);
        }

        return made;
    }

    private static void Play(DeskRig rig, Random random, int steps)
    {
        if (rig.Trader.Sequence == 0)
            rig.Up();
        var strategies = rig.Trader.Strategies.Count();
        long mid = 6_000_000;
        for (var step = 0; step < steps; step++)
        {
            mid += random.Next(-400, 401);
            var listing = random.Next(2) == 0 ? DeskRig.One : DeskRig.Two;
            switch (random.Next(60))
            {
                case 0:
                    rig.Trust(listing, (BookTrust)random.Next(4));
                    break;
                case 1:
                    rig.Pass(random.Next(1, 3_000));
                    break;
                case 2:
                    rig.Command((DeskCommandKind)random.Next(2, 5), random.Next(1, strategies + 1));
                    break;
                case 3:
                    rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(random.NextInt64(0, 200_000_000)));
                    break;
                case 4 when step % 4 == 0:
                    rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
                    rig.Pass(1_500);
                    rig.Command(DeskCommandKind.Resume, who: "ada", reason: "test");
                    break;
                case 5:
                    rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.OrderNotional, value: ParameterValue.Of(random.NextInt64(1, 1_000_000) * 10_000_000_000), who: "ada");
                    break;
                case 6 when step % 5 == 0:
                    rig.Command(DeskCommandKind.Restart, who: "test");
                    rig.Forget();
                    rig.Up();
                    break;
                case 7 or 8 or 9:
                    for (var i = 1; i <= strategies; i++)
                        rig.Command(DeskCommandKind.Start, i);
                    break;
                case > 9 and < 20:
                    rig.Trade(listing, (Side)random.Next(2), mid, random.Next(1, 10_000));
                    break;
                default:
                    rig.IsSilent = random.Next(8) == 0;
                    var half = random.Next(1, 100);

                    // Now and then one venue is elsewhere by more than both fees.
                    var at = listing == DeskRig.Two && random.Next(6) == 0 ? mid + 30_000 : mid;
                    rig.Book(listing, at - half, at + half, random.Next(1, 500_000), random.Next(1, 500_000));
                    break;
            }
        }

        rig.IsSilent = false;
        rig.Answer();
    }
}
