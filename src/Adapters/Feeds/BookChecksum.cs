using System.Globalization;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>Venues' checksums over the best levels, from digits as sent. One per book or shared by the books of one thread; allocates nothing after construction.</summary>
internal sealed class BookChecksum
{
    private const int KrakenLevels = 10;
    private const int OkxLevels = 25;

    // 25 levels of two sides, each two numbers of at most 21 characters and two colons.
    private readonly byte[] _text = new byte[OkxLevels * 2 * 2 * (DecimalText.MaxLength + 1)];
    private int _length;

    public uint Of(ChecksumKind kind, SortedSide bids, SortedSide asks, Model.Feeds.Listing listing)
    {
        _length = 0;
        if (kind == ChecksumKind.Kraken)
        {
            AddKraken(asks, listing);
            AddKraken(bids, listing);
        }
        else
            AddOkx(bids, asks, listing);
        return Crc32.Of(_text.AsSpan(0, _length));
    }

    private void AddKraken(SortedSide side, Model.Feeds.Listing listing)
    {
        for (var i = 0; i < Math.Min(KrakenLevels, side.Count); i++)
        {
            ref readonly var level = ref side.FromBest(i);
            AddNumber(AsSent(level.Price, listing.PriceScale, level.PriceDecimals), 0);
            AddNumber(AsSent(level.Quantity, listing.QuantityScale, level.QuantityDecimals), 0);
        }
    }

    private void AddOkx(SortedSide bids, SortedSide asks, Model.Feeds.Listing listing)
    {
        for (var i = 0; i < OkxLevels; i++)
        {
            if (i < bids.Count)
                AddOkx(in bids.FromBest(i), listing);
            if (i < asks.Count)
                AddOkx(in asks.FromBest(i), listing);
        }

        _length = Math.Max(0, _length - 1);
    }

    private void AddOkx(in LevelChange level, Model.Feeds.Listing listing)
    {
        AddNumber(AsSent(level.Price, listing.PriceScale, level.PriceDecimals), level.PriceDecimals);
        _text[_length++] = (byte)':';
        AddNumber(AsSent(level.Quantity, listing.QuantityScale, level.QuantityDecimals), level.QuantityDecimals);
        _text[_length++] = (byte)':';
    }

    /// <summary>The digits without the point: a number of so many decimals, as an integer. More decimals than the scale holds were zeros.</summary>
    private static long AsSent(long units, int scale, int decimals) =>
        decimals == scale ? units
        : decimals < scale ? units / DecimalText.PowerOfTen(scale - decimals)
        : unchecked(units * DecimalText.PowerOfTen(Math.Min(decimals - scale, DecimalText.MaxScale)));

    private void AddNumber(long value, int decimals)
    {
        // Kraken's forty numbers a frame have no point.
        if (decimals == 0 && value.TryFormat(_text.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture))
            _length += written;
        else if (DecimalText.TryFormat(value, Math.Min(decimals, DecimalText.MaxScale), _text.AsSpan(_length), out var length))
            _length += length;
    }
}
