using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;
using Rialto.Trading.Currencies;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// Rates of assets to the reporting currency: given ones, and chains of pairs at their middle prices. A rate moves in steps of more than 10 ppm, so that a pair that trembles does not make
/// the whole desk be valued again; what was last known stays while a book may not be believed.
/// </summary>
internal sealed class AssetRates
{
    /// <summary>A rate that changes by less than its hundred-thousandth is left as it is.</summary>
    private const int StepsPerUnit = 100_000;

    private static readonly int[] s_scales = [18, 14, 10, 6, 2];

    private readonly ListingTable _listings;
    private readonly List<AssetCode> _assets = [];
    private readonly List<AssetRate> _sources = [];
    private readonly Dictionary<int, int[]> _usedBy = [];
    private readonly List<int> _legListings = [];
    private readonly Dictionary<int, int> _legOf = [];
    private Rate[] _rates;
    private LegQuote[] _quotes;

    public AssetRates(AssetCode reporting, ListingTable listings, IReadOnlyList<AssetRate> sources)
    {
        _listings = listings;
        _assets.Add(reporting);
        _sources.Add(new AssetRate(reporting, [], 1, 0));
        foreach (var source in sources)
        {
            if (_assets.Contains(source.Asset))
                throw new ArgumentException($"The rate of {source.Asset} is given twice, or is of the reporting currency.", nameof(sources));
            if (source.Legs.Count > ConvertedView.LegsMax || (source.Legs.Count == 0) == (source.Rate <= 0) || (uint)source.RateScale > DecimalText.MaxScale)
                throw new ArgumentException($"{source.Asset} needs either 1 to {ConvertedView.LegsMax} legs or a positive rate of scale 0 to {DecimalText.MaxScale}.", nameof(sources));
            _assets.Add(source.Asset);
            _sources.Add(source);
        }

        _rates = new Rate[_assets.Count];
        for (var i = 0; i < _sources.Count; i++)
        {
            _rates[i] = new Rate(_sources[i].Rate, _sources[i].RateScale);
            foreach (var leg in _sources[i].Legs)
                Use(leg.Listing, i);
        }

        _quotes = new LegQuote[_legListings.Count];
    }

    /// <summary>Row of an asset; -1 where it has no rate.</summary>
    public int IndexOf(AssetCode asset) => _assets.IndexOf(asset);

    /// <summary>Rows of rates; empty for a listing that is no leg.</summary>
    public ReadOnlySpan<int> UsersOf(ListingId listing) => _usedBy.TryGetValue(listing.Value, out var users) ? users : [];

    /// <summary>The rate of a row: units and scale; zero units where it is not known.</summary>
    public (long Units, int Scale) this[int row] => row < 0 ? default : (_rates[row].Units, _rates[row].Scale);

    /// <summary>An amount in 10^-18 as a worth; zero where there is no rate.</summary>
    public Multiplier MultiplierOf(int row) => row < 0 ? default : Multiplier.Of(_rates[row].Units, 1, -_rates[row].Scale);

    /// <summary>A leg's best prices are others.</summary>
    /// <returns>False where the listing is no leg.</returns>
    public bool OnBest(ListingId listing, in Bbo best, bool isTrusted)
    {
        if (!_legOf.TryGetValue(listing.Value, out var leg))
            return false;
        if (isTrusted && best.IsTwoSided)
            _quotes[leg] = new LegQuote(best.BidPrice.Units + best.AskPrice.Units);
        return true;
    }

    /// <summary>Computes a row anew.</summary>
    /// <returns>True where its rate moved.</returns>
    public bool Update(int row)
    {
        var legs = _sources[row].Legs;
        if (legs.Count == 0)
            return false;
        for (var i = 0; i < s_scales.Length; i++)
        {
            var conversion = new Conversion(1, 0);
            for (var l = 0; l < legs.Count; l++)
            {
                // Twice the middle price, so that half a unit is not lost; the two goes to the other side.
                var (twice, scale) = (_quotes[_legOf[legs[l].Listing.Value]].Twice, _listings[legs[l].Listing].PriceScale);
                if (legs[l].Direction == LegDirection.BaseToQuote)
                {
                    conversion.Multiply(twice, scale);
                    conversion.Divide(2, 0);
                }
                else
                {
                    conversion.Multiply(2, 0);
                    conversion.Divide(twice, scale);
                }
            }

            if (conversion.TryRound(s_scales[i], up: false, out var rate))
                return Move(row, rate, s_scales[i]);
        }

        return false;
    }

    public void Save(FieldWriter writer)
    {
        foreach (ref readonly var quote in _quotes.AsSpan())
            writer.Add(quote);
        foreach (ref readonly var rate in _rates.AsSpan())
            writer.Add(rate);
    }

    public void Load(FieldReader reader)
    {
        foreach (ref var quote in _quotes.AsSpan())
            quote = reader.Read<LegQuote>();
        foreach (ref var rate in _rates.AsSpan())
            rate = reader.Read<Rate>();
    }

    private bool Move(int row, long units, int scale)
    {
        var old = _rates[row];
        if (old.Scale == scale && Math.Abs(old.Units - units) <= old.Units / StepsPerUnit && old.Units != 0)
            return false;
        _rates[row] = new Rate(units, scale);
        return true;
    }

    private void Use(ListingId listing, int row)
    {
        if (_legOf.TryAdd(listing.Value, _legListings.Count))
            _legListings.Add(listing.Value);
        _usedBy[listing.Value] = _usedBy.TryGetValue(listing.Value, out var users) ? users.Contains(row) ? users : [.. users, row] : [row];
    }

    private readonly record struct Rate(long Units, long ScaleUnits)
    {
        public int Scale => (int)ScaleUnits;
    }

    private readonly record struct LegQuote(long Twice);
}
