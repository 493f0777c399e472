using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Keys;
using Rialto.Host.Desk.Live;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Guarding;

/// <summary>Whether the keys of now are those that a desk had: orders and positions are an account's, and another account knows nothing of them.</summary>
internal static class FormerAccounts
{
    /// <summary>Says that a key that differs from the former one is another key of the same account.</summary>
    public const string SameAccount = "Keys:SameAccount";

    /// <summary>The venue whose key is another one than the trace's; null where there is none.</summary>
    /// <param name="trace">What the desk has left.</param>
    /// <param name="keyOf">Public part of the key of now; null where there is none here.</param>
    public static string? Differing(DeskTrace trace, Func<FeedVenue, string?> keyOf)
    {
        foreach (var way in trace.Ways)
        {
            if (way.Account is { } account && OrderVenues.TryFind(way.Venue, out var venue) && keyOf(venue.Venue) is { } key && DeskNames.AccountOf(key) != account)
                return way.Venue;
        }

        return null;
    }

    /// <summary>Why nobody knows whether a run that did not end was of the accounts of now; null where they can be compared.</summary>
    /// <param name="trace">What the desk has left; null for nothing.</param>
    /// <param name="problem">Why nothing.</param>
    /// <param name="gatewayOf">The gateway of a venue now; null where the desk itself signs, or has none there.</param>
    public static string? Unknown(DeskTrace? trace, string problem, Func<FeedVenue, string?> gatewayOf)
    {
        if (trace is null)
            return $"whose accounts it traded at is not known ({problem})";
        foreach (var way in trace.Ways)
        {
            if (!OrderVenues.TryFind(way.Venue, out var venue))
                continue;
            var (then, now) = (way.Gateway, gatewayOf(venue.Venue));
            if (then is null != now is null || (then is not null && Path.GetFullPath(then) != Path.GetFullPath(now!)))
                return $"at {way.Venue} {Who(then)} signed then, and {Who(now)} does now";
        }

        return null;
    }

    private static string Who(string? gateway) => gateway is null ? "the desk itself" : $"the gateway at {gateway}";

    /// <summary>Public parts of the keys by which a rescue would act, each opened once: from the environment, the file of now, or the file that the trace names. Venues without one are left out.</summary>
    /// <exception cref="VenueKeyException">They cannot be opened.</exception>
    public static IReadOnlyDictionary<FeedVenue, string> KeysOf(DeskTrace trace, VenueKeySettings settings)
    {
        var keys = new Dictionary<FeedVenue, string>();
        foreach (var way in trace.Ways)
        {
            if (way.Gateway is not null || !OrderVenues.TryFind(way.Venue, out var venue))
                continue;
            using var opened = VenueKeys.Open(settings.File is null && way.Keys is not null ? settings with { File = way.Keys } : settings, venue.Venue);
            if (opened.Has(venue.Venue))
                keys[venue.Venue] = opened.For(venue.Venue).Key;
        }

        return keys;
    }
}
