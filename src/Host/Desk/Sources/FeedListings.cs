using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Desk.Sources;

/// <summary>What a running <c>rialto feed</c> says about its listings: <c>feed-listings.json</c> beside its rings. Immutable.</summary>
/// <param name="Epoch">Run of the feed that the numbers are of.</param>
/// <param name="Table">The listings, numbered anew from 1.</param>
/// <param name="Numbers">Their numbers in the rings, by those of the table.</param>
internal sealed record FeedListings(long Epoch, ListingTable Table, IReadOnlyList<int> Numbers)
{
    /// <summary>The recording that the feed plays; null where its prices are of now.</summary>
    public string? Played { get; private init; }

    private const string FileName = "feed-listings.json";

    /// <summary>Reads it.</summary>
    /// <param name="folder">Where the rings stand.</param>
    /// <exception cref="RecordingException">There is none, or it cannot be read.</exception>
    public static FeedListings Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var read = JsonDocument.Parse(File.ReadAllBytes(path));
            var symbols = read.RootElement.GetProperty("symbols").EnumerateArray().ToArray();
            var table = new ListingTable(Math.Max(1, symbols.Sum(symbol => symbol.GetProperty("listings").GetArrayLength())));
            var numbers = new List<int>();
            foreach (var symbol in symbols)
            {
                foreach (var listing in symbol.GetProperty("listings").EnumerateArray())
                {
                    table.Add(Of(table.NextId, symbol, listing));
                    numbers.Add(listing.GetProperty("listing").GetInt32());
                }
            }

            Pair(table, numbers, symbols);
            return new FeedListings(read.RootElement.GetProperty("epoch").GetInt64(), table, numbers)
            {
                Played = read.RootElement.TryGetProperty("played", out var played) ? played.GetString() : null,
            };
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new RecordingException($"No feed of this machine can be read in {folder}: {wrong.Message} Start one with: rialto feed --set Feeds:Distribution:Shared:Enabled=true", wrong);
        }
    }

    private static Listing Of(ListingId id, JsonElement symbol, JsonElement listing)
    {
        var kind = Enum.TryParse<ListingKind>(Text(listing, "kind"), ignoreCase: true, out var told) ? told : ListingKind.Unknown;
        var status = Enum.TryParse<ListingStatus>(Text(listing, "status"), ignoreCase: true, out var state) ? state : ListingStatus.Unknown;
        return new Listing(
            id, (FeedVenue)listing.GetProperty("venue").GetByte(), listing.GetProperty("venue_symbol").GetString()!, symbol.GetProperty("symbol").GetString()!, kind,
            listing.GetProperty("price_scale").GetInt32(), listing.GetProperty("quantity_scale").GetInt32(), new Price(Whole(listing, "tick")), new Quantity(Whole(listing, "lot")),
            symbol.GetProperty("quote").GetString()!, status)
        {
            ContractSize = Whole(listing, "contract_size"),
            ContractScale = (int)Whole(listing, "contract_scale"),
            ContractUnit = Text(listing, "contract_unit"),
            Limits = new ListingLimits(new Quantity(Whole(listing, "min_quantity")), new Quantity(Whole(listing, "max_quantity")), new Quantity(Whole(listing, "max_market_quantity")), Whole(listing, "min_notional")),
            PaidPrice = listing.TryGetProperty("paid", out var paid) ? new Price(paid.GetInt64()) : null,
            IsExclusive = listing.TryGetProperty("exclusive", out var exclusive) && exclusive.GetBoolean(),
        };
    }

    /// <summary>The two sides of a question name each other by the numbers of the rings.</summary>
    private static void Pair(ListingTable table, List<int> numbers, JsonElement[] symbols)
    {
        var id = 0;
        foreach (var listing in symbols.SelectMany(symbol => symbol.GetProperty("listings").EnumerateArray()))
        {
            var place = numbers.IndexOf((int)Whole(listing, "complement"));
            if (table[new ListingId(++id)] is var one && place >= 0)
                table.Replace(one with { Complement = new ListingId(place + 1) });
        }
    }

    private static string Text(JsonElement listing, string name) => listing.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static long Whole(JsonElement listing, string name) => listing.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
