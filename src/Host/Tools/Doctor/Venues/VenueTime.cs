using System.Globalization;
using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Tools.Doctor.Venues;

/// <summary>Where a venue tells its time, and how.</summary>
/// <param name="Path">Of its REST interface.</param>
/// <param name="Members">Names that lead to the time in the answer; an empty one is the first element of an array.</param>
/// <param name="UnitNs">What it counts, in nanoseconds: how exact it can be.</param>
internal sealed record VenueTime(string Path, IReadOnlyList<string> Members, long UnitNs)
{
    private const long Second = 1_000_000_000;
    private const long Millisecond = 1_000_000;

    /// <summary>That of a venue; null where it tells none but in the header <c>Date</c>, which every answer has.</summary>
    public static VenueTime? Of(FeedVenue venue) => venue switch
    {
        FeedVenue.BinanceSpot or FeedVenue.Rialto => new VenueTime("/api/v3/time", ["serverTime"], Millisecond),
        FeedVenue.BinanceUsdM => new VenueTime("/fapi/v1/time", ["serverTime"], Millisecond),
        FeedVenue.BinanceCoinM => new VenueTime("/dapi/v1/time", ["serverTime"], Millisecond),
        FeedVenue.Okx => new VenueTime("/api/v5/public/time", ["data", "", "ts"], Millisecond),
        FeedVenue.Kraken or FeedVenue.KrakenV1 => new VenueTime("/0/public/Time", ["result", "unixtime"], Second),
        FeedVenue.BybitSpot or FeedVenue.BybitLinear or FeedVenue.BybitInverse => new VenueTime("/v5/market/time", ["time"], Millisecond),
        FeedVenue.CoinbaseAdvanced => new VenueTime("/api/v3/brokerage/time", ["epochMillis"], Millisecond),
        FeedVenue.Deribit => new VenueTime("/api/v2/public/get_time", ["result"], Millisecond),
        _ => null,
    };

    /// <summary>The time in an answer, in nanoseconds since the epoch; false where it is another answer.</summary>
    public bool TryRead(ReadOnlyMemory<byte> answer, out long timeNs)
    {
        timeNs = 0;
        try
        {
            var at = JsonElement.Parse(answer.Span);
            foreach (var name in Members)
            {
                if (name.Length == 0)
                {
                    if (at.ValueKind != JsonValueKind.Array || at.GetArrayLength() == 0)
                        return false;
                    at = at[0];
                }
                else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    return false;
            }

            // Some send the number as text.
            var text = at.ValueKind == JsonValueKind.String ? at.GetString() : at.GetRawText();
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue / UnitNs)
                return false;
            timeNs = count * UnitNs;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>How far our clock is ahead of a venue's, by one request and its answer: the truth is within the error whatever the ways took.</summary>
/// <param name="OffsetNs">Ours less theirs: the middle of what is possible.</param>
/// <param name="ErrorNs">Half of what is possible.</param>
internal readonly record struct VenueOffset(long OffsetNs, long ErrorNs)
{
    /// <summary>The venue wrote a time between our sending and our receiving; that time stands for anything from itself to one step later.</summary>
    public static VenueOffset Of(long sentNs, long receivedNs, long venueNs, long stepNs)
    {
        var (low, high) = (sentNs - venueNs - stepNs, receivedNs - venueNs);
        return new VenueOffset(low + (high - low) / 2, (high - low + 1) / 2);
    }
}
