using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>Shapes that several venues share.</summary>
internal static class LevelText
{
    /// <summary>Reads <c>[["price","quantity",..],..]</c>, numbers bare or quoted; what follows the two in a level is skipped.</summary>
    public static void Pairs(ref FrameScanner scanner, Side side, Listing listing, FrameContent content)
    {
        var (priceScale, quantityScale) = (listing.PriceScale, listing.QuantityScale);
        scanner.Array();
        while (scanner.NextItem())
        {
            scanner.Array();
            if (!scanner.NextItem() || !scanner.Decimal(priceScale, out var price, out var priceDecimals)
                || !scanner.NextItem() || !scanner.Decimal(quantityScale, out var quantity, out var quantityDecimals))
            {
                scanner.Fail();
                return;
            }

            if (quantity < 0)
                scanner.Fail();
            content.AddLevel(side, price, priceDecimals, quantity, quantityDecimals);
            while (scanner.NextItem())
                scanner.Skip();
        }
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
                    scanner.Decimal(listing.QuantityScale, out quantity, out _);
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

    /// <summary>A decimal that was passed over, since its listing was not known yet. Where its digits do not fit, the part is a misfit.</summary>
    public static long DecimalAt(ref FrameScanner scanner, int at, int scale, ref FramePart part)
    {
        var again = scanner.At(at);
        again.Decimal(scale, out var value, out _);
        part.HasMisfit |= again.Misfit != DecimalTextError.None;
        scanner.FailWith(in again);
        return value;
    }

    /// <summary>Milliseconds or microseconds since the epoch, told apart by their size, as nanoseconds.</summary>
    public static Timestamp Time(long sinceEpoch) => sinceEpoch switch
    {
        < 0 or >= 9_000_000_000_000_000 => default,
        >= 100_000_000_000_000 => new Timestamp(sinceEpoch * 1_000),
        _ => new Timestamp(sinceEpoch * 1_000_000),
    };
}
