using System.Collections.Immutable;
using System.Text.Json;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Client;
using Rialto.Model.Feeds;
using Rialto.Trading.Portfolio;

namespace Rialto.Host.Desk.Results;

/// <summary>A position of a run whose venue tells it to the run after it, as it stood at the run's end. As decimals: scales of a listing may be others in another run. Immutable.</summary>
/// <param name="Venue">Its name.</param>
/// <param name="Symbol">The venue's word for the listing.</param>
/// <param name="Quantity">In base or contracts; negative where sold, zero where flat.</param>
/// <param name="Mark">The middle price at which it was valued.</param>
/// <param name="Entry">The average price that it was counted from.</param>
/// <param name="Unrealised">What it had gained by that, in 10^-18 of the reporting currency: of the run's open results.</param>
internal sealed record OpenPosition(string Venue, string Symbol, decimal Quantity, decimal Mark, decimal Entry, Int128 Unrealised)
{
    /// <summary>Those that venues have told a desk. The desk's thread, between two inputs.</summary>
    public static ImmutableArray<OpenPosition> Of(DeskPortfolio portfolio, ListingTable listings)
    {
        var open = ImmutableArray.CreateBuilder<OpenPosition>();
        for (var place = 0; place < portfolio.TradedCount; place++)
        {
            var listing = listings[portfolio.TradedAt(place).Listing];
            if (portfolio.MarkedOf(listing.Id) is not { } marked)
                continue;
            var unit = UnitOf(listing.PriceScale);
            open.Add(new OpenPosition(
                VenueDialects.NameOf(listing.Venue), listing.VenueSymbol, marked.Quantity.Units * UnitOf(listing.QuantityScale), marked.TwiceMark * unit / 2, Math.Max(0, marked.Entry.Units) * unit,
                portfolio.UnrealisedOf(listing.Id)));
        }

        return open.ToImmutable();
    }

    /// <summary>Whether it is of this listing.</summary>
    public bool IsOf(Listing listing) => listing.VenueSymbol == Symbol && VenueDialects.NameOf(listing.Venue) == Venue;

    /// <summary>In the units of a listing.</summary>
    /// <returns>False where they cannot say it.</returns>
    public bool TryGet(Listing listing, out MarkedPosition marked)
    {
        marked = default;
        if (!TryUnits(Quantity, listing.QuantityScale, out var quantity) || !TryUnits(Mark * 2, listing.PriceScale, out var twice) || !TryUnits(Entry, listing.PriceScale, out var entry))
            return false;
        marked = new MarkedPosition(new(quantity), twice, new(entry));
        return true;
    }

    /// <summary>Writes it as an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("venue"u8, Venue);
        json.WriteString("symbol"u8, Symbol);
        json.WriteNumber("quantity"u8, Quantity);
        json.WriteNumber("mark"u8, Mark);
        json.WriteNumber("entry"u8, Entry);
        json.WriteMoney("unrealised"u8, Unrealised);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static OpenPosition Read(JsonElement from) => new(
        from.Member("venue") ?? "", from.Member("symbol") ?? "", from.GetProperty("quantity").GetDecimal(), from.GetProperty("mark").GetDecimal(), from.GetProperty("entry").GetDecimal(),
        ResultsFile.Amount(from, "unrealised"));

    private static decimal UnitOf(int scale) => new(1, 0, 0, false, (byte)scale);

    private static bool TryUnits(decimal value, int scale, out long units)
    {
        units = 0;
        var unit = UnitOf(scale);
        if (Math.Abs(value) > long.MaxValue * unit || value % unit != 0)
            return false;
        units = (long)(value / unit);
        return true;
    }
}
