using System.Globalization;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>A listing as a venue's list describes it, before it has a number and scales. Cold code.</summary>
internal sealed class ListingTerms
{
    /// <summary>Scale where the venue names no step: what crypto venues use as their finest.</summary>
    private const int ScaleUnknown = 8;

    public string VenueSymbol { get; set; } = "";

    public ListingKind Kind { get; set; }

    /// <summary>It is no listing that we cover: another name of one, or of a kind that is not read.</summary>
    public bool IsLeftOut { get; set; }

    public string Base { get; set; } = "";

    public string Quote { get; set; } = "";

    /// <summary>What prices are in where it is not the quote of the pair: the coin itself, of inverse options.</summary>
    public string PriceIn { get; set; } = "";

    /// <summary>Smallest steps as decimal text; empty, or zero, where there are none.</summary>
    public string Tick { get; set; } = "";

    public string Lot { get; set; } = "";

    /// <summary>Quantities rest with more decimals than the lot of today has (Binance's BTCUSDT: 8, where the lot is 0.00001): the venue's own precision of the asset.</summary>
    public int QuantityScaleAtLeast { get; set; }

    /// <summary>But never so many more than the lot has: of what is traded in whole units by the million, eight decimals leave no room for the millions.</summary>
    public int QuantityDecimalsBeyondLotMax { get; set; } = DecimalText.MaxScale;

    /// <summary>Decimals that the venue writes prices with, where its checksums are made of them.</summary>
    public int PriceScaleAtLeast { get; set; }

    public ListingStatus Status { get; set; }

    /// <summary>What each unit was paid at its end, as decimal text; empty where nobody says so.</summary>
    public string Paid { get; set; } = "";

    /// <summary>Of a dated contract.</summary>
    public DateOnly Expiry { get; set; }

    /// <summary>Of an option: strike and C or P.</summary>
    public string StrikeAndType { get; set; } = "";

    public string ContractSize { get; set; } = "";

    public string ContractUnit { get; set; } = "";

    /// <summary>How small and large orders may be.</summary>
    public LimitTexts Limits { get; } = new();

    /// <summary>The symbol that all venues share: <c>BTC-USDT</c>, <c>BTC-USDT.PERP</c>, <c>BTC-USD-27DEC26</c>, <c>BTC-USD-27DEC26-80000-C</c>.</summary>
    public string Symbol
    {
        get
        {
            var pair = $"{AssetNames.Common(Base)}-{AssetNames.Common(Quote)}";
            var date = Expiry.ToString("dMMMyy", CultureInfo.InvariantCulture).ToUpperInvariant();
            return Kind switch
            {
                ListingKind.Perpetual => pair + ".PERP",
                ListingKind.Future => $"{pair}-{date}",
                ListingKind.Option => $"{pair}-{date}-{StrikeAndType}",
                ListingKind.Outcome => VenueSymbol,
                _ => pair,
            };
        }
    }

    /// <summary>Adds it to the table, or replaces the one there if it has changed.</summary>
    /// <returns>What was strange: steps or limits that are no decimals, a table without room, or a step finer than the scale that the listing has had so far.</returns>
    public DriftKind Put(FeedVenue venue, ListingTable listings)
    {
        if (!TryStep(Tick, out var priceScale, out var tick) || !TryStep(Lot, out var quantityScale, out var lot) || VenueSymbol.Length == 0
            || System.Text.Encoding.UTF8.GetByteCount(VenueSymbol) > Listing.VenueSymbolBytesMax)
            return DriftKind.BrokenFrame;
        var quantityScaleAtLeast = lot > 0 ? Math.Min(QuantityScaleAtLeast, quantityScale + QuantityDecimalsBeyondLotMax) : QuantityScaleAtLeast;
        if (!TryWiden(PriceScaleAtLeast, ref priceScale, ref tick) || !TryWiden(quantityScaleAtLeast, ref quantityScale, ref lot))
            return DriftKind.DigitsDoNotFit;
        long contract = 0;
        var contractScale = 0;
        if (ContractSize.Length > 0 && !TryStep(ContractSize, out contractScale, out contract))
            return DriftKind.BrokenFrame;
        if (listings.TryFind(venue, System.Text.Encoding.UTF8.GetBytes(VenueSymbol), out var known))
        {
            // A step finer than the scale cannot be said, and has no number: whether it trades is told all the same.
            var fits = TryRescale(tick, known.PriceScale - priceScale, out tick) & TryRescale(lot, known.QuantityScale - quantityScale, out lot);
            var areLimits = Limits.TryPut(known with { Tick = new Price(tick), Lot = new Quantity(lot), Status = Status, PaidPrice = PaidAt(known.PriceScale) ?? known.PaidPrice }, out var changed);
            if (changed != known)
                listings.Replace(changed);
            return !fits ? DriftKind.DigitsDoNotFit : areLimits ? DriftKind.None : DriftKind.BrokenFrame;
        }

        if (listings.IsFull)
            return DriftKind.FrameTooLarge;
        var listing = new Listing(
            listings.NextId, venue, VenueSymbol, Symbol, Kind, priceScale, quantityScale, new Price(tick), new Quantity(lot), AssetNames.Common(PriceIn.Length > 0 ? PriceIn : Quote), Status)
        {
            ContractSize = contract,
            ContractScale = contractScale,
            ContractUnit = AssetNames.Common(ContractUnit),
            PaidPrice = PaidAt(priceScale),
        };

        // What trades is followed all the same; the venue refuses what is too small or too large.
        var isLimited = Limits.TryPut(listing, out var limited);
        listings.Add(limited);
        return isLimited ? DriftKind.None : DriftKind.BrokenFrame;
    }

    private Price? PaidAt(int scale) => Paid.Length > 0 && DecimalText.TryParse(System.Text.Encoding.ASCII.GetBytes(Paid), scale, out var units) == DecimalTextError.None && units >= 0 ? new Price(units) : null;

    private static bool TryRescale(long units, int by, out long rescaled)
    {
        rescaled = 0;
        if (by is < 0 or > DecimalText.MaxScale || units > long.MaxValue / DecimalText.PowerOfTen(by))
            return false;
        rescaled = units * DecimalText.PowerOfTen(by);
        return true;
    }

    private static bool TryWiden(int atLeast, ref int scale, ref long units)
    {
        if (atLeast is <= 0 or > DecimalText.MaxScale || atLeast <= scale)
            return true;
        var factor = DecimalText.PowerOfTen(atLeast - scale);
        if (units > long.MaxValue / factor)
            return false;
        (units, scale) = (units * factor, atLeast);
        return true;
    }

    /// <summary>A step as scale and units: <c>0.01000000</c> is 1 at scale 2; <c>5</c> is 5 at scale 0; zero or nothing is no step, at the finest scale.</summary>
    private static bool TryStep(string text, out int scale, out long units)
    {
        scale = ScaleUnknown;
        units = 0;
        if (text.Length == 0)
            return true;
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);
        if (DecimalText.TryParseScientific(bytes, DecimalText.MaxScale, out var value, out _) != DecimalTextError.None || value < 0)
            return WholeStep(bytes, out scale, out units);
        if (value == 0)
            return true;
        for (scale = DecimalText.MaxScale, units = value; scale > 0 && units % 10 == 0; scale--)
            units /= 10;
        return true;
    }

    /// <summary>A step of ten and more does not fit the finest scale.</summary>
    private static bool WholeStep(byte[] text, out int scale, out long units)
    {
        scale = 0;
        return DecimalText.TryParseScientific(text, 0, out units, out _) == DecimalTextError.None && units > 0;
    }
}
