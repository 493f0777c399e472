using System.Buffers;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Xunit;

namespace Rialto.Unit.Trading.Snapshots;

/// <summary>Every kind of feature, saved and loaded at random places of random events, tells the same bits from there on.</summary>
public class FeatureSnapshotTests
{
    private static readonly string[] Short =
    [
        "mid", "spread", "spread-bps", "wap", "wap:50ms", "microprice", "imbalance:3", "imbalance-weighted:5:2", "ofi:3:500ms", "ofi-level:2:500ms", "tfi:500ms", "tfi-share:500ms",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_set_that_was_loaded_tells_the_same_numbers(int seed)
    {
        var names = Names();
        var random = new Random(seed);
        var (books, leaders) = (new DepthBook(Listing(1)), new DepthBook(Listing(2)));
        var set = Make(books, leaders, names);
        FeatureSet? loaded = null;
        var wasReady = new bool[set.Count];
        var time = 1_790_000_000_000_000_000L;
        long mid = 6_000_000, compared = 0;
        for (var step = 0; step < 6_000; step++)
        {
            time += random.Next(1, 40_000_000);
            mid += random.Next(-20, 21);
            var book = random.Next(3) == 0 ? leaders : books;
            foreach (var told in Frame(random, book.Listing.Id, mid, time))
            {
                book.Apply(in told);
                if (set.Apply(in told) | (loaded?.Apply(in told) ?? false) && loaded is not null)
                {
                    Same(set, loaded);
                    compared++;
                    for (var i = 0; i < set.Count; i++)
                        wasReady[i] |= set.IsReady(i);
                }
            }

            if (random.Next(4) == 0)
            {
                var best = new Nbbo(new Price(mid - 3), new Quantity(5), 1, new Price(mid + 4), new Quantity(7), 2, 3);
                set.OnNbbo(in best, 2);
                loaded?.OnNbbo(in best, 2);
            }

            if (random.Next(50) != 0)
                continue;
            var bytes = new ArrayBufferWriter<byte>();
            set.Keep(new FieldArchive(bytes));
            loaded = Make(books, leaders, names);
            var state = new FieldArchive(new FieldReader(new ReadOnlySequence<byte>(bytes.WrittenMemory)));
            loaded.Keep(state);
            Assert.True(state.IsWhole);
            Same(set, loaded);
            var again = new ArrayBufferWriter<byte>();
            loaded.Keep(new FieldArchive(again));
            Assert.True(bytes.WrittenSpan.SequenceEqual(again.WrittenSpan));
        }

        Assert.True(compared > 3_000, $"{compared}");
        Assert.True(Array.TrueForAll(wasReady, ready => ready), string.Join(", ", set.Names.Where((_, i) => !wasReady[i]).Select(name => name.Text)));
    }

    // Each kind there is, with short windows where it has one.
    private static string[] Names() =>
    [
        .. Short,
        .. FeatureRegistry.All.Where(kind => Array.TrueForAll(Short, name => name.Split(':')[0] != kind.Word)).Select(kind => kind.Word + string.Concat(kind.Parameters.Select(parameter => parameter.Type switch
        {
            FeatureArgument.Volume => ":1",
            FeatureArgument.Duration when parameter.Name == "step" => ":50ms",
            FeatureArgument.Duration => ":1s",
            _ => parameter.Default is null ? ":3" : "",
        }))),
    ];

    private static FeatureSet Make(DepthBook book, DepthBook leader, string[] names)
    {
        Assert.True(FeatureSet.TryMake(new FeatureSources(book) { Leader = leader }, names, out var set, out var error), error);
        return set;
    }

    private static void Same(FeatureSet one, FeatureSet other)
    {
        for (var i = 0; i < one.Count; i++)
        {
            Assert.True(one.IsReady(i) == other.IsReady(i) && BitConverter.DoubleToInt64Bits(one.Values[i]) == BitConverter.DoubleToInt64Bits(other.Values[i]), $"{one.Names[i].Text}: {one.Values[i]:R} and {other.Values[i]:R}");
        }
    }

    private static IEnumerable<FeedEvent> Frame(Random random, ListingId listing, long mid, long time)
    {
        var events = new List<FeedEvent>();
        if (random.Next(400) == 0)
        {
            events.Add(new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Resyncing });
        }
        else
        {
            events.Add(new FeedEvent { Kind = FeedEventKind.BookCleared });
            for (var level = 1; level <= 6; level++)
            {
                events.Add(new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Buy, Price = new Price(mid - level * random.Next(1, 3)), Quantity = new Quantity(random.Next(1, 1_000_000)) });
                events.Add(new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Sell, Price = new Price(mid + level * random.Next(1, 3)), Quantity = new Quantity(random.Next(1, 1_000_000)) });
            }

            for (var trades = random.Next(3); trades > 0; trades--)
                events.Add(new FeedEvent { Kind = FeedEventKind.Trade, Side = (Side)random.Next(2), Price = new Price(mid), Quantity = new Quantity(random.Next(1, 200_000)) });
            events.Add(new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Trusted });
        }

        for (var i = 0; i < events.Count; i++)
            yield return events[i] with { Listing = listing, ReceiveTime = new Timestamp(time), EventTime = new Timestamp(time), Flags = i == events.Count - 1 ? FeedEventFlags.LastOfFrame : FeedEventFlags.None };
    }

    private static Listing Listing(int id) =>
        new(new ListingId(id), FeedVenue.BinanceSpot, $"BTCUSDT{id}", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open);
}
