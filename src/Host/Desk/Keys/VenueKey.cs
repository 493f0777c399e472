using Rialto.Adapters.Orders;

namespace Rialto.Host.Desk.Keys;

/// <summary>One key of a venue, with its secrets in memory that does not move and is overwritten on disposal.</summary>
internal sealed class VenueKey : IDisposable
{
    private readonly char[] _secret;
    private readonly char[] _passphrase;

    /// <summary>Takes a key; what was given stays the caller's to overwrite.</summary>
    /// <param name="venue">The venue's name, as <see cref="OrderVenue.Name"/>.</param>
    /// <param name="id">The key's public name.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="passphrase">Its third part; empty where there is none.</param>
    /// <param name="added">When it was put into the file.</param>
    public VenueKey(string venue, string id, ReadOnlySpan<char> secret, ReadOnlySpan<char> passphrase, DateTimeOffset added)
    {
        (Venue, Id, Added) = (venue, id, added);
        _secret = Pinned(secret.Trim());
        _passphrase = Pinned(passphrase.Trim());
    }

    /// <summary>The venue's name.</summary>
    public string Venue { get; }

    /// <summary>The key's public name; shown shortened only (<see cref="Shown"/>).</summary>
    public string Id { get; }

    /// <summary>When it was put into the file.</summary>
    public DateTimeOffset Added { get; }

    /// <summary>Its secret.</summary>
    public ReadOnlySpan<char> Secret => _secret;

    /// <summary>Its third part; empty where there is none.</summary>
    public ReadOnlySpan<char> Passphrase => _passphrase;

    /// <summary>The first four characters of its name: what listings show.</summary>
    public string Shown => Id.Length > 8 ? Id[..4] + "…" : "…";

    /// <summary>The key for an order session; the caller disposes of it.</summary>
    /// <exception cref="VenueKeyException">No key at all.</exception>
    public VenueCredentials ToCredentials()
    {
        try
        {
            return new VenueCredentials(Id, _secret, _passphrase);
        }
        catch (ArgumentException wrong)
        {
            throw new VenueKeyException($"The key of {Venue} cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>Nothing but whose it is.</summary>
    public override string ToString() => "a key of " + Venue;

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.Clear(_secret);
        Array.Clear(_passphrase);
    }

    private static char[] Pinned(ReadOnlySpan<char> text)
    {
        var kept = GC.AllocateArray<char>(text.Length, pinned: true);
        text.CopyTo(kept);
        return kept;
    }
}
