using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>Shapes that several venues share.</summary>
internal static class LevelText
{
    // So many levels in a row in another spelling, and the rest of the array is not looked at for the usual one.
    private const int MissesMax = 4;

    /// <summary>Reads <c>[["price","quantity",..],..]</c>, numbers bare or quoted; what follows the two in a level is skipped.</summary>
    public static void Pairs(ref FrameScanner scanner, Side side, Listing listing, FrameContent content)
    {
        scanner.Array();
        var misses = QuotedDecimal.IsSupported ? 0 : MissesMax;
        var isFirst = true;
        do
        {
            if (misses < MissesMax)
            {
                var text = scanner.Rest;
                var room = content.Reserve(text.Length / QuotedPairs.BytesMin + 1);
                var count = QuotedPairs.Read(text, isFirst, side, listing.PriceScale, listing.QuantityScale, room, out var length);
                content.Took(count);
                scanner.TakeItems(length);
                misses = count > 0 ? 0 : misses + 1;
                isFirst = false;
            }
        }
        while (TryPair(ref scanner, side, listing, content));
    }

    /// <summary>Reads the next level of such an array in any spelling; says no at its end, or where it is none.</summary>
    internal static bool TryPair(ref FrameScanner scanner, Side side, Listing listing, FrameContent content)
    {
        if (!scanner.NextItem())
            return false;
        scanner.Array();
        if (!scanner.NextItem() || !scanner.Decimal(listing.PriceScale, out var price, out var priceDecimals)
            || !scanner.NextItem() || !scanner.Quantity(listing.QuantityScale, out var quantity, out var quantityDecimals) || quantity < 0)
            return scanner.Fail();
        content.AddLevel(side, price, priceDecimals, quantity, quantityDecimals);
        while (scanner.NextItem())
            scanner.Skip();
        return !scanner.HasFailed;
    }

    /// <summary>Reads <c>[{"price":..,"qty":..},..]</c> in any order of members, numbers bare or quoted.</summary>
    /// <param name="scanner">Stands at the array.</param>
    /// <param name="side">Of the book.</param>
    /// <param name="listing">Whose scales.</param>
    /// <param name="priceName">How the venue calls the price.</param>
    /// <param name="quantityName">How the venue calls the quantity.</param>
    /// <param name="content">Takes the levels, with as many decimals as the scales have.</param>
    public static void Objects(ref FrameScanner scanner, Side side, Listing listing, ReadOnlySpan<byte> priceName, ReadOnlySpan<byte> quantityName, FrameContent content)
    {
        scanner.Array();
        while (scanner.NextItem())
        {
            var seen = 0;
            long price = 0, quantity = 0;
            scanner.Object();
            while (scanner.NextName(out var name))
            {
                if (name.SequenceEqual(priceName))
                {
                    seen |= 1;
                    scanner.Decimal(listing.PriceScale, out price, out _);
                }
                else if (name.SequenceEqual(quantityName))
                {
                    seen |= 2;
                    scanner.Quantity(listing.QuantityScale, out quantity, out _);
                }
                else
                    scanner.Skip();
            }

            if (seen != 3 || quantity < 0)
            {
                scanner.Fail();
                return;
            }

            content.AddLevel(side, price, listing.PriceScale, quantity, listing.QuantityScale);
        }
    }

    /// <summary>One side that was passed over, since its listing was not known yet, as <see cref="Objects"/> reads it.</summary>
    public static void ObjectsAt(
        ref FrameScanner scanner, int at, Side side, Listing listing, ReadOnlySpan<byte> priceName, ReadOnlySpan<byte> quantityName, ref FramePart part, FrameContent content)
    {
        var again = scanner.At(at);
        Objects(ref again, side, listing, priceName, quantityName, content);
        part.HasMisfit |= again.Misfit != DecimalTextError.None;
        part.IsCapped |= again.IsCapped;
        scanner.FailWith(in again);
    }

    /// <summary>Passes over a value that can be read only once something that follows is known.</summary>
    /// <returns>Where it stands, for <see cref="FrameScanner.At"/>.</returns>
    public static int Later(ref FrameScanner scanner)
    {
        var at = scanner.Position;
        scanner.Skip();
        return at;
    }

    /// <summary>Takes a venue's symbol.</summary>
    /// <returns>Null where the table has none of that name.</returns>
    public static Listing? Find(ref FrameScanner scanner, FeedVenue venue, ListingTable listings)
    {
        scanner.Text(out var symbol);
        return listings.TryFind(venue, symbol, out var found) ? found : null;
    }

    /// <summary>A decimal that was passed over, since its listing was not known yet. Where its digits do not fit, the part is a misfit.</summary>
    public static long DecimalAt(ref FrameScanner scanner, int at, int scale, ref FramePart part)
    {
        var again = scanner.At(at);
        again.Decimal(scale, out var value, out _);
        part.HasMisfit |= again.Misfit != DecimalTextError.None;
        scanner.FailWith(in again);
        return value;
    }

    /// <summary>A time of a day that is not named, until <see cref="FrameContent.DateTimes"/> names it: as if it were of 1970-01-02, so that midnight is a time too.</summary>
    /// <param name="secondOfDay">By the venue's clock on the wall, 0 to 86,399.</param>
    /// <param name="utcOffsetHours">By how much that clock is before UTC.</param>
    public static Timestamp TimeOfDay(long secondOfDay, int utcOffsetHours) =>
        new((86_400 + (secondOfDay - utcOffsetHours * 3_600 + 86_400) % 86_400) * 1_000_000_000);

    /// <summary>Milliseconds or microseconds since the epoch, told apart by their size, as nanoseconds.</summary>
    public static Timestamp Time(long sinceEpoch) => sinceEpoch switch
    {
        < 0 or >= 9_000_000_000_000_000 => default,
        >= 100_000_000_000_000 => new Timestamp(sinceEpoch * 1_000),
        _ => new Timestamp(sinceEpoch * 1_000_000),
    };
}
