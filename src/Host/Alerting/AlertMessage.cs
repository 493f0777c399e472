using Rialto.Gateways;

namespace Rialto.Host.Alerting;

/// <summary>What became of an alert.</summary>
internal enum AlertTurn
{
    /// <summary>It has begun and lasts, or has become graver.</summary>
    Begun,

    /// <summary>It is over.</summary>
    Over,

    /// <summary>It was and does not last: it happened once, or was over before it could be told.</summary>
    Was,
}

/// <summary>One message to people.</summary>
/// <param name="Alert">About what.</param>
/// <param name="Turn">What became of it.</param>
/// <param name="Source">Which process says so: <c>host/role</c>.</param>
/// <param name="Time">When the message was made, UTC.</param>
/// <param name="Others">How many more times it came and went since the last message about it.</param>
internal sealed record AlertMessage(Alert Alert, AlertTurn Turn, string Source, DateTime Time, long Others)
{
    /// <summary>The same for begin and end of an alert of one process, at most 255 characters: what pagers put messages together by.</summary>
    public string Key => $"rialto/{Source}/{Alert.Name}" is { Length: > 255 } key ? key[..255] : $"rialto/{Source}/{Alert.Name}";

    /// <summary>One line of text.</summary>
    public string Headline => Turn switch
    {
        AlertTurn.Begun => $"{Alert.Name}: {Alert.Text}",
        AlertTurn.Over => $"{Alert.Name} is over",
        _ => $"{Alert.Name}: {Alert.Text}",
    };

    /// <summary>What stands below the headline: how grave, where, since when.</summary>
    public string Details
    {
        get
        {
            var text = System.Globalization.CultureInfo.InvariantCulture;
            var since = string.Create(text, $"{Alert.Severity.ToString().ToLowerInvariant()} at {Source}, since {Alert.Since:yyyy-MM-ddTHH:mm:ssZ}");
            return Others == 0 ? since : string.Create(text, $"{since}; came and went {Others:N0} more times since the last message");
        }
    }
}
