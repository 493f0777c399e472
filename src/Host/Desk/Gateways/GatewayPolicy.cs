using System.Collections.Immutable;
using Rialto.Host.Config;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Gateways;

/// <summary>What a gateway signs: a file of its own, which the desk cannot change. What it does not name is refused. Immutable. docs/guide/keys-and-safety.md lists the keys.</summary>
internal sealed class GatewayPolicy
{
    private const int Scale = 8;

    private readonly ImmutableDictionary<string, SymbolPolicy> _symbols;

    private GatewayPolicy(ImmutableDictionary<string, SymbolPolicy> symbols) => _symbols = symbols;

    /// <summary>Orders and amendments in a second, with as many at once.</summary>
    public required int OrdersPerSecond { get; init; }

    /// <summary>What one order may be worth, by quote currency, in 10^-8.</summary>
    public required ImmutableDictionary<string, long> OrderNotional { get; init; }

    /// <summary>What a day's orders may be worth, by quote currency, in 10^-8.</summary>
    public required ImmutableDictionary<string, long> DayNotional { get; init; }

    /// <summary>What of a symbol may be traded; by the venue's spelling alone.</summary>
    public SymbolPolicy? Of(Listing listing) => _symbols.GetValueOrDefault(listing.VenueSymbol);

    /// <summary>Whether a request may go, apart from what was used before; everything but orders and amendments may.</summary>
    /// <param name="request">Of this gateway's venue.</param>
    /// <param name="listings">What the desk's numbers mean.</param>
    /// <param name="quote">What it is worth something in.</param>
    /// <param name="value">What it is worth, in 10^-8.</param>
    public PolicyRefusal Check(in OrderRequest request, ListingTable listings, out string quote, out Int128 value)
    {
        (quote, value) = ("", 0);
        if ((uint)(request.Listing.Value - 1) >= (uint)listings.Count || listings[request.Listing] is not { } listing || listing.Venue != request.Venue)
            return PolicyRefusal.UnknownListing;
        if (Of(listing) is not { } symbol)
            return PolicyRefusal.Symbol;
        var refusal = symbol.Check(request, listing);
        if (refusal != PolicyRefusal.None)
            return refusal;
        quote = symbol.Quote;
        return !symbol.TryValue(request, listing, out value) ? PolicyRefusal.Numbers
            : value > OrderNotional[quote] ? PolicyRefusal.OrderNotional
            : PolicyRefusal.None;
    }

    /// <summary>Reads the policy of a venue.</summary>
    /// <exception cref="ConfigurationException">Names every offending key.</exception>
    public static GatewayPolicy Read(string path, string venue)
    {
        var sources = new SettingSources();
        sources.AddFile(path);
        return Read(sources, venue);
    }

    /// <summary>As <see cref="Read(string, string)"/>, from settings.</summary>
    internal static GatewayPolicy Read(SettingSources sources, string venue)
    {
        var reader = new SettingsReader(sources) { Listing = "docs/guide/keys-and-safety.md" };
        var venues = reader.Children("Venues").Select(child => reader.Text($"Venues:{child}", "")).ToArray();
        if (!venues.Contains(venue, StringComparer.OrdinalIgnoreCase))
            reader.Refuse("Venues", $"does not name {venue}, which this gateway is for");
        var policy = new GatewayPolicy(reader.Children("Symbols").Select(symbol => Symbol(reader, symbol)).ToImmutableDictionary(symbol => symbol.Symbol, StringComparer.Ordinal))
        {
            OrdersPerSecond = reader.Number("OrdersPerSecond", 10, 1, 10_000),
            OrderNotional = Notionals(reader, "OrderNotional"),
            DayNotional = Notionals(reader, "DayNotional"),
        };
        if (policy._symbols.IsEmpty)
            reader.Refuse("Symbols", "needs at least one: what may be traded");
        foreach (var quote in policy._symbols.Values.Select(symbol => symbol.Quote).Where(quote => quote.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (!policy.OrderNotional.ContainsKey(quote))
                reader.Refuse($"OrderNotional:{quote}", "is missing: a symbol is priced in it");
            if (!policy.DayNotional.ContainsKey(quote))
                reader.Refuse($"DayNotional:{quote}", "is missing: a symbol is priced in it");
        }

        reader.ThrowIfRefused();
        return policy;
    }

    private static SymbolPolicy Symbol(SettingsReader reader, string symbol)
    {
        var key = $"Symbols:{symbol}";
        var sides = reader.Children($"{key}:Sides").Select(child => reader.Text($"{key}:Sides:{child}", "")).ToArray();
        if (sides.Length == 0 || sides.Any(side => side is not ("buy" or "sell")))
            reader.Refuse($"{key}:Sides", "must be buy, sell, or both");
        var policy = new SymbolPolicy(
            symbol, reader.Text($"{key}:Quote", ""), sides.Contains("buy"), sides.Contains("sell"), reader.Flag($"{key}:Market", false), reader.Decimal($"{key}:Lowest", "0", Scale),
            reader.Decimal($"{key}:Highest", "0", Scale), reader.Decimal($"{key}:Contract", "1", Scale), reader.Flag($"{key}:Inverse", false));
        if (policy.Quote.Length == 0)
            reader.Refuse($"{key}:Quote", "is missing: what prices are in");
        if (policy.Lowest <= 0)
            reader.Refuse($"{key}:Lowest", "must be above zero: an order to sell far below the market trades for more than its price says");
        if (policy.Highest < policy.Lowest)
            reader.Refuse($"{key}:Highest", "must not be below Lowest: what market orders are valued at, and no order is above");
        if (policy.Contract <= 0)
            reader.Refuse($"{key}:Contract", "must be above zero: what one of quantity is");
        return policy.Contract > 0 ? policy : policy with { Contract = 1 };
    }

    private static ImmutableDictionary<string, long> Notionals(SettingsReader reader, string key) =>
        reader.Children(key).ToImmutableDictionary(quote => quote, quote => reader.Decimal($"{key}:{quote}", "0", Scale, 0, long.MaxValue), StringComparer.Ordinal);
}
