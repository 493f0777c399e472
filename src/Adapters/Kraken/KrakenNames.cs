using System.Diagnostics.CodeAnalysis;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Kraken;

/// <summary>Names as Kraken's REST interface writes them: <c>XXBTZUSD</c>, <c>XBTUSD</c> and <c>XBT/USD</c> are the listing <c>BTC/USD</c>, <c>ZEUR</c> is EUR. No state.</summary>
internal static class KrakenNames
{
    private const int PairMax = 32;
    private const int AssetLeast = 2;

    /// <summary>The listing of a pair; where it could be split in several ways into one that is listed, the longest base counts.</summary>
    public static bool TryFind(OrderContext context, ReadOnlySpan<byte> pair, [NotNullWhen(true)] out Listing? listing)
    {
        if (context.TryFind(pair, out listing))
            return true;
        Span<byte> symbol = stackalloc byte[PairMax];
        var slash = pair.IndexOf((byte)'/');
        for (var at = slash > 0 ? slash : pair.Length - AssetLeast; pair.Length < PairMax && at >= AssetLeast; at--)
        {
            var length = Common(pair[..at], symbol);
            symbol[length++] = (byte)'/';
            length += Common(pair[(slash > 0 ? at + 1 : at)..], symbol[length..]);
            if (context.TryFind(symbol[..length], out listing))
                return true;
            if (slash > 0)
                return false;
        }

        return false;
    }

    /// <summary>An asset by the name that all venues share; what stands behind a point (<c>.F</c>, <c>.S</c>: earning, staked) is money of its own kind and stays.</summary>
    public static AssetCode AssetOf(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[AssetCode.LengthMax];
        var point = name.IndexOf((byte)'.');
        var whole = point < 0 ? name : name[..point];
        var rest = point < 0 ? default : name[point..];
        if (name.Length > AssetCode.LengthMax - 1)
            return default;
        var length = Common(whole, text);
        rest.CopyTo(text[length..]);
        return AssetCode.TryCreate(text[..(length + rest.Length)], out var asset) ? asset : default;
    }

    // Assets of the first years have an X or a Z before their name, where that makes four letters; none of another name does.
    private static int Common(ReadOnlySpan<byte> asset, Span<byte> text)
    {
        if (asset.Length == 4 && IsOld(asset))
            asset = asset[1..];
        var common = asset.SequenceEqual("XBT"u8) ? "BTC"u8 : asset.SequenceEqual("XDG"u8) ? "DOGE"u8 : asset;
        common.CopyTo(text);
        return common.Length;
    }

    private static bool IsOld(ReadOnlySpan<byte> asset) =>
        (asset[0] == 'X' && "ETC ETH LTC MLN REP XBT XDG XLM XMR XRP"u8.IndexOf(asset[1..]) is >= 0 and var crypto && crypto % 4 == 0)
        || (asset[0] == 'X' && asset[1..].SequenceEqual("ZEC"u8))
        || (asset[0] == 'Z' && "AUD CAD EUR GBP JPY USD"u8.IndexOf(asset[1..]) is >= 0 and var money && money % 4 == 0);
}
