using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Augur;

/// <summary>
/// The answer that <see cref="AugurNode"/> makes: all markets as of one block, and the swaps that came since and cannot be taken back any more.
/// <code>
/// {"block":15336699,"time":1624000000,"markets":[{..}],"swaps":[{"block":15336000,"index":7,"time":1623999000,"topics":["0x..","0x..","0x..","0x.."],"data":"0x.."}]}
/// </code>
/// A market whose words are none is told as drift and not named, so that its books are over; the others stand.
/// </summary>
internal static class AugurFrames
{
    private const long SecondsMax = long.MaxValue / 1_000_000_000;

    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(body);
        var (block, seconds, marketsAt, swapsAt) = (-1L, -1L, -1, -1);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("block"u8))
                scanner.Integer(out block);
            else if (name.SequenceEqual("time"u8))
                scanner.Integer(out seconds);
            else if (name.SequenceEqual("markets"u8))
                marketsAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("swaps"u8))
                swapsAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole || block <= 0 || seconds is < 0 or > SecondsMax || marketsAt < 0 || swapsAt < 0)
            return DriftKind.BrokenFrame;
        var markets = scanner.At(marketsAt);
        markets.Array();
        while (markets.NextItem())
            ReadMarket(ref markets, block, new Timestamp(seconds * 1_000_000_000), listings, content);
        var swaps = scanner.At(swapsAt);
        swaps.Array();
        while (swaps.NextItem())
            ReadSwap(ref swaps, listings, content);
        return markets.HasFailed || swaps.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static void ReadMarket(ref FrameScanner scanner, long block, Timestamp time, ListingTable listings, FrameContent content)
    {
        var answer = AugurAnswer.Read(ref scanner);
        if (scanner.HasFailed)
            return;
        if (answer.Strange != DriftKind.None)
            content.Beside = answer.Strange;
        if (answer.Market.IsResolved || answer.Life != MarketLife.Live || answer.Pool is null)
            return;
        for (var outcome = 0; outcome < answer.Pool.Outcomes; outcome++)
        {
            if (!listings.TryFind(FeedVenue.Augur, Encoding.UTF8.GetBytes(answer.SymbolOf(outcome)), out var listing))
                continue;
            ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
            (part.LastSequence, part.EventTime) = (block, time);
            PoolLadder.Add(answer.Pool, outcome, content);
        }
    }

    private static void ReadSwap(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        var swap = AugurSwap.Read(ref scanner);
        if (scanner.HasFailed)
            return;
        if (swap.IsStrange)
            content.Beside = DriftKind.UnknownWord;
        else if (swap.Print.Quantity > 0 && listings.TryFind(FeedVenue.Augur, Encoding.UTF8.GetBytes(swap.Symbol), out var listing))
        {
            content.Begin(PartKind.Trades, listing.Id).LastSequence = swap.Print.TradeId;
            content.AddTrade(swap.Print);
        }
    }
}
