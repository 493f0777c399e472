using Rialto.Adapters.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>A customer's app key at a venue that gives tokens for it (LS Securities), and the token of now. A secret: it is in no log, recording or report, and <see cref="ToString"/> tells nothing of it.</summary>
public sealed class AppCredentials
{
    /// <summary>Takes a key.</summary>
    /// <param name="key">The app key.</param>
    /// <param name="secret">Its secret.</param>
    /// <exception cref="ArgumentException">One without letters.</exception>
    public AppCredentials(string key, string secret)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentException.ThrowIfNullOrWhiteSpace(secret);
        (Key, Secret) = (key.Trim(), secret.Trim());
    }

    /// <summary>The app key.</summary>
    public string Key { get; }

    /// <summary>Its secret.</summary>
    public string Secret { get; }

    /// <summary>What the venue gave for it; whoever asks the venue renews it, frames carry it.</summary>
    public AccessToken Token { get; } = new();

    /// <summary>That there is one, and nothing else.</summary>
    public override string ToString() => "an app key";
}
