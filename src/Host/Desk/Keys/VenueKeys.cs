using System.Security.Cryptography;
using Rialto.Adapters.Orders;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Keys;

/// <summary>Where keys of venues are.</summary>
/// <param name="File">The encrypted file; null for the environment alone.</param>
/// <param name="Password">Of the file.</param>
internal sealed record VenueKeySettings(string? File, KeyPassword Password)
{
    /// <summary>The environment alone.</summary>
    public static VenueKeySettings Environment { get; } = new(null, KeyPassword.Usual);
}

/// <summary>
/// Keys of venues, opened: from the environment (<c>RIALTO_VENUE_BINANCE_USDM_KEY</c>, <c>_SECRET</c>, <c>_PASSPHRASE</c>), and from an encrypted file. A key in the environment goes before that of
/// the file. Secrets are overwritten on disposal. One thread opens and disposes; any thread asks.
/// </summary>
internal sealed class VenueKeys : IDisposable
{
    private const string Prefix = "RIALTO_VENUE_";

    private readonly Dictionary<FeedVenue, VenueCredentials> _credentials = [];
    private readonly string _where;

    private VenueKeys(string where) => _where = where;

    /// <summary>Where sessions of this user remember the highest number they signed (<see cref="OrderSessionOptions.NonceFolder"/>): desks, gateways and whoever acts for them use the same keys.</summary>
    public static string NonceFolder => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } own ? Path.Combine(own, "rialto", "nonces") : "";

    /// <summary>Opens all keys, or those of some venues.</summary>
    /// <param name="settings">Where they are.</param>
    /// <param name="venues">Which are wanted; empty for all.</param>
    /// <exception cref="VenueKeyException">The file cannot be opened, or half a key is in the environment.</exception>
    public static VenueKeys Open(VenueKeySettings settings, params ReadOnlySpan<FeedVenue> venues)
    {
        var keys = new VenueKeys(settings.File ?? "the environment");
        try
        {
            foreach (var venue in OrderVenues.All)
            {
                if (venue.Capabilities.CanTrade && (venues.IsEmpty || venues.Contains(venue.Venue)) && FromEnvironment(venue) is { } given)
                    keys._credentials[venue.Venue] = given;
            }

            if (settings.File is { } path && (venues.IsEmpty || venues.ContainsAnyExcept([.. keys._credentials.Keys])))
                keys.Take(path, settings.Password, venues);
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>The key of a venue; stays this object's.</summary>
    /// <exception cref="VenueKeyException">There is none.</exception>
    public VenueCredentials For(FeedVenue venue)
    {
        if (_credentials.TryGetValue(venue, out var found))
            return found;
        var name = OrderVenues.TryFind(venue, out var known) ? known.Name : venue.ToString();
        throw new VenueKeyException($"There is no key of {name} in {_where}: rialto keys venue add {name}, or {VariableOf(name, "KEY")} and {VariableOf(name, "SECRET")} in the environment.");
    }

    /// <summary>Whether there is a key of a venue.</summary>
    public bool Has(FeedVenue venue) => _credentials.ContainsKey(venue);

    /// <summary>Name of an environment variable: <c>RIALTO_VENUE_BINANCE_USDM_SECRET</c>.</summary>
    public static string VariableOf(string venue, string part) => $"{Prefix}{venue.ToUpperInvariant().Replace('-', '_')}_{part}";

    /// <summary>Nothing but that there are keys.</summary>
    public override string ToString() => "keys of venues";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var credentials in _credentials.Values)
            credentials.Dispose();
    }

    private void Take(string path, KeyPassword source, ReadOnlySpan<FeedVenue> venues)
    {
        var password = source.Read(isNew: false);
        var keys = new List<VenueKey>();
        try
        {
            keys = VenueKeyFile.Read(path, password);
            foreach (var key in keys)
            {
                if (OrderVenues.TryFind(key.Venue, out var venue) && (venues.IsEmpty || venues.Contains(venue.Venue)) && !_credentials.ContainsKey(venue.Venue))
                    _credentials[venue.Venue] = key.ToCredentials();
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
            foreach (var key in keys)
                key.Dispose();
        }
    }

    private static VenueCredentials? FromEnvironment(OrderVenue venue)
    {
        var (id, secret) = (Environment.GetEnvironmentVariable(VariableOf(venue.Name, "KEY")), Environment.GetEnvironmentVariable(VariableOf(venue.Name, "SECRET")));
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(secret))
            return null;
        if (string.IsNullOrWhiteSpace(id) || string.IsNullOrWhiteSpace(secret))
            throw new VenueKeyException($"{VariableOf(venue.Name, string.IsNullOrWhiteSpace(id) ? "KEY" : "SECRET")} is missing in the environment: a key has both parts.");
        using var key = new VenueKey(venue.Name, id, secret, Environment.GetEnvironmentVariable(VariableOf(venue.Name, "PASSPHRASE")), DateTimeOffset.UnixEpoch);
        return key.ToCredentials();
    }
}
