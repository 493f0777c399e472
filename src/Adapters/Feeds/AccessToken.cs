namespace Rialto.Adapters.Feeds;

/// <summary>
/// The word by which a venue knows that we may ask, where frames must carry it (LS Securities). Whoever has the keys renews it; protocols read it when they make a frame. Any thread. It is a
/// secret: it is never written to a log, a recording or a report, and <see cref="ToString"/> does not tell it.
/// </summary>
public sealed class AccessToken
{
    private volatile string _text = "";

    /// <summary>The token of now; empty until there is one.</summary>
    public string Text => _text;

    /// <summary>There is one.</summary>
    public bool IsThere => _text.Length > 0;

    /// <summary>Takes the place of the one before; empty where it has ended and there is no other yet.</summary>
    /// <exception cref="ArgumentException">It has characters that no token has, which would break the frame it stands in.</exception>
    public void Renew(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var c in text)
        {
            if (c is <= ' ' or '"' or '\\' or > '~')
                throw new ArgumentException("A token has printable ASCII characters, no blanks, quotes or backslashes.", nameof(text));
        }

        _text = text;
    }

    /// <summary>Whether there is one, and nothing else.</summary>
    public override string ToString() => IsThere ? "a token" : "no token";
}
